"""The window's addresses. It stands open to this machine, so it takes orders from no other page."""

from collections.abc import Awaitable, Callable
from io import BytesIO
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

import segno
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from practice.window import chats, phones
from practice.window.doing import ACTS, turn
from practice.window.page import HEADERS, View, shown, view_of
from practice.window.words import Speech
from practice.wire.ground import Ground
from practice.world.model.contacts import Person
from practice.world.refusals import CannotHappen, Refused

FILES = Path(__file__).parent / "static"
KINDS = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
NOT_FOUND, FORBIDDEN, SEE_OTHER = 404, 403, 303
TOLD_SECONDS = 30
WAYS = "https://work.weixin.qq.com/ca/"
Door = Callable[[Request, Ground], Awaitable[Response]]


async def groups(request: Request, ground: Ground) -> Response:
    """All groups, and the chosen one as `as` sees it."""
    view = _view(request, ground)
    chat_id, me = request.query_params.get("group", ""), request.query_params.get("as", "")
    group = ground.world.groups.get(chat_id)
    listed = chats.group_list(view, chat_id, me)
    if group is None or group.is_dismissed:
        empty = f'<p class="empty hint">{view.say("choose_group")}</p>'
        return shown(view, view.say("groups"), f'<nav class="column">{listed}</nav>{empty}')
    body = f'<nav class="column aside">{listed}</nav>{chats.group_page(view, group, me)}'
    return shown(view, group.name, body)


async def staff(request: Request, ground: Ground) -> Response:
    view = _view(request, ground)
    return shown(view, view.say("staff"), phones.staff_list(view), at="staff")


async def people(request: Request, ground: Ground) -> Response:
    view = _view(request, ground)
    listed = phones.people_list(view, request.query_params.get("q", ""))
    return shown(view, view.say("people"), listed, at="people")


async def phone(request: Request, ground: Ground) -> Response:
    view = _view(request, ground)
    who, other = request.query_params.get("who", ""), request.query_params.get("other", "")
    if who not in ground.world.people and not view.is_staff(who):
        return Response(status_code=NOT_FOUND)
    if other and other not in ground.world.people and not view.is_staff(other):
        return Response(status_code=NOT_FOUND)
    at = "staff" if view.is_staff(who) else "people"
    return shown(view, view.name(who), phones.phone(view, who, other), at=at)


async def do(request: Request, ground: Ground) -> Response:
    """A button was pressed. Goes back to the page it stands on, which tells what came of it."""
    if not _is_own(request):
        return Response(status_code=FORBIDDEN)
    async with request.form() as form:
        given = {name: str(value) for name, value in form.items()}
    view, act = view_of(request, ground), given.get("act", "")
    answer = RedirectResponse(_back(given), SEE_OTHER)
    if act == "language":
        other = "en" if view.say.language == "zh" else "zh"
        answer.set_cookie("language", other, path="/window", httponly=True, samesite="strict")
    elif not await turn(ground, act):
        told = _done(view, act, given, answer)
        if told:
            answer.set_cookie(
                "told", quote(told), TOLD_SECONDS, path="/window", httponly=True, samesite="strict"
            )
    return answer


async def static(request: Request, ground: Ground) -> Response:
    name = Path(request.path_params["name"]).name
    kind = KINDS.get(Path(name).suffix)
    if kind is None or not (FILES / name).is_file():
        return Response(status_code=NOT_FOUND)
    return Response((FILES / name).read_bytes(), headers=HEADERS, media_type=kind)


async def picture(request: Request, ground: Ground) -> Response:
    """What is printed of a code: WeCom's clients read the address of the way in it."""
    way = request.path_params["way"]
    if way not in ground.world.contact_ways and way not in ground.world.join_ways:
        return Response(status_code=NOT_FOUND)
    drawn = BytesIO()
    segno.make_qr(f"{WAYS}{way}", error="m").save(drawn, kind="png", scale=10, border=4)
    return Response(drawn.getvalue(), headers=HEADERS, media_type="image/png")


def _done(view: View, act: str, given: dict[str, str], answer: Response) -> str:
    """What to tell about an act; somebody new is shown at once."""
    ground = view.ground
    if act not in ACTS:
        return view.say("refused", why=act)
    at = ground.now()
    try:
        made = ACTS[act](ground, given, at)
    except (CannotHappen, Refused, KeyError) as error:
        return view.say("refused", why=error)
    finally:
        ground.announce()
    if isinstance(made, Person):
        answer.headers["location"] = f"/window/phone?who={made.external_id}"
    return ""


def _view(request: Request, ground: Ground) -> View:
    ground.now()
    ground.announce()
    view = view_of(request, ground)
    return View(view.ground, Speech(view.say.language), view.path, unquote(view.told))


def _back(given: dict[str, str]) -> str:
    """Only to the window itself."""
    back = given.get("back", "")
    return back if back.startswith("/window/") and not back.startswith("//") else "/window/"


def _is_own(request: Request) -> bool:
    """Whether the form stands on a page of the window: browsers say where it came from."""
    origin = request.headers.get("origin")
    if origin in (None, "null"):
        return request.headers.get("sec-fetch-site", "same-origin") == "same-origin"
    return urlsplit(origin or "").netloc == request.headers.get("host")


DOORS: list[tuple[str, list[str], Door]] = [
    ("/window/", ["GET"], groups),
    ("/window/staff", ["GET"], staff),
    ("/window/people", ["GET"], people),
    ("/window/phone", ["GET"], phone),
    ("/window/do", ["POST"], do),
    ("/window/static/{name}", ["GET"], static),
    ("/pictures/{way}.png", ["GET"], picture),
]
