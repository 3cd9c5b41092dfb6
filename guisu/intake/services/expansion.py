"""Expanding: spooled requests go into the log and the profiles, in order, each message once.

A cursor moves in the transaction that appends to the log: it counts the messages of a request
that is half done and names those just finished, which are then deleted from the spool. A process
may die anywhere. Reading and mapping happen outside transactions, which are kept short because
others wait for their turn at the same store.
"""

import logging
import time
from collections.abc import Sequence
from datetime import datetime
from itertools import compress
from typing import NamedTuple

import msgspec
from django.db import OperationalError, transaction
from django.utils import timezone

from guisu.customers import services as customers
from guisu.customers.services import tombstones
from guisu.database import rows
from guisu.events import services as events
from guisu.intake.domain.clock import skew
from guisu.intake.domain.limits import MOST_MESSAGE
from guisu.intake.domain.messages import Message, read
from guisu.intake.domain.telling import Told, tell
from guisu.intake.models import Arrived, Expansion, RefusedMessage
from guisu.intake.services import erasing, spooling
from guisu.kernel.refusals import Refusal
from guisu.staff.models import AccessKey
from guisu.staff.services import note_use

logger = logging.getLogger("guisu.intake")
READ_REQUESTS = 500
READ_MESSAGES = 4_000
TRANSACTION_SECONDS = 0.15  # of this thread's own time: others at work do not count
FEWEST, MOST = 400, 2_000  # messages a transaction
FIRST = 500
REFUSED = ("source", "key_id", "reason", "body", "received_at")
LONGEST_REASON = 300
_encode = msgspec.json.Encoder().encode


class Item(NamedTuple):
    """A message of the spool. `place` counts from 1 in its request; `told` None: set aside.

    `message` as it was read, or in its sender's own words where it could not be.
    """

    arrived_id: int
    place: int
    key_id: int
    received_at: datetime
    message: Message | bytes
    told: Told | None
    reason: str = ""


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
    spooling.forget(cursor.finished)
    line = _next_in_line(cursor)
    found = bool(line)
    while line:
        piece, line = line[: _pace.size], line[_pace.size :]
        ended = not line or line[0].arrived_id != piece[-1].arrived_id
        moved_to = _record_or_set_aside(piece, cursor=cursor, ended=ended)
        if moved_to is None:
            return False
        cursor = moved_to
    spooling.forget(cursor.finished)
    return found


def _cursor() -> Cursor:
    found = Expansion.objects.filter(pk=1).first()
    if found is None:
        Expansion.objects.bulk_create([Expansion()], ignore_conflicts=True)
        return Cursor()
    return Cursor(found.arrived_id, found.done, tuple(found.finished))


def _next_in_line(cursor: Cursor) -> list[Item]:
    """The next messages that are not in the log yet."""
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
    for request in requests:
        items = _items(request, store_id=stores.get(request.key_id))
        line += items[cursor.done :] if request.pk == cursor.arrived_id else items
    return line


def _items(request: Arrived, *, store_id: int | None) -> list[Item]:
    """Its messages; one that breaks the mapping is set aside alone.

    So is a whole request that cannot be read any more, accepted by another version of this code.
    """
    body = bytes(request.body)
    try:
        contents = read(body, request.kind)
    except Refusal as refusal:
        return [_set_aside(request, body, str(refusal), place=1)]
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
    for place, one in enumerate(contents.unusable, start=len(items) + 1):
        items.append(_set_aside(request, one.raw, f"batch[{one.index}].{one.reason}", place=place))
    return items


def _set_aside(request: Arrived, words: bytes, reason: str, *, place: int) -> Item:
    return Item(request.pk, place, request.key_id, request.received_at, words, None, reason)


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
        aside = _to_keep([item for item in piece if item.told is None])
        told = [item.told for item in piece if item.told is not None]
        resolved = customers.resolve([one.arrival for one in told], at=now)
        events.record_many(
            [one.fact(whose) for one, whose in zip(told, resolved, strict=True)], at=now
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
        return Cursor(finished=tuple(touched)[-READ_REQUESTS:])
    finished = tuple(pk for pk in touched if pk != last.arrived_id)
    return Cursor(last.arrived_id, last.place, finished[-READ_REQUESTS:])


def _locked_cursor() -> Cursor | None:
    """The cursor, locked until the transaction ends; None while another process holds it."""
    found = rows.not_held(Expansion.objects.filter(pk=1)).first()
    return Cursor(found.arrived_id, found.done, tuple(found.finished)) if found else None


def _to_keep(refused: Sequence[Item]) -> list[rows.Row]:
    """Rows of the messages to be set aside, less those that name somebody erased."""
    if not refused:
        return []
    tombstones.hold()
    made = [_refused_row(item) for item in refused]
    kept = erasing.may_be_kept([(body, reason) for _, _, reason, body, _ in made])
    return list(compress(made, kept))


def _refused_row(item: Item) -> rows.Row:
    told = item.message
    words = _encode(told) if isinstance(told, Message) else told[:MOST_MESSAGE]
    body = words.decode(errors="replace").replace("\x00", "")
    reason = item.reason[:LONGEST_REASON]
    return (f"key:{item.key_id}", item.key_id, reason, body, rows.stored(item.received_at))


def _said(error: Exception) -> str:
    return f"could not be recorded: {error}".replace("\x00", "")[:LONGEST_REASON]
