"""The frame around every page: text made safe, the bar with the clock, the answer's headers."""

import html
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import quote, urlencode

from starlette.requests import Request
from starlette.responses import Response

from practice.clock import Pace
from practice.people.rhythm import ZONE
from practice.window.words import Speech
from practice.wire.ground import Ground

POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; "
    "img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cache-control": "no-store",
}
TONES = 6


@dataclass(frozen=True, slots=True)
class View:
    """One request's ground and language."""

    ground: Ground
    say: Speech
    path: str
    told: str

    def name(self, who: str) -> str:
        """What somebody is called, staff or not."""
        person = self.ground.world.people.get(who)
        if person is not None:
            return person.name
        staff = self.ground.world.staff.get(who.lower())
        return staff.name if staff else who

    def is_staff(self, who: str) -> bool:
        return who.lower() in self.ground.world.staff


def view_of(request: Request, ground: Ground) -> View:
    here = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    told = request.cookies.get("told", "")
    return View(ground, Speech(request.cookies.get("language", "zh")), here, told)


def safe(text: object) -> str:
    return html.escape(str(text))


def address(path: str, **query: str) -> str:
    given = {key: value for key, value in query.items() if value}
    return safe(f"/window/{path}" + (f"?{urlencode(given)}" if given else ""))


def moment(at: float, *, with_day: bool = False) -> str:
    """As a clock in China shows it."""
    local = datetime.fromtimestamp(at + ZONE, UTC)
    return f"{local:%m-%d %H:%M}" if with_day else f"{local:%H:%M}"


def face(view: View, who: str) -> str:
    """A square with the first letter of the name, in a tone of one's own."""
    name = view.name(who)
    tone = sum(map(ord, who)) % TONES
    kind = "staff" if view.is_staff(who) else f"tone{tone}"
    return (
        f'<span class="face {kind}" aria-hidden="true">{safe(name.lstrip("A")[:1] or "A")}</span>'
    )


def form(
    view: View, act: str, label: str, *, kind: str = "", fields: str = "", **given: str
) -> str:
    """A button that does something and comes back here."""
    hidden = "".join(
        f'<input type="hidden" name="{safe(name)}" value="{safe(value)}">'
        for name, value in {"act": act, "back": view.path, **given}.items()
    )
    button = f'<button class="{safe(kind)}">{safe(label)}</button>'
    inside = f"{hidden}{fields}{button}"
    return f'<form method="post" action="/window/do" class="{safe(act)}">{inside}</form>'


def field(name: str, hint: str, *, most: int = 2_000, value: str = "") -> str:
    """A line to write in; its hint is its label too."""
    told = f'aria-label="{safe(hint)}" placeholder="{safe(hint)}"'
    return f'<input name="{name}" required maxlength="{most}" value="{safe(value)}" {told}>'


def item(title: str, small: str, more: str = "") -> str:
    """A line of a list that leads nowhere; `more` is what can be done about it."""
    return f'<li><span class="name">{safe(title)}<small>{safe(small)}</small></span>{more}</li>'


def shown(view: View, title: str, body: str, *, at: str = "groups", status: int = 200) -> Response:
    """The whole page."""
    say = view.say
    links = "".join(
        f'<a href="{address(path)}"{" aria-current=page" if key == at else ""}>{safe(say(key))}</a>'
        for key, path in (("groups", ""), ("staff", "staff"), ("people", "people"))
    )
    told = f'<p class="told" role="status">{safe(view.told)}</p>' if view.told else ""
    language = form(view, "language", say("language"), kind="quiet")
    page = (
        f'<!doctype html><html lang="{"zh-Hans" if say.language == "zh" else "en"}"><head>'
        '<meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{safe(title)} · {safe(say('title'))}</title>"
        '<link rel="icon" href="/window/static/icon.svg">'
        '<link rel="stylesheet" href="/window/static/window.css">'
        '<script src="/window/static/window.js" defer></script></head><body>'
        f"<header><strong>{safe(say('title'))}</strong><nav>{links}</nav>{_clock(view)}{language}"
        f"</header>{told}<main>{body}</main></body></html>"
    )
    answer = Response(page, status, HEADERS, "text/html; charset=utf-8")
    if view.told:
        answer.delete_cookie("told", path="/window")
    return answer


def told_cookie(text: str) -> str:
    return quote(text)


def _clock(view: View) -> str:
    clock, say, crowd = view.ground.clock, view.say, view.ground.crowd
    pace = {
        Pace.STEPPED: say("paused"),
        Pace.REAL: say("running"),
        Pace.ACCELERATED: say("hurrying", rate=f"{clock.rate:g}"),
    }[clock.pace]
    local = datetime.fromtimestamp(clock.now() + ZONE, UTC)
    buttons = [
        ("real", "real") if clock.pace is Pace.STEPPED else ("pause", "pause"),
        *([("fast", "fast")] if clock.pace is not Pace.ACCELERATED else [("real", "real")]),
        ("hour", "hour"),
        ("day", "day"),
    ]
    forms = "".join(form(view, f"clock-{act}", say(key), kind="small") for act, key in buttons)
    if crowd is not None:
        act = "sleep" if crowd.is_awake else "wake"
        forms += form(view, act, say("send_asleep" if crowd.is_awake else "wake"), kind="small")
        keeps = crowd.life.keeps
        key = "keeps_on" if keeps else "keeps_off"
        forms += form(view, "keeps-off" if keeps else "keeps-on", say(key), kind="small")
    time = f'<time data-live="clock">{local:%Y-%m-%d %H:%M:%S}</time>'
    return (
        f'<details class="clock"><summary>{time} <span class="pace">{safe(pace)}</span></summary>'
        f'<div class="hands">{forms}</div></details>'
    )
