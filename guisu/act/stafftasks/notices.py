"""App messages about tasks: owed in the transaction of what they tell, sent by a loop."""

from datetime import datetime, timedelta
from typing import Any

import msgspec
from django.db.models import QuerySet
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from guisu.act.stafftasks import copies, links, wording
from guisu.act.stafftasks.domain import Rung
from guisu.act.stafftasks.models import Notice, StaffTask
from guisu.ground.channels import leaving, outbox
from guisu.ground.channels.carriers import Way, carrier_of
from guisu.ground.channels.models import Colleague
from guisu.ground.channels.port import Content, Link, Parcel
from guisu.ground.channels.waiting import Kind
from guisu.ground.jobs import owed
from guisu.ground.jobs.owed import Terms
from guisu.ground.staff import selectors as staff
from guisu.ground.staff.domain import Post
from guisu.ground.staff.models import Staff

# WeCom tells repetitions for four hours; an hour is left for clocks and waiting.
TERMS = Terms(repeatable=timedelta(hours=3))
LATELY = timedelta(days=1)


def owe(task: StaffTask, rung: Rung, *, at: datetime) -> int:
    """Owe the message of `rung`, to be sent at `at`, to whoever it goes to; how many they are."""
    told = [Notice(task=task, rung=rung, colleague=one, due_at=at) for one in _hearers(task, rung)]
    Notice.objects.bulk_create(told, ignore_conflicts=True)
    copies.owe(task, told, due_at=at, at=timezone.now())
    return len(told)


def drop(task: StaffTask) -> None:
    """What has not been said about the task need not be said any more."""
    waiting = task.notices.filter(state=Notice.State.WAITING, held_until=None)
    dropped = list(waiting.values_list("pk", flat=True))
    waiting.update(state=Notice.State.DROPPED, body={})
    for one in task.notices.filter(pk__in=dropped).select_related("task__connection"):
        copies.settled(one, at=timezone.now())


def send() -> bool:
    """Send the message that is owed longest; False: there is none. Safe in several processes."""
    waiting = Notice.objects.filter(task__connection__in=leaving.speaking()).select_related(
        "task__connection", "task__colleague__staff", "colleague__staff"
    )
    notice = owed.take(waiting, TERMS, at=timezone.now())
    if notice is None:
        return False
    if not notice.body:
        notice.body = _body(notice)
        notice.save(update_fields=["body"])
    if copies.begin(notice, at=timezone.now()):
        outbox.carry_out(notice, lambda: _tell(notice), TERMS)
    else:
        owed.settle(notice, Notice.State.DROPPED, body={})
    notice.refresh_from_db(fields=["state", "code"])
    copies.settled(notice, at=timezone.now())
    return True


def note_deaths() -> None:
    """Tell the core of what claiming settled on the way: what somebody died at, long ago."""
    now = timezone.now()
    unknown = Notice.objects.filter(state=Notice.State.UNKNOWN, first_tried_at__gt=now - LATELY)
    for one in unknown.select_related("task__connection"):
        copies.settled(one, at=now)


def _tell(notice: Notice) -> dict[str, Any]:
    parcel = Parcel(
        key=f"notice {notice.pk}",
        to=(notice.colleague.userid,),
        content=msgspec.convert(notice.body, Content),
        expires_at=timezone.now() + TERMS.repeatable,
    )
    carrier_of(notice.task.connection, Way.APP).carry(parcel)
    return {"body": {}}


def _hearers(task: StaffTask, rung: Rung) -> QuerySet[Colleague]:
    """The colleague; later those of ours on the same WeCom who answer for the store, or for all."""
    here = Colleague.objects.filter(connection=task.connection, left_at=None)
    if rung is Rung.MANAGER:
        managers = here.filter(staff__is_active=True, staff__post=Post.STORE_MANAGER)
        return managers.filter(staff__stores=task.store_id) if task.store_id else here.none()
    if rung is Rung.OWNER:
        return here.filter(staff__is_active=True, staff__post=Post.OWNER)
    return here.filter(pk=task.colleague_id)


def _body(notice: Notice) -> dict[str, Any]:
    """The content in the reader's language, as a row keeps it."""
    reader = notice.colleague.staff
    language = (reader and reader.language) or staff.installation().language
    rung = Rung(notice.rung)
    is_own = notice.colleague_id == notice.task.colleague_id
    with translation.override(language), timezone.override(staff.zone()):
        limits = carrier_of(notice.task.connection, Way.APP).limits
        title, text = wording.card(notice.task, rung, limits)
        url = links.address(notice.task_id, is_own=is_own)
    content = Content(text, title, parts=(Link(title, url),) if url else ())
    told: dict[str, Any] = msgspec.to_builtins(content)
    return told


def _discard(found: QuerySet[Notice], _by: Staff, at: datetime) -> None:
    """Say none of them after all; who is at one goes on."""
    ids = list(found.values_list("pk", flat=True))
    owed.discard(found, at=at)
    for one in Notice.objects.filter(pk__in=ids).select_related("task__connection"):
        copies.settled(one, at=at)


WAITING = Kind(
    "notices",
    _("messages to colleagues about their tasks"),
    discard=_discard,
    due=lambda one: Notice.objects.filter(task__connection=one, state=Notice.State.WAITING),
)
