"""App messages to staff, and who it is that opened the app."""

from collections import deque
from typing import Any

import msgspec

from practice.wire.endpoint import AnyEndpoint, Call, Json, at_most, get, post, within_bytes
from practice.world import directory
from practice.world.model.corp import Login, Permission, Staff
from practice.world.refusals import Code, Refused

TEXT_BYTES = 2_048
MOST_USERS = 1_000
PER_MINUTE, PER_HOUR = 30, 1_000
MINUTE, HOUR = 60, 3_600
EVERYBODY = "@all"
TICKET_SECONDS = 7_200
USER_TICKET_SECONDS = 1_800


class AppMessage(msgspec.Struct):
    msgtype: str
    agentid: int
    touser: str = ""
    toparty: str = ""
    totag: str = ""
    text: dict[str, Any] | None = None
    markdown: dict[str, Any] | None = None
    textcard: dict[str, Any] | None = None
    news: dict[str, Any] | None = None
    template_card: dict[str, Any] | None = None
    image: dict[str, Any] | None = None
    file: dict[str, Any] | None = None
    safe: int = 0
    enable_duplicate_check: int = 0
    duplicate_check_interval: int = 1_800


class OfCode(msgspec.Struct):
    code: str


class OfTicket(msgspec.Struct):
    user_ticket: str


class TicketKind(msgspec.Struct):
    type: str = ""


def send(call: Call, asked: AppMessage) -> Json:
    """What is too much for a member is dropped without a word, as on the real server."""
    if asked.agentid != call.app.agent_id:
        raise Refused(Code.BAD_AGENT, "invalid agentid")
    body = _body(asked)
    users, strangers = _users(call, asked.touser)
    parties, bad_parties = _parties(call, asked.toparty)
    receivers = {each.user_id: each for each in [*users, *parties]}
    if not receivers:
        raise Refused(Code.ALL_RECIPIENTS_INVALID, "user & party & tag all invalid")
    msgid = call.world.ids.fresh("message")
    if not _is_repeated(call, asked):
        for user in receivers:
            _deliver(call, user, {"msgtype": asked.msgtype, asked.msgtype: body}, msgid)
    return {
        "invaliduser": "|".join(strangers),
        "invalidparty": "|".join(bad_parties),
        "invalidtag": asked.totag,
        "msgid": msgid,
    }


def who(call: Call, asked: OfCode) -> Json:
    """A code is good once, for five minutes (40029)."""
    login = call.world.logins.pop(asked.code, None)
    if login is None or login.ends_at < call.at:
        raise Refused(Code.BAD_LOGIN_CODE, "invalid code")
    if not login.user_id:
        return {"openid": "o" + login.external_id[::-1][:27], "external_userid": login.external_id}
    ticket = call.world.ids.secret("user-ticket", 64)
    ends_at = call.at + USER_TICKET_SECONDS
    call.world.logins[ticket] = Login(login.user_id, "", ends_at)
    return {"userid": login.user_id, "user_ticket": ticket}


def who_in_detail(call: Call, asked: OfTicket) -> Json:
    login = call.world.logins.get(asked.user_ticket)
    if login is None or login.ends_at < call.at:
        raise Refused(Code.BAD_LOGIN_CODE, "invalid user_ticket")
    staff = directory.member(call.world, login.user_id)
    return {
        "userid": staff.user_id,
        "gender": str(staff.gender),
        "avatar": "",
        "mobile": staff.mobile,
        "email": staff.email,
    }


def ticket(call: Call, asked: TicketKind) -> Json:
    return {"ticket": call.world.ids.secret("ticket", 86), "expires_in": TICKET_SECONDS}


def _body(asked: AppMessage) -> dict[str, Any]:
    body = getattr(asked, asked.msgtype, None) if asked.msgtype in BODIES else None
    if not isinstance(body, dict) or not body:
        raise Refused(Code.BAD_PARAMETER, "invalid msgtype or empty message")
    if asked.msgtype in ("text", "markdown"):
        if not body.get("content"):
            raise Refused(Code.EMPTY_TEXT, "content is empty")
        within_bytes(str(body["content"]), TEXT_BYTES, "content")
    return body


def _users(call: Call, wanted: str) -> tuple[list[Staff], list[str]]:
    if wanted == EVERYBODY:
        return directory.visible(call.world, call.app), []
    names = [each for each in wanted.split("|") if each]
    at_most(names, MOST_USERS, "users")
    seen = {each.user_id.lower(): each for each in directory.visible(call.world, call.app)}
    found = [seen[each.lower()] for each in names if each.lower() in seen]
    return found, [each for each in names if each.lower() not in seen]


def _parties(call: Call, wanted: str) -> tuple[list[Staff], list[str]]:
    names = [each for each in wanted.split("|") if each]
    known = [int(each) for each in names if each.isdigit() and int(each) in call.world.departments]
    bad = [each for each in names if not each.isdigit() or int(each) not in known]
    return directory.members_of(call.world, [], known), bad


def _deliver(call: Call, user: str, content: Json, msgid: str) -> None:
    times = call.ground.app_messages.setdefault((call.app.agent_id, user), deque(maxlen=PER_HOUR))
    in_minute = sum(call.at - each < MINUTE for each in times)
    if in_minute >= PER_MINUTE or (len(times) == PER_HOUR and call.at - times[0] < HOUR):
        return
    times.append(call.at)
    call.world.deliver(
        "app",
        sender=str(call.app.agent_id),
        receiver=user,
        content=content,
        at=call.at,
        reference=msgid,
    )


def _is_repeated(call: Call, asked: AppMessage) -> bool:
    """With enable_duplicate_check the same message reaches nobody twice within the interval."""
    if not asked.enable_duplicate_check:
        return False
    key = msgspec.json.encode(asked)
    last = call.ground.app_duplicates.get(key)
    call.ground.app_duplicates[key] = call.at
    return last is not None and call.at - last < asked.duplicate_check_interval


BODIES = ("text", "markdown", "textcard", "news", "template_card", "image", "file")
DIRECTORY, MESSAGES = Permission.DIRECTORY, Permission.MESSAGES
ENDPOINTS: list[AnyEndpoint] = [
    post("message/send", AppMessage, send, permission=MESSAGES),
    get("auth/getuserinfo", OfCode, who, permission=MESSAGES),
    get("user/getuserinfo", OfCode, who, permission=MESSAGES),
    post("auth/getuserdetail", OfTicket, who_in_detail, permission=MESSAGES),
    get("get_jsapi_ticket", TicketKind, ticket, permission=MESSAGES),
    get("ticket/get", TicketKind, ticket, permission=MESSAGES),
]
