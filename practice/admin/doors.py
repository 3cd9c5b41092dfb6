"""The admin endpoints under /practice/: JSON in, JSON out, nobody asked who they are."""

from collections.abc import Callable
from typing import Any

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from practice.admin import population, snapshot
from practice.admin.acts import STAGED
from practice.callbacks import verifying
from practice.callbacks.crypto import Envelope
from practice.callbacks.post import Posting, Receiver
from practice.clock import Pace
from practice.faults.calls import CallFaults
from practice.faults.posts import PostFaults
from practice.wire.ground import Ground
from practice.world.model.messages import Said

SETTLE_SECONDS = 30.0
MOST_MESSAGES = 1_000


class ClockChange(msgspec.Struct, forbid_unknown_fields=True):
    """`forward` moves on by so many seconds, after the pace was changed."""

    pace: Pace | None = None
    rate: float = 1.0
    forward: float = 0.0


class CallbackSaved(msgspec.Struct, forbid_unknown_fields=True):
    url: str
    token: str
    aes_key: str
    agent_id: int = 0
    at_once: int = 1
    verify: bool = True
    retry_seconds: float = 0.2


class Faults(msgspec.Struct, forbid_unknown_fields=True):
    """All faults at once: what is left out is switched off. Rates are calls per API."""

    calls: list[CallFaults] = []
    posts: PostFaults = msgspec.field(default_factory=PostFaults)
    per_minute: int = 10_000
    per_hour: int = 150_000
    group_lag_seconds: float = 0.0
    trusted_ips: list[str] | None = None
    page_size: int | None = None


class OneAct(msgspec.Struct):
    act: str
    arguments: dict[str, Any] = {}


class TokensGone(msgspec.Struct):
    """`how`: "revoke" (40014 from now on) or "expire" (42001)."""

    how: str = "revoke"


async def look(request: Request, ground: Ground) -> object:
    """What a client has to be told: ids and secrets."""
    world = ground.world
    return {
        "address": str(request.base_url).rstrip("/"),
        "corp_id": world.corp.corp_id,
        "corp_name": world.corp.name,
        "apps": [
            {
                "agent_id": app.agent_id,
                "name": app.name,
                "secret": app.secret,
                "permissions": sorted(app.permissions),
            }
            for app in world.apps.values()
        ],
        "departments": [
            {"id": each.department_id, "name": each.name} for each in world.departments.values()
        ],
        "staff": [
            {"userid": each.user_id, "name": each.name, "department": each.departments}
            for each in world.staff.values()
        ],
        "now": ground.clock.now(),
        "acts": sorted(STAGED),
    }


async def act(request: Request, ground: Ground) -> object:
    """One act by its name in the path, its arguments as the body."""
    return _done(ground, request.path_params["name"], await _json(request))


async def acts(request: Request, ground: Ground) -> object:
    """Many acts at one moment, in their order; the first that cannot happen stops them."""
    wanted = msgspec.convert(await _json(request), list[OneAct])
    return [_done(ground, each.act, each.arguments) for each in wanted]


async def clock(request: Request, ground: Ground) -> object:
    if request.method == "POST":
        wanted = msgspec.convert(await _json(request), ClockChange)
        if wanted.pace is not None:
            ground.clock.change(wanted.pace, rate=wanted.rate)
        await ground.forward(wanted.forward)
    return {"now": ground.clock.now(), "pace": ground.clock.pace, "rate": ground.clock.rate}


async def faults(request: Request, ground: Ground) -> object:
    if request.method == "PUT":
        wanted = msgspec.convert(await _json(request), Faults)
        ground.trouble.faults = wanted.calls
        ground.post.faults = wanted.posts
        ground.rates.per_minute, ground.rates.per_hour = wanted.per_minute, wanted.per_hour
        ground.world.lag_seconds = wanted.group_lag_seconds
        ground.trusted_ips = wanted.trusted_ips
        ground.pages.most = wanted.page_size
    return Faults(
        calls=ground.trouble.faults,
        posts=ground.post.faults,
        per_minute=ground.rates.per_minute,
        per_hour=ground.rates.per_hour,
        group_lag_seconds=ground.world.lag_seconds,
        trusted_ips=ground.trusted_ips,
        page_size=ground.pages.most,
    )


async def callback(request: Request, ground: Ground) -> object:
    """PUT saves the URL after asking it, as the admin console does; DELETE forgets it."""
    if request.method == "DELETE":
        ground.post.receiver = None
        return {}
    wanted = msgspec.convert(await _json(request), CallbackSaved)
    envelope = Envelope(wanted.token, wanted.aes_key, ground.world.corp.corp_id)
    agent_id = wanted.agent_id or next(iter(ground.world.apps))
    receiver = Receiver(wanted.url, envelope, agent_id)
    if wanted.verify:
        await verifying.verify(receiver, at=ground.clock.now())
    ground.post.receiver = receiver
    ground.post.at_once, ground.post.retry_seconds = wanted.at_once, wanted.retry_seconds
    return {}


