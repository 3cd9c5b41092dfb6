"""群发: tasks for staff, and what became of them."""

from typing import Any, Literal

import msgspec

from practice.wire import content
from practice.wire.content import Text
from practice.wire.endpoint import AnyEndpoint, Call, Json, at_most, bounded, post
from practice.world import broadcasts
from practice.world.broadcasts import Wanted
from practice.world.figures import DAY
from practice.world.model.broadcasts import Audience, Broadcast, Duty, Recipient
from practice.world.refusals import Code, Refused

MOST_CUSTOMERS, MOST_GROUPS, MOST_TAGS = 10_000, 2_000, 100
MONTH = 31 * DAY
UNSENT, SENT = 0, 2
BY_CORP, BY_PERSON = 0, 1
Single = Literal["single", "group"]


class TagList(msgspec.Struct):
    tag_list: list[str]


class TagFilter(msgspec.Struct):
    group_list: list[TagList] = []


class NewBroadcast(msgspec.Struct):
    chat_type: Single = "single"
    external_userid: list[str] = []
    chat_id_list: list[str] = []
    tag_filter: TagFilter | None = None
    sender: str = ""
    allow_select: bool = False
    text: Text | None = None
    attachments: list[dict[str, Any]] = []


class OfMessage(msgspec.Struct):
    msgid: str


class PageOfTasks(msgspec.Struct):
    msgid: str
    limit: int | None = None
    cursor: str = ""


class PageOfResults(msgspec.Struct):
    msgid: str
    userid: str
    limit: int | None = None
    cursor: str = ""


class Between(msgspec.Struct):
    chat_type: Single
    start_time: int
    end_time: int
    creator: str = ""
    filter_type: int = 2
    limit: int | None = None
    cursor: str = ""


def add(call: Call, asked: NewBroadcast) -> Json:
    at_most(asked.external_userid, MOST_CUSTOMERS, "customers")
    at_most(asked.chat_id_list, MOST_GROUPS, "groups")
    tag_lists = [each.tag_list for each in asked.tag_filter.group_list] if asked.tag_filter else []
    for each in tag_lists:
        at_most(each, MOST_TAGS, "tags")
    wanted = Wanted(
        audience=Audience(asked.chat_type),
        content=content.checked(call, asked.text, asked.attachments),
        sender=asked.sender,
        customers=asked.external_userid,
        groups=asked.chat_id_list,
        tag_lists=tag_lists,
        allows_choice=asked.allow_select,
    )
    made, failed = broadcasts.create(call.world, wanted, app=call.app, at=call.at)
    return {"fail_list": failed, "msgid": made.message_id}


def cancel(call: Call, asked: OfMessage) -> Json:
    broadcasts.cancel(call.world, asked.msgid)
    return {}


def remind(call: Call, asked: OfMessage) -> Json:
    broadcasts.remind(call.world, asked.msgid, at=call.at)
    return {}


def listed(call: Call, asked: Between) -> Json:
    if not 0 <= asked.end_time - asked.start_time <= MONTH:
        raise Refused(Code.BAD_PARAMETER, "no more than a month")
    limit = bounded(asked.limit, usual=50, most=100)
    keys = [each.message_id for each in call.world.broadcasts.values() if _is_asked(asked, each)]
    question = (
        f"groupmsg_list:{asked.chat_type}:{asked.start_time}:{asked.end_time}:"
        f"{asked.creator}:{asked.filter_type}"
    )
    found, cursor = call.page(question, keys, cursor=asked.cursor, limit=limit)
    told = [_told(call.world.broadcasts[key]) for key in found]
    return {"group_msg_list": told, "next_cursor": cursor}


def tasks(call: Call, asked: PageOfTasks) -> Json:
    found = broadcasts.dispatched(call.world, asked.msgid, at=call.at)
    limit = bounded(asked.limit, usual=500, most=1_000)
    keys, cursor = call.page(
        f"task:{asked.msgid}", list(found.duties), cursor=asked.cursor, limit=limit
    )
    return {"task_list": [_task(found.duties[key]) for key in keys], "next_cursor": cursor}


def results(call: Call, asked: PageOfResults) -> Json:
    found = broadcasts.dispatched(call.world, asked.msgid, at=call.at)
    duty = found.duties.get(asked.userid)
    if duty is None:
        raise Refused(Code.BAD_USER, "not a sender of this message")
    limit = bounded(asked.limit, usual=500, most=1_000)
    keys, cursor = call.page(
        f"result:{asked.msgid}:{asked.userid}",
        list(duty.recipients),
        cursor=asked.cursor,
        limit=limit,
    )
    told = [_result(found.audience, duty, duty.recipients[key]) for key in keys]
    return {"send_list": told, "next_cursor": cursor}


def _is_asked(asked: Between, found: Broadcast) -> bool:
    return (
        found.audience == asked.chat_type
        and asked.start_time <= found.created_at <= asked.end_time
        and (not asked.creator or found.creator == asked.creator)
        and (asked.filter_type not in (BY_CORP, BY_PERSON) or _kind(found) == asked.filter_type)
    )


def _kind(found: Broadcast) -> int:
    return BY_PERSON if found.creator else BY_CORP


def _told(found: Broadcast) -> Json:
    """create_time is text; made by API there is no creator."""
    told: Json = {
        "msgid": found.message_id,
        "create_time": str(int(found.created_at)),
        "create_type": _kind(found),
        "text": found.content.get("text", {}),
        "attachments": found.content.get("attachments", []),
    }
    return {**told, "creator": found.creator} if found.creator else told


def _task(duty: Duty) -> Json:
    if duty.done_at is None:
        return {"userid": duty.user_id, "status": UNSENT}
    return {"userid": duty.user_id, "status": SENT, "send_time": int(duty.done_at)}


def _result(audience: Audience, duty: Duty, recipient: Recipient) -> Json:
    key = "chat_id" if audience is Audience.GROUP else "external_userid"
    told: Json = {
        key: recipient.receiver,
        "userid": duty.user_id,
        "status": int(recipient.status),
    }
    return {**told, "send_time": int(recipient.sent_at)} if recipient.sent_at else told


PREFIX = "externalcontact/"
ENDPOINTS: list[AnyEndpoint] = [
    post(PREFIX + "add_msg_template", NewBroadcast, add, empty={"fail_list": []}),
    post(PREFIX + "cancel_groupmsg_send", OfMessage, cancel),
    post(PREFIX + "remind_groupmsg_send", OfMessage, remind),
    post(PREFIX + "get_groupmsg_list_v2", Between, listed, empty={"group_msg_list": []}),
    post(PREFIX + "get_groupmsg_task", PageOfTasks, tasks, empty={"task_list": []}),
    post(PREFIX + "get_groupmsg_send_result", PageOfResults, results, empty={"send_list": []}),
]
