"""Reading all that a channel holds: in bounded memory, from page to page, any number of times.

A failure leaves what was read and ends nothing that was not looked at. A process that dies leaves
its lease, after which the reading begins anew.
"""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from guisu.ground.channels import leaving
from guisu.ground.channels.models import Connection
from guisu.ground.channels.port import ChannelError, Rejected, TryLater
from guisu.ground.channels.selectors import colleagues, connections
from guisu.ground.channels.wecom.account import MOST_USERS, Account, account_of
from guisu.ground.channels.wecom.errors import NO_RELATION
from guisu.ground.channels.wecom.forms import TiedAnswer
from guisu.ground.database import rows
from guisu.ground.jobs import loops
from guisu.take_in.sync.domain import NO_LICENCE, Count
from guisu.take_in.sync.models import Reading
from guisu.take_in.sync.services import colleagues as people
from guisu.take_in.sync.services import rosters, tagging, ties

logger = logging.getLogger("guisu.sync")
LEASE = timedelta(minutes=3)
# Of a window of WeCom's rates, so that a long reading goes on by itself.
PATIENCE = timedelta(seconds=90)
MOST_TRIES = 6
AGAIN_AFTER = timedelta(minutes=1)
OPEN = (Reading.State.WAITING, Reading.State.RUNNING)
Beat = Callable[[], None]


def ask_for(connection: Connection, *, at: datetime) -> Reading:
    """Have all of it read soon; the reading that waits or runs already, where there is one."""
    is_first = not connection.readings.filter(state=Reading.State.DONE).exists()
    try:
        with transaction.atomic():
            return Reading.objects.create(
                connection=connection, asked_at=at, due_at=at, is_first=is_first
            )
    except IntegrityError:
        return connection.readings.get(state__in=OPEN)


def ask_for_all(*, at: datetime) -> int:
    """A reading of every connection in use."""
    return len([ask_for(one, at=at) for one in connections()])


def step() -> bool:
    """Do a reading that is due. False when there is none, or others are at it."""
    reading = _hold()
    if reading is None:
        return False
    run(reading, beat=lambda: _beat(reading))
    return True


def run(reading: Reading, *, beat: Beat = lambda: None) -> None:
    """Read all, and note what was found. What goes wrong is noted too, and tried again later."""
    count = Count()
    try:
        _read(reading.connection, account_of(reading.connection).patient(PATIENCE), count, beat)
    except ChannelError as error:
        count.complain(**error.outcome)
        wait = error.wait if isinstance(error, TryLater) else AGAIN_AFTER
        _put_off(reading, count, wait=wait * 2**reading.tries)
        return
    _finish(reading, count)


def _read(connection: Connection, account: Account, count: Count, beat: Beat) -> None:
    userids = people.read(connection, account, count, at=timezone.now())
    tagging.read(connection, account, count, at=timezone.now())
    for some in rows.chunks(userids, MOST_USERS):
        _read_ties(connection, account, some, count, beat)
    while tagging.settle(connection, account, at=timezone.now()):
        beat()
    rosters.read(connection, account, count, began_at=timezone.now(), beat=beat)


def _read_ties(
    connection: Connection, account: Account, userids: Sequence[str], count: Count, beat: Beat
) -> None:
    """The people of these colleagues; if WeCom refuses them together, one by one."""
    try:
        _read_pages(connection, account, userids, count, beat)
    except Rejected as error:
        if len(userids) > 1:
            for userid in userids:
                _read_ties(connection, account, [userid], count, beat)
        elif error.code == NO_RELATION:
            _end_unseen(connection, userids, (), timezone.now(), count)
        else:
            count.complain(of=userids[0], **error.outcome)


def _read_pages(
    connection: Connection, account: Account, userids: Sequence[str], count: Count, beat: Beat
) -> None:
    known = colleagues(connection)
    began_at = timezone.now()
    passed_over: set[str] = set()
    pages = account.contacts_of(userids)
    while True:
        asked_at = timezone.now()
        page: TiedAnswer | None = next(pages, None)
        if page is None:
            break
        passed_over |= {one.lower() for one in page.fail_info.unlicensed_userid_list}
        told = [(one.external_contact, one.follow_info) for one in page.external_contact_list]
        written = ties.write(connection, told, known, asked_at=asked_at)
        count.saw("ties", len(told))
        count.drifted("ties new", written.new)
        count.drifted("ties changed", written.changed)
        beat()
    if passed_over:
        count.complain(code=NO_LICENCE, of=str(len(passed_over)))
    _end_unseen(connection, userids, passed_over, began_at, count)


def _end_unseen(
    connection: Connection,
    userids: Sequence[str],
    passed_over: Sequence[str] | set[str],
    began_at: datetime,
    count: Count,
) -> None:
    known = colleagues(connection)
    ids = [known[one].pk for one in userids if one in known and one not in passed_over]
    ended = ties.end_unseen(ids, before=began_at, at=timezone.now())
    count.drifted("ties ended", ended)


def _hold() -> Reading | None:
    now = timezone.now()
    due = Reading.objects.filter(state__in=OPEN, due_at__lte=now, connection__in=leaving.speaking())
    in_line = due.select_related("connection").order_by("due_at")
    return rows.hold(in_line, state=Reading.State.RUNNING, due_at=now + LEASE)


def _beat(reading: Reading) -> None:
    """Keep hold of the reading, and let pass what cannot wait."""
    loops.give_way()
    running = Reading.objects.filter(pk=reading.pk, state=Reading.State.RUNNING)
    running.update(due_at=timezone.now() + LEASE)


def _put_off(reading: Reading, count: Count, *, wait: timedelta) -> None:
    now = timezone.now()
    is_over = reading.tries + 1 >= MOST_TRIES
    Reading.objects.filter(pk=reading.pk, state__in=OPEN).update(
        state=Reading.State.FAILED if is_over else Reading.State.WAITING,
        tries=reading.tries + 1,
        due_at=now + wait,
        ended_at=now if is_over else None,
        troubles=count.troubles,
    )


def _finish(reading: Reading, count: Count) -> None:
    Reading.objects.filter(pk=reading.pk, state__in=OPEN).update(
        state=Reading.State.DONE,
        ended_at=timezone.now(),
        found=count.found,
        drift={} if reading.is_first else count.drift,
        troubles=count.troubles,
    )
