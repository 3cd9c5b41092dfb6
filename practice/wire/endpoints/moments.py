"""朋友圈: tasks for staff, and who saw, liked and commented."""

from typing import Any

import msgspec

from practice.wire.content import Text
from practice.wire.endpoint import AnyEndpoint, Call, Json, bounded, get, post, within
from practice.world import media, moments
from practice.world.figures import DAY
from practice.world.model.messages import Content
from practice.world.model.moments import Moment, Publishing, Reaction
from practice.world.moments import Job, Range
from practice.world.refusals import Code, Refused

TEXT = 2_000
MOST_IMAGES = 9
MONTH = 31 * DAY


class Senders(msgspec.Struct):
    user_list: list[str] = []
    department_list: list[int] = []


class Watchers(msgspec.Struct):
    tag_list: list[str] = []


class Visible(msgspec.Struct):
    sender_list: Senders = msgspec.field(default_factory=Senders)
    external_contact_list: Watchers = msgspec.field(default_factory=Watchers)


class NewMoment(msgspec.Struct):
    text: Text | None = None
    attachments: list[dict[str, Any]] = []
    visible_range: Visible = msgspec.field(default_factory=Visible)


class OfJob(msgspec.Struct):
    jobid: str


class OfMoment(msgspec.Struct):
    moment_id: str


class Between(msgspec.Struct):
    start_time: int
    end_time: int
    creator: str = ""
    filter_type: int = 2
    cursor: str = ""
    limit: int | None = None


class PageOfTasks(msgspec.Struct):
    moment_id: str
    cursor: str = ""
    limit: int | None = None


class PageOfPart(msgspec.Struct):
    moment_id: str
    userid: str
    cursor: str = ""
    limit: int | None = None


def add(call: Call, asked: NewMoment) -> Json:
    senders, watchers = asked.visible_range.sender_list, asked.visible_range.external_contact_list
    seen_by = Range(senders.user_list, senders.department_list, watchers.tag_list)
    made = moments.create(call.world, _content(call, asked), seen_by, app=call.app, at=call.at)
    return {"jobid": made.job_id}


def result(call: Call, asked: OfJob) -> Json:
    found, job = moments.job(call.world, asked.jobid, at=call.at)
    told: Json = {"status": int(job), "type": "add_moment_task"}
    if job is not Job.DONE:
        return told
    done = {
        "errcode": 0,
        "errmsg": "ok",
        "moment_id": found.moment_id,
        "invalid_sender_list": {
            "user_list": found.invalid_users,
            "department_list": found.invalid_departments,
        },
        "invalid_external_contact_list": {"tag_list": found.invalid_tags},
    }
    return {**told, "result": done}


def cancel(call: Call, asked: OfMoment) -> Json:
    moments.find(call.world, asked.moment_id, at=call.at).is_cancelled = True
    return {}


def listed(call: Call, asked: Between) -> Json:
    if not 0 <= asked.end_time - asked.start_time <= MONTH:
        raise Refused(Code.BAD_PARAMETER, "no more than a month")
    limit = bounded(asked.limit, usual=20, most=100)
    found = moments.made_between(call.world, asked.start_time, asked.end_time, at=call.at)
    question = f"moment_list:{asked.start_time}:{asked.end_time}"
    keys, cursor = call.page(
        question, [each.moment_id for each in found], cursor=asked.cursor, limit=limit
    )
    told = [_told(call.world.moments[key]) for key in keys]
    return {"moment_list": told, "next_cursor": cursor}


def tasks(call: Call, asked: PageOfTasks) -> Json:
    found = moments.find(call.world, asked.moment_id, at=call.at)
    limit = bounded(asked.limit, usual=500, most=1_000)
    question = f"moment_task:{asked.moment_id}"
    keys, cursor = call.page(question, list(found.parts), cursor=asked.cursor, limit=limit)
    told = [
        {"userid": key, "publish_status": int(found.parts[key].published_at is not None)}
        for key in keys
    ]
    return {"task_list": told, "next_cursor": cursor}


