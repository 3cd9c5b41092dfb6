"""Expanding: spooled requests go into the log and the profiles, in order, each message once.

A request is deleted from the spool in the transaction that puts its last message into the log,
and a cursor in the same transaction counts the messages of a request that is half done: a
process may die anywhere. Reading and mapping happen outside transactions, which are kept short
because senders wait for their turn at the same database.
"""

import logging
import time
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

import msgspec
from django.db import OperationalError, connection, transaction
from django.utils import timezone

from guisu.customers import services as customers
from guisu.database import rows
from guisu.events import services as events
from guisu.intake.domain.clock import skew
from guisu.intake.domain.messages import Message, read
from guisu.intake.domain.telling import Told, tell
from guisu.intake.models import Arrived, Expansion, RefusedMessage
from guisu.intake.services.spooling import REFUSED_COLUMNS
from guisu.staff.models import AccessKey
from guisu.staff.services import note_use

logger = logging.getLogger("guisu.intake")
READ_REQUESTS = 500
READ_MESSAGES = 2_500
TRANSACTION_SECONDS = 0.05  # of this thread's own time: others at work do not count
FEWEST, MOST = 400, 2_000  # messages a transaction
FIRST = 500
LONGEST_REASON = 300
_encode = msgspec.json.Encoder().encode


class Item(NamedTuple):
    """A message of the spool. `place` counts from 1 in its request; `told` None: set aside."""

    arrived_id: int
    place: int
    key_id: int
    received_at: datetime
    message: Message
    told: Told | None
    reason: str = ""


class _Pace:
    """How many messages fit in a transaction of the wanted length, learned from the last ones."""

    def __init__(self) -> None:
        self.size = FIRST

    def learn(self, messages: int, seconds: float) -> None:
        if messages < self.size and seconds < TRANSACTION_SECONDS:
            return
        fitting = messages * TRANSACTION_SECONDS / max(seconds, 0.0001)
        self.size = int(min(max((self.size + fitting) / 2, FEWEST), MOST))


_pace = _Pace()


def expand() -> bool:
    """Bring the oldest requests of the spool into the log. False when there are none.

    Safe in several processes at once: one works, the others find the cursor locked or moved on
    and leave. An OperationalError (a busy or absent database) is raised: the loop tries again.
    """
    cursor = _cursor()
    line, empty = _next_in_line(done=cursor)
    if empty:
        Arrived.objects.filter(pk__in=empty).delete()
    while line:
        piece, line = line[: _pace.size], line[_pace.size :]
        ended = not line or line[0].arrived_id != piece[-1].arrived_id
        moved_to = _record_or_set_aside(piece, cursor=cursor, ended=ended)
        if moved_to is None:
            return False
        cursor = moved_to
    return cursor != (0, 0) or bool(empty) or Arrived.objects.exists()


Cursor = tuple[int, int]


def _cursor() -> Cursor:
    found = Expansion.objects.filter(pk=1).values_list("arrived_id", "done").first()
    if found is None:
        Expansion.objects.bulk_create([Expansion()], ignore_conflicts=True)
    return found or (0, 0)


def _next_in_line(*, done: Cursor) -> tuple[list[Item], list[int]]:
    """The next messages that are not in the log yet, and requests that hold none."""
    chosen, messages = [], 0
    for pk, count in Arrived.objects.order_by("id").values_list("id", "messages")[:READ_REQUESTS]:
        chosen.append(pk)
        messages += count
        if messages >= READ_MESSAGES:
            break
    requests = list(Arrived.objects.filter(pk__in=chosen).order_by("id"))
    keys = {request.key_id for request in requests}
    stores = dict(AccessKey.objects.filter(pk__in=keys).values_list("pk", "store_id"))
    line: list[Item] = []
    empty: list[int] = []
    for request in requests:
        items = _items(request, store_id=stores.get(request.key_id))
        if request.pk == done[0]:
            items = items[done[1] :]
        line += items
        if not items:
            empty.append(request.pk)
    return line, empty


def _items(request: Arrived, *, store_id: int | None) -> list[Item]:
    """Its messages; one that breaks the mapping is set aside alone."""
    contents = read(bytes(request.body), request.kind)
    trusted = request.kind == "import"
    skewed_by = skew(None if trusted else contents.sent_at, received_at=request.received_at)
    items = []
    for place, message in enumerate(contents.messages, start=1):
        told, reason = None, ""
        try:
            told = tell(
                message,
                shared=contents.context,
                source=f"key:{request.key_id}",
                store_id=store_id,
                skewed_by=skewed_by,
                received_at=request.received_at,
            )
        except Exception as error:
            logger.exception("a message of request %d cannot be mapped", request.pk)
            reason = _said(error)
        items.append(
            Item(request.pk, place, request.key_id, request.received_at, message, told, reason)
        )
    return items


def _record_or_set_aside(piece: Sequence[Item], *, cursor: Cursor, ended: bool) -> Cursor | None:
    """Record `piece`; if it cannot be, its messages one by one, and set aside those that fail."""
    try:
        return _record(piece, cursor=cursor, ended=ended)
    except OperationalError:
        raise
    except Exception as error:
        if len(piece) == 1:
            logger.exception("a message of request %d is set aside", piece[0].arrived_id)
            aside = piece[0]._replace(told=None, reason=_said(error))
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
        told = [item.told for item in piece if item.told is not None]
        resolved = customers.resolve([one.arrival for one in told], at=now)
        events.record_many(
            [one.fact(whose) for one, whose in zip(told, resolved, strict=True)], at=now
        )
        rows.insert(RefusedMessage, REFUSED_COLUMNS, [_refused_row(i) for i in piece if not i.told])
        last = piece[-1]
        finished = {item.arrived_id for item in piece} - (set() if ended else {last.arrived_id})
        moved_to = (0, 0) if ended else (last.arrived_id, last.place)
        note_use({item.key_id for item in piece}, at=now)
        Arrived.objects.filter(pk__in=finished).delete()
        Expansion.objects.filter(pk=1).update(arrived_id=moved_to[0], done=moved_to[1])
    _pace.learn(len(piece), time.thread_time() - started)
    return moved_to


def _locked_cursor() -> Cursor | None:
    """The cursor, locked until the transaction ends; None while another process holds it."""
    cursors = Expansion.objects.filter(pk=1)
    if connection.features.has_select_for_update_skip_locked:
        cursors = cursors.select_for_update(skip_locked=True)
    return cursors.values_list("arrived_id", "done").first()


def _refused_row(item: Item) -> rows.Row:
    body = _encode(item.message).decode()
    received_at = rows.stored(item.received_at)
    return (f"key:{item.key_id}", item.key_id, item.reason, body, received_at)


def _said(error: Exception) -> str:
    return f"could not be recorded: {error}".replace("\x00", "")[:LONGEST_REASON]
