"""Where calls come in: token, address, rate, permission, request, in WeCom's order."""

import asyncio
from dataclasses import dataclass, field, replace
from urllib.parse import parse_qsl, quote

import msgspec
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import Response

from practice.wire.endpoint import MALFORMED, AnyEndpoint, Call, File, Json
from practice.wire.endpoints import TABLE
from practice.wire.ground import Ground
from practice.world.model.corp import App
from practice.world.refusals import Code, Refused

BASE = "/cgi-bin/"
MORE = "more info at https://open.work.weixin.qq.com/devtool/query?e="


@dataclass(frozen=True, slots=True)
class Arrived:
    """One call as it came, before anybody asked who calls."""

    method: str
    path: str
    query: dict[str, str]
    address: str
    host: str
    body: object = None
    is_json: bool = True
    files: dict[str, File] = field(default_factory=dict)


async def answer(request: Request, ground: Ground) -> Response:
    """Any call under /cgi-bin/. Unknown paths: 404 with nothing; all else is HTTP 200."""
    arrived = Arrived(
        method=request.method,
        path=request.url.path.removeprefix(BASE),
        query=dict(parse_qsl(request.url.query, keep_blank_values=True)),
        address=request.client.host if request.client else "",
        host=str(request.base_url),
    )
    if arrived.path == "gettoken":
        return _sent(_token(ground, arrived))
    endpoint = TABLE.get(arrived.path)
    if endpoint is None:
        return Response(status_code=404)
    if arrived.method == "POST":
        arrived = await _with_body(request, arrived)
    reply = await _reply(ground, endpoint, arrived)
    ground.announce()
    if (
        isinstance(reply, dict)
        and not reply["errcode"]
        and ground.trouble.loses_answer(arrived.path)
    ):
        return Response(status_code=502)
    return _sent(reply)


async def _reply(ground: Ground, endpoint: AnyEndpoint, arrived: Arrived) -> Json | File:
    app: App | None = None
    raw = arrived.query if endpoint.method == "GET" else arrived.body
    try:
        app = _admitted(ground, endpoint, arrived)
        with ground.trouble.flight(endpoint.path, endpoint.pair_of(raw)):
            await asyncio.sleep(ground.trouble.slowness(endpoint.path))
            ground.trouble.refuse(endpoint.path)
            call = Call(ground, app, ground.now(), arrived.host, arrived.files)
            done = endpoint.run(call, raw)
        reply: Json | File = (
            done if isinstance(done, File) else {"errcode": 0, "errmsg": "ok", **done}
        )
    except Refused as refused:
        reply = {**endpoint.empty, **_failure(ground, refused, arrived)}
    _log(ground, arrived, reply, app)
    return reply


def _admitted(ground: Ground, endpoint: AnyEndpoint, arrived: Arrived) -> App:
    """Refuses tokens, strangers' addresses, too many calls, and the wrong app."""
    at = ground.now()
    app = ground.tokens.app(ground.world, arrived.query.get("access_token", ""), at=at)
    if ground.trusted_ips is not None and arrived.address not in ground.trusted_ips:
        raise Refused(Code.IP_NOT_TRUSTED, "not allow to access from your ip")
    ground.rates.count(endpoint.path, at=at)
    if endpoint.permission not in app.permissions:
        raise Refused(Code.APP_NOT_ALLOWED, "api forbidden")
    if endpoint.method == "POST" and arrived.method == "GET":
        raise Refused(Code.BAD_USER, "post only")
    return app


def _token(ground: Ground, arrived: Arrived) -> Json:
    corp_id, secret = arrived.query.get("corpid", ""), arrived.query.get("corpsecret", "")
    at = ground.now()
    app: App | None = None
    try:
        ground.rates.count("gettoken", at=at)
        ground.trouble.refuse("gettoken")
        token, seconds = ground.tokens.issue(ground.world, corp_id, secret, at=at)
        app = ground.world.apps[token.agent_id]
        reply: Json = {
            "errcode": 0,
            "errmsg": "ok",
            "access_token": token.text,
            "expires_in": seconds,
        }
    except Refused as refused:
        reply = _failure(ground, refused, arrived)
    _log(ground, arrived, reply, app)
    return reply


def _failure(ground: Ground, refused: Refused, arrived: Arrived) -> Json:
    """Errmsg is advice: a hint, the caller's address, and a page to read."""
    number = f"{int(ground.clock.now())}{ground.log.total:06d}"
    said = f"{refused.hint}, hint: [{number}], from ip: {arrived.address}, {MORE}{refused.code}"
    if not arrived.is_json:
        said = f"{said} {MALFORMED}"
    return {"errcode": int(refused.code), "errmsg": said}


async def _with_body(request: Request, arrived: Arrived) -> Arrived:
    if request.headers.get("content-type", "").startswith("multipart/form-data"):
        async with request.form() as form:
            files = {
                name: File(part.filename or "", await part.read(), part.content_type or "")
                for name, part in form.items()
                if isinstance(part, UploadFile)
            }
        return replace(arrived, files=files, body={})
    content = await request.body()
    try:
        body = msgspec.json.decode(content) if content else {}
    except (msgspec.DecodeError, UnicodeDecodeError):
        return replace(arrived, body={}, is_json=False)
    # Anything but an object has no parameters in it.
    return replace(arrived, body=body if isinstance(body, dict) else {})


def _log(ground: Ground, arrived: Arrived, reply: Json | File, app: App | None) -> None:
    ground.log.keep(
        arrived.method,
        arrived.path,
        arrived.query,
        arrived.body,
        errcode=0 if isinstance(reply, File) else reply["errcode"],
        agent_id=app.agent_id if app else 0,
        at=ground.clock.now(),
    )


def _sent(reply: Json | File) -> Response:
    if isinstance(reply, File):
        disposition = f"attachment; filename*=UTF-8''{quote(reply.name)}"
        return Response(
            reply.content,
            media_type=reply.content_type,
            headers={"content-disposition": disposition},
        )
    return Response(msgspec.json.encode(reply), media_type="application/json; charset=UTF-8")
