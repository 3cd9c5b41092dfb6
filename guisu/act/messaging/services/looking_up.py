"""Finding out whether WeCom has what may have been asked for, before it is asked again."""

from datetime import datetime

from guisu.act.messaging.domain import content
from guisu.act.messaging.domain.outcomes import CLOCKS_DIFFER
from guisu.act.messaging.models import Broadcast, Errand, Recipient, Task
from guisu.act.messaging.services import wording
from guisu.ground.channels.wecom import sending
from guisu.ground.channels.wecom.account import Account


def find(account: Account, errand: Errand, *, at: datetime) -> str:
    """The reference of what `errand` asked for, if WeCom lists it; else empty.

    By words, time, sender and receivers: two colleagues may be asked for the same words at once.
    Raises a `ChannelError`: nothing is known then.
    """
    task = errand.task
    since = errand.asked_at - CLOCKS_DIFFER
    if task.broadcast.kind == Broadcast.Kind.MOMENT:
        return _moment(account, task, since=since, until=at + CLOCKS_DIFFER)
    return _message(account, task, since=since, until=at + CLOCKS_DIFFER)


def _message(account: Account, task: Task, *, since: datetime, until: datetime) -> str:
    chat_type = "group" if task.broadcast.kind == Broadcast.Kind.GROUPS else "single"
    wanted = wording.plain(task.broadcast)
    for listed in sending.listed(account, chat_type, since=since, until=until):
        told = {"text": listed.text, "attachments": listed.attachments}
        is_alike = content.is_same(wanted, told) and not _is_known(listed.msgid)
        if is_alike and _is_ours(account, task, listed.msgid):
            return listed.msgid
    return ""


def _moment(account: Account, task: Task, *, since: datetime, until: datetime) -> str:
    wanted = wording.plain(task.broadcast)
    for listed in sending.listed_moments(account, since=since, until=until):
        pictures = [{"msgtype": "image", "image": each} for each in listed.image]
        link = [{"msgtype": "link", "link": listed.link}] if listed.link else []
        told = {"text": listed.text, "attachments": pictures + link}
        if content.is_same(wanted, told) and not _is_known(listed.moment_id):
            return listed.moment_id
    return ""


def _is_known(reference: str) -> bool:
    return Task.objects.filter(reference=reference).exists()


def _is_ours(account: Account, task: Task, msgid: str) -> bool:
    """Whether it has our sender, and nobody but our receivers."""
    duty = task.duties.select_related("colleague").get()
    asked = {each.userid.lower() for each in sending.tasks(account, msgid)}
    if asked != {duty.colleague.userid}:
        return False
    ours = set(Recipient.objects.filter(duty=duty).values_list("receiver", flat=True))
    pages = sending.results(account, msgid, duty.colleague.userid)
    told = {each.receiver for each in next(pages, [])}
    return bool(told) and told <= ours
