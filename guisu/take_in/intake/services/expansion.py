"""Expanding: spooled requests go into the log and the profiles, in order, each message once.

A cursor moves in the transaction that appends to the log: it counts the messages of a request
that is half done and names those just finished, which are then deleted from the spool. A process
may die anywhere. Reading and mapping happen outside transactions, which are kept short because
others wait for their turn at the same store.
"""

import logging
import time
from collections.abc import Iterator, Sequence
from itertools import compress
from math import ceil
from typing import NamedTuple

from django.db import OperationalError, transaction
from django.utils import timezone
from msgspec.structs import replace

from guisu.ground.database import rows
from guisu.ground.events import services as events
from guisu.ground.staff.services import note_use
from guisu.know.customers import services as customers
from guisu.know.customers.services import tombstones
from guisu.take_in.intake.domain.items import Item, said, words_of
from guisu.take_in.intake.models import Arrived, Expansion, RefusedMessage
from guisu.take_in.intake.services import erasing, line, spooling

logger = logging.getLogger("guisu.intake")
TRANSACTION_SECONDS = 0.2  # of this thread's own time: others at work do not count
FEWEST, MOST = 400, 5_000  # messages a transaction
FIRST = 500
REFUSED = ("source", "key_id", "reason", "body", "received_at")


class Cursor(NamedTuple):
    """How far the log is: `done` messages of the request `arrived_id` (0: none is half done).

    The requests that were `finished` last, no more than are read at once, may still be in the
    spool: they are deleted from it together.
    """

    arrived_id: int = 0
    done: int = 0
    finished: tuple[int, ...] = ()


class _Pace:
    """How many messages fit in a transaction of the wanted length, learned from the last ones."""

    def __init__(self) -> None:
        self.size = FIRST

    def learn(self, messages: int, seconds: float) -> None:
        if messages < self.size // 2 and seconds < TRANSACTION_SECONDS:
            return
        fitting = messages * TRANSACTION_SECONDS / max(seconds, 0.0001)
        self.size = int(min(max((self.size + fitting) / 2, FEWEST), MOST))


_pace = _Pace()


def expand() -> bool:
    """Bring the oldest requests of the spool into the log. False when there are none.

    Safe in several processes at once: one works, the others find the cursor locked or moved on
    and leave. An OperationalError (a busy or absent database) is raised: the loop tries again.
    """
    if not Arrived.objects.exists():
        return False
    cursor = _cursor()
    spooling.forget(cursor.finished)
    found = False
    for items in line.stretches(begun=cursor.arrived_id, done=cursor.done):
        found = True
        for piece, ended in _pieces(items):
            moved_to = _record_or_set_aside(piece, cursor=cursor, ended=ended)
            if moved_to is None:
                return False
            cursor = moved_to
        spooling.forget(cursor.finished)
    return found


def _pieces(items: Sequence[Item]) -> Iterator[tuple[Sequence[Item], bool]]:
    """`items` in transactions of about one length, and whether each ends with its request."""
    size = ceil(len(items) / max(round(len(items) / _pace.size), 1))
    for at in range(0, len(items), size):
        behind = items[at + size : at + size + 1]
        piece = items[at : at + size]
        yield piece, not behind or behind[0].arrived_id != piece[-1].arrived_id


def _cursor() -> Cursor:
    found = Expansion.objects.filter(pk=1).first()
    if found is None:
        Expansion.objects.bulk_create([Expansion()], ignore_conflicts=True)
        return Cursor()
    return Cursor(found.arrived_id, found.done, tuple(found.finished))


def _record_or_set_aside(piece: Sequence[Item], *, cursor: Cursor, ended: bool) -> Cursor | None:
    """Record `piece`; if it cannot be, its messages one by one, and set aside those that fail."""
    try:
        return _record(piece, cursor=cursor, ended=ended)
    except OperationalError:
        raise
    except Exception as error:
        if len(piece) == 1:
            logger.exception("a message of request %d is set aside", piece[0].arrived_id)
            aside = replace(piece[0], told=None, reason=said(error))
            return _record([aside], cursor=cursor, ended=ended)
    for index, item in enumerate(piece):
        last = index + 1 == len(piece)
        item_ends = ended if last else piece[index + 1].arrived_id != item.arrived_id
        moved_to = _record_or_set_aside([item], cursor=cursor, ended=item_ends)
        if moved_to is None:
            return None
        cursor = moved_to
    return cursor


def _record(piece: Sequence[Item], *, cursor: Cursor, ended: bool) -> Cursor | None:
    """One transaction: profiles, log, cursor, spool. None when somebody else is at work.

    `ended`: the last message of `piece` is the last of its request.
    """
    now = timezone.now()
    with transaction.atomic():
        started = time.thread_time()
        if _locked_cursor() != cursor:
            return None
        aside = _to_keep([item for item in piece if item.told is None])
        told = [item.told for item in piece if item.told is not None]
        resolved = customers.resolve([one.arrival for one in told], at=now)
        events.record_many(
            [one.entry(whose) for one, whose in zip(told, resolved, strict=True)], at=now
        )
        rows.insert(RefusedMessage, REFUSED, aside)
        note_use({item.key_id for item in piece}, at=now)
        moved_to = _behind(piece, cursor=cursor, ended=ended)
        Expansion.objects.filter(pk=1).update(**moved_to._asdict())
    _pace.learn(len(piece), time.thread_time() - started)
    return moved_to


def _behind(piece: Sequence[Item], *, cursor: Cursor, ended: bool) -> Cursor:
    last = piece[-1]
    touched = dict.fromkeys((*cursor.finished, *(item.arrived_id for item in piece)))
    if ended:
        return Cursor(finished=tuple(touched)[-line.MOST_REQUESTS :])
    finished = tuple(pk for pk in touched if pk != last.arrived_id)
    return Cursor(last.arrived_id, last.place, finished[-line.MOST_REQUESTS :])


def _locked_cursor() -> Cursor | None:
    """The cursor, locked until the transaction ends; None while another process holds it."""
    found = rows.not_held(Expansion.objects.filter(pk=1)).first()
    return Cursor(found.arrived_id, found.done, tuple(found.finished)) if found else None


def _to_keep(refused: Sequence[Item]) -> list[rows.Row]:
    """Rows of the messages to be set aside, less those that name somebody erased."""
    if not refused:
        return []
    tombstones.hold()
    made = _refused_rows(refused)
    kept = erasing.may_be_kept([(body, reason) for _, _, reason, body, _ in made])
    return list(compress(made, kept))


def _refused_rows(refused: Sequence[Item]) -> list[rows.Row]:
    requests = {one.id: one for one in line.requests({item.arrived_id for item in refused})}
    made: list[rows.Row] = []
    for item in refused:
        request = requests[item.arrived_id]
        received_at = rows.stored(request.received_at)
        body = words_of(request, item.place)
        made.append((f"key:{item.key_id}", item.key_id, item.reason, body, received_at))
    return made