def customers(call: Call, asked: PageOfPart) -> Json:
    """Whom the member's part is meant for."""
    part = moments.part(call.world, asked.moment_id, asked.userid, at=call.at)
    keys, cursor = _page(call, asked, part.customers, most=1_000, usual=500)
    told = [{"userid": asked.userid, "external_userid": key} for key in keys]
    return {"customer_list": told, "next_cursor": cursor}


def seen(call: Call, asked: PageOfPart) -> Json:
    """Who can see it: nobody before it is published."""
    part = moments.part(call.world, asked.moment_id, asked.userid, at=call.at)
    shown = part.customers if part.published_at is not None else []
    keys, cursor = _page(call, asked, shown, most=5_000, usual=3_000)
    return {"customer_list": [{"external_userid": key} for key in keys], "next_cursor": cursor}


def reactions(call: Call, asked: PageOfPart) -> Json:
    part = moments.part(call.world, asked.moment_id, asked.userid, at=call.at)
    return {
        "comment_list": [_reaction(part, each) for each in part.comments],
        "like_list": [_reaction(part, each) for each in part.likes],
    }


def _content(call: Call, asked: NewMoment) -> Content:
    """Up to nine pictures, or one film, or one link; media uploaded as attachments (1)."""
    words = asked.text.content if asked.text else ""
    if not words and not asked.attachments:
        raise Refused(Code.EMPTY_TEXT, "text and attachments are empty")
    within(words, TEXT, "text")
    kinds = {str(each.get("msgtype")) for each in asked.attachments}
    most = MOST_IMAGES if kinds == {"image"} else 1
    if not kinds <= {"image", "video", "link"} or len(asked.attachments) > most:
        raise Refused(Code.BAD_PARAMETER, "invalid attachments")
    for each in asked.attachments:
        body = each.get(each["msgtype"], {})
        media.usable(call.world, str(body.get("media_id", "")), at=call.at, purpose="moments")
    content: Content = {"text": {"content": words}} if words else {}
    return {**content, "attachments": asked.attachments} if asked.attachments else content


def _told(found: Moment) -> Json:
    told: Json = {
        "moment_id": found.moment_id,
        "create_time": int(found.created_at),
        "create_type": 0,
        "visible_type": 1 if found.is_for_all else 0,
        "text": found.content.get("text", {}),
    }
    for each in _attachments(found):
        kind = each["msgtype"]
        if kind == "image":
            told.setdefault("image", []).append(each["image"])
        else:
            told[kind] = each[kind]
    return told


def _attachments(found: Moment) -> list[Json]:
    attachments = found.content.get("attachments", [])
    return attachments if isinstance(attachments, list) else []


def _reaction(part: Publishing, reaction: Reaction) -> Json:
    key = "userid" if reaction.who == part.user_id else "external_userid"
    return {key: reaction.who, "create_time": int(reaction.at)}


def _page(
    call: Call, asked: PageOfPart, keys: list[str], *, most: int, usual: int
) -> tuple[list[str], str]:
    limit = bounded(asked.limit, usual=usual, most=most)
    question = f"moment_part:{asked.moment_id}:{asked.userid}"
    found, cursor = call.page(question, keys, cursor=asked.cursor, limit=limit)
    return list(found), cursor


PREFIX = "externalcontact/"
NOBODY: Json = {"customer_list": [], "next_cursor": ""}
ENDPOINTS: list[AnyEndpoint] = [
    post(PREFIX + "add_moment_task", NewMoment, add),
    get(PREFIX + "get_moment_task_result", OfJob, result),
    post(PREFIX + "cancel_moment_task", OfMoment, cancel),
    post(PREFIX + "get_moment_list", Between, listed, empty={"moment_list": []}),
    post(PREFIX + "get_moment_task", PageOfTasks, tasks, empty={"task_list": []}),
    post(PREFIX + "get_moment_customer_list", PageOfPart, customers, empty=NOBODY),
    post(PREFIX + "get_moment_send_result", PageOfPart, seen, empty=NOBODY),
    post(
        PREFIX + "get_moment_comments",
        PageOfPart,
        reactions,
        empty={"comment_list": [], "like_list": []},
    ),
]
