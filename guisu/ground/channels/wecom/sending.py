"""Mass messages and moments at WeCom: asked for, listed, and what became of them.

https://developer.work.weixin.qq.com/document/path/92135 (messages), .../95094 (moments)
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

import msgspec

from guisu.ground.channels.port import OutcomeUnknown
from guisu.ground.channels.wecom.account import Account
from guisu.ground.channels.wecom.client import Call
from guisu.ground.channels.wecom.forms import Form, Nothing

TASKS_A_PAGE, RESULTS_A_PAGE, LISTED_A_PAGE, SEEN_A_PAGE = 1_000, 1_000, 100, 5_000
BY_CORP = 0
SENT, PUBLISHED = 2, 1
JOB_DONE = 3
NO_REFERENCE = "the answer names no message"


class MessageMade(Form):
    msgid: str
    fail_list: list[str] | None = None


class MessageTask(Form):
    """status 0: not confirmed, 2: sent; `send_time` in seconds."""

    userid: str
    status: int
    send_time: int = 0


class MessageTasks(Form):
    task_list: list[MessageTask]
    next_cursor: str = ""


class Sending(Form):
    """status 0: not sent, 1: sent, 2: no contact, 3: had enough already."""

    status: int
    userid: str = ""
    external_userid: str = ""
    chat_id: str = ""
    send_time: int = 0

    @property
    def receiver(self) -> str:
        return self.chat_id or self.external_userid


class Sendings(Form):
    send_list: list[Sending]
    next_cursor: str = ""


class ListedMessage(Form):
    msgid: str
    create_time: int
    text: dict[str, Any] = {}
    attachments: list[dict[str, Any]] = []


class ListedMessages(Form):
    group_msg_list: list[ListedMessage]
    next_cursor: str = ""


class JobMade(Form):
    jobid: str


class SetAside(Form):
    user_list: list[str] = []
    tag_list: list[str] = []


class MomentMade(Form):
    errcode: int = 0
    moment_id: str = ""
    invalid_sender_list: SetAside = msgspec.field(default_factory=SetAside)
    invalid_external_contact_list: SetAside = msgspec.field(default_factory=SetAside)


class Job(Form):
    status: int
    result: MomentMade | None = None


class MomentTask(Form):
    userid: str
    publish_status: int


class MomentTasks(Form):
    task_list: list[MomentTask]
    next_cursor: str = ""


class Seer(Form):
    external_userid: str


class Seers(Form):
    customer_list: list[Seer]
    next_cursor: str = ""


class Reaction(Form):
    external_userid: str = ""
    userid: str = ""


class Reactions(Form):
    comment_list: list[Reaction]
    like_list: list[Reaction]


class ListedMoment(Form):
    moment_id: str
    create_time: int
    text: dict[str, Any] = {}
    image: list[dict[str, Any]] = []
    link: dict[str, Any] = {}


class ListedMoments(Form):
    moment_list: list[ListedMoment]
    next_cursor: str = ""


PREFIX = "externalcontact/"
ADD = Call(PREFIX + "add_msg_template", MessageMade, is_repeatable=False)
TASKS = Call(PREFIX + "get_groupmsg_task", MessageTasks)
RESULTS = Call(PREFIX + "get_groupmsg_send_result", Sendings)
LIST = Call(PREFIX + "get_groupmsg_list_v2", ListedMessages)
CANCEL = Call(PREFIX + "cancel_groupmsg_send", Nothing)
REMIND = Call(PREFIX + "remind_groupmsg_send", Nothing, is_repeatable=False)
ADD_MOMENT = Call(PREFIX + "add_moment_task", JobMade, is_repeatable=False)
JOB = Call(PREFIX + "get_moment_task_result", Job, "GET")
MOMENT_TASKS = Call(PREFIX + "get_moment_task", MomentTasks)
MOMENT_SEEN = Call(PREFIX + "get_moment_send_result", Seers)
MOMENT_REACTIONS = Call(PREFIX + "get_moment_comments", Reactions)
MOMENT_LIST = Call(PREFIX + "get_moment_list", ListedMoments)
CANCEL_MOMENT = Call(PREFIX + "cancel_moment_task", Nothing)


def add(account: Account, body: Mapping[str, Any]) -> MessageMade:
    """Ask one colleague to send a message. Never repeat it on `OutcomeUnknown`: look first."""
    made = account.client.ask(ADD, dict(body))
    if not made.msgid:
        raise OutcomeUnknown(NO_REFERENCE, call=ADD.path)
    return made


def tasks(account: Account, msgid: str) -> list[MessageTask]:
    asked = {"msgid": msgid, "limit": TASKS_A_PAGE}
    pages = account.client.pages(TASKS, asked)
    return [task for page in pages for task in page.task_list]


def results(account: Account, msgid: str, userid: str) -> Iterator[list[Sending]]:
    """Page by page what became of each receiver of one colleague."""
    asked = {"msgid": msgid, "userid": userid, "limit": RESULTS_A_PAGE}
    for page in account.client.pages(RESULTS, asked):
        yield page.send_list


def listed(
    account: Account, chat_type: str, *, since: datetime, until: datetime
) -> Iterator[ListedMessage]:
    """Those made by API between the two moments, a month apart at most."""
    asked = {"chat_type": chat_type, **_listing(since, until)}
    for page in account.client.pages(LIST, asked):
        yield from page.group_msg_list


def cancel(account: Account, msgid: str) -> None:
    """What is not sent yet never will be. Safe to repeat."""
    account.client.ask(CANCEL, {"msgid": msgid})


def remind(account: Account, msgid: str) -> None:
    """Ask those again who have not confirmed; three times in 24 hours at most."""
    account.client.ask(REMIND, {"msgid": msgid})


def add_moment(account: Account, body: Mapping[str, Any]) -> str:
    """The job that makes a moment. Never repeat it on `OutcomeUnknown`: look first."""
    made = account.client.ask(ADD_MOMENT, dict(body))
    if not made.jobid:
        raise OutcomeUnknown(NO_REFERENCE, call=ADD_MOMENT.path)
    return made.jobid


def moment_of(account: Account, job: str) -> MomentMade | None:
    """What the job made; None while it is at it."""
    told = account.client.ask(JOB, jobid=job)
    return told.result if told.status == JOB_DONE else None


def moment_tasks(account: Account, moment_id: str) -> list[MomentTask]:
    asked = {"moment_id": moment_id, "limit": TASKS_A_PAGE}
    pages = account.client.pages(MOMENT_TASKS, asked)
    return [task for page in pages for task in page.task_list]


def seen(account: Account, moment_id: str, userid: str) -> int:
    """How many customers can see it with this colleague."""
    asked = {"moment_id": moment_id, "userid": userid, "limit": SEEN_A_PAGE}
    return sum(len(page.customer_list) for page in account.client.pages(MOMENT_SEEN, asked))


def reactions(account: Account, moment_id: str, userid: str) -> tuple[int, int]:
    """Likes and comments of customers; colleagues' own are left out."""
    told = account.client.ask(MOMENT_REACTIONS, {"moment_id": moment_id, "userid": userid})
    likes, comments = (
        sum(bool(each.external_userid) for each in some)
        for some in (told.like_list, told.comment_list)
    )
    return likes, comments


def listed_moments(account: Account, *, since: datetime, until: datetime) -> Iterator[ListedMoment]:
    for page in account.client.pages(MOMENT_LIST, _listing(since, until)):
        yield from page.moment_list


def cancel_moment(account: Account, moment_id: str) -> None:
    """Whoever has not published never will. Safe to repeat."""
    account.client.ask(CANCEL_MOMENT, {"moment_id": moment_id})


def _listing(since: datetime, until: datetime) -> dict[str, int]:
    return {
        "filter_type": BY_CORP,
        "limit": LISTED_A_PAGE,
        "start_time": int(since.timestamp()),
        "end_time": int(until.timestamp()) + 1,
    }