async def callbacks(request: Request, ground: Ground) -> object:
    """What was announced and what became of it; POST waits until all is posted that is due.

    With `{"held": true}` nothing is posted until `{"held": false}`.
    """
    if request.method == "POST":
        wanted = await _json(request)
        ground.post.is_held = bool(wanted.get("held", False))
        ground.post.news.set()
        return {"settled": ground.post.is_held or await ground.post.settle(seconds=SETTLE_SECONDS)}
    return [_posting(each) for each in ground.post.postings]


async def calls(request: Request, ground: Ground) -> object:
    """The log, without tokens. DELETE empties it."""
    if request.method == "DELETE":
        ground.log.clear()
    path = request.query_params.get("path")
    return {
        "counts": [[path, code, count] for (path, code), count in ground.log.counts.items()],
        "calls": [each for each in ground.log.calls if path in (None, each.path)],
    }


async def tokens(request: Request, ground: Ground) -> object:
    wanted = msgspec.convert(await _json(request), TokensGone)
    if wanted.how == "expire":
        return {"gone": ground.tokens.expire(at=ground.clock.now())}
    return {"gone": ground.tokens.revoke()}


async def delivered(request: Request, ground: Ground) -> object:
    """What phones show, oldest first; `channel` and `receiver` choose among it."""
    ground.now()
    channel, receiver = (request.query_params.get(name) for name in ("channel", "receiver"))
    return [
        each
        for each in ground.world.delivered
        if channel in (None, each.channel) and receiver in (None, each.receiver)
    ]


async def everything(request: Request, ground: Ground) -> object:
    ground.now()
    return snapshot.everything(ground.world)


async def archive(request: Request, ground: Ground) -> object:
    """会话存档 after decryption: at most `limit` messages with a larger seq than `seq`."""
    query = request.query_params
    seq, limit = int(query.get("seq", 0)), int(query.get("limit", MOST_MESSAGES))
    found = ground.world.archive.after(
        seq, limit=min(max(limit, 1), MOST_MESSAGES), at=ground.now()
    )
    return {"errcode": 0, "errmsg": "ok", "messages": [_said(each) for each in found]}


def _done(ground: Ground, name: str, arguments: object) -> object:
    if name not in STAGED:
        raise msgspec.ValidationError(f"no such act: {name}")
    at = ground.now()
    try:
        return msgspec.to_builtins(
            STAGED[name].run(ground.world, arguments, at=at), enc_hook=_plain
        )
    finally:
        ground.announce()


def _posting(posting: Posting) -> dict[str, object]:
    event = posting.event
    return {
        "number": event.number,
        "at": event.at,
        "event": event.kind,
        "change": event.change,
        "fields": event.fields,
        "state": posting.state,
        "tries": posting.tries,
        "xml": posting.plain,
    }


def _said(message: Said) -> dict[str, object]:
    """As the SDK hands it over once it is decrypted; times in milliseconds."""
    is_recall = message.kind == "revoke"
    return {
        "seq": message.seq,
        "msgid": message.message_id,
        "action": "recall" if is_recall else "send",
        "from": message.sender,
        "tolist": [each for each in message.receivers if each != message.sender],
        "roomid": message.room,
        "msgtime": int(message.at * 1000),
        "msgtype": message.kind,
        message.kind: message.content,
    }


async def _json(request: Request) -> Any:
    content = await request.body()
    return msgspec.json.decode(content) if content else {}


def _plain(value: object) -> object:
    return list(value)  # type: ignore[call-overload]


Door = Callable[[Request, Ground], Any]
DOORS: list[tuple[str, list[str], Door]] = [
    ("/practice/", ["GET"], look),
    ("/practice/acts", ["POST"], acts),
    ("/practice/acts/{name}", ["POST"], act),
    ("/practice/clock", ["GET", "POST"], clock),
    ("/practice/people", ["GET", "POST"], population.people),
    ("/practice/people/purchases", ["GET"], population.purchases),
    ("/practice/faults", ["GET", "PUT"], faults),
    ("/practice/callback", ["PUT", "DELETE"], callback),
    ("/practice/callbacks", ["GET", "POST"], callbacks),
    ("/practice/calls", ["GET", "DELETE"], calls),
    ("/practice/tokens", ["POST"], tokens),
    ("/practice/delivered", ["GET"], delivered),
    ("/practice/snapshot", ["GET"], everything),
    ("/practice/archive/messages", ["GET"], archive),
]


def answered(value: object) -> Response:
    return Response(
        msgspec.json.encode(value, enc_hook=_plain), media_type="application/json; charset=UTF-8"
    )
