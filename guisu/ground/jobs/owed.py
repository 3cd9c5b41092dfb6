"""Taking what is owed, and settling it: one way for every kind of row, on both databases.

Lanes are a matter of which rows one asks for: `take(rows.filter(lane=...))`. A row is marked before
anything is done about it, so what a kill leaves behind is told from what nobody began.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce, Least

from guisu.ground.database import rows
from guisu.ground.jobs.owing import Due, Owed

# Longer than a call with all its waiting: nobody takes a live holder for dead.
LONGEST_CALL = timedelta(minutes=2)
ALWAYS = timedelta.max
SWEPT_AT_ONCE = 500
# What is looked after for years still fits its column.
MOST_COUNTED = 30_000
# Codes: a holder's process ended, and how far it came nobody knows; it did so every time; too late.
NOBODY_KNOWS, DIED, LATE = "nobody_knows", "died", "late"
# A person said that it should never be done.
DISCARDED = "discarded"
State = Owed.State
D = TypeVar("D", bound=Due)
W = TypeVar("W", bound=Owed)


@dataclass(frozen=True, slots=True)
class Terms:
    """How rows of one kind are held, and what is thought of one whose holder died.

    `repeatable`: so long after its first try it is taken again, for the provider tells repetitions,
    or, `ALWAYS`, since doing it twice changes nothing; after that it is `unknown`. `is_looked_up`:
    then it is taken all the same, as `unknown`, by whoever can ask what became of it. What died
    `most_tries` times has failed. `order` has priorities first, where there are any.
    """

    repeatable: timedelta = ALWAYS
    hold: timedelta = LONGEST_CALL
    is_looked_up: bool = False
    most_tries: int | None = None
    order: tuple[str, ...] = ("due_at", "pk")


ANY_NUMBER = Terms()
AT_MOST_ONCE = Terms(repeatable=timedelta())


def take(found: QuerySet[D], terms: Terms = ANY_NUMBER, *, at: datetime) -> D | None:
    """The row of `found` whose turn it is, held; None where there is none. As `take_some`."""
    return next(iter(take_some(found, terms, limit=1, at=at)), None)


def take_some(
    found: QuerySet[D], terms: Terms = ANY_NUMBER, *, limit: int, at: datetime
) -> Sequence[D]:
    """Up to `limit` rows of `found` that are due, held until `at` + `terms.hold`.

    No two callers get one, in whatever processes. What is too late, and what somebody died at, is
    settled on the way. Whoever finds nothing has not waited for a turn to write.
    """
    due = _due(found, terms, at=at)
    while due.exists():
        with transaction.atomic():
            in_line = list(rows.not_held(due.order_by(*terms.order))[:limit])
            held = [row for row in in_line if not _wants_settling(row, terms, at=at)]
            swept = _sweep(due, terms, at=at) if len(held) < len(in_line) else 0
            _hold(held, until=at + terms.hold, at=at)
        if held or not swept:
            return held
    return []


def settle(row: Owed, state: State, *, code: str = "", **changes: Any) -> bool:
    """End a row that one holds. False, and nothing changes: it is somebody else's by now."""
    return _let_go(row, state=state, code=code, **changes)


def put_off(row: Due, *, until: datetime | None, **changes: Any) -> bool:
    """Let go of a row that one holds, to be taken again at `until`; False as in `settle`.

    Of an `unknown` row: to be looked up again then; None: nobody will.
    """
    if isinstance(row, Owed) and row.expires_at is not None and until is not None:
        until = min(until, row.expires_at)
    return _let_go(row, due_at=until, **changes)


def leave_in_doubt(row: Owed, *, until: datetime, **changes: Any) -> bool:
    """Leave a row that may have been done, as if its holder died at `until`; False as in `settle`.

    Whoever takes it then does by its terms: again, where that is safe still.
    """
    return _own(row).update(held_until=until, **changes) == 1


def discard(found: QuerySet[W], *, at: datetime) -> int:
    """Have nobody begin what waits of `found`, or is too late; how many. Somebody's stay theirs."""
    free = Q(held_until=None) | Q(held_until__lte=at)
    open_still = found.filter(free, state__in=[State.WAITING, State.EXPIRED])
    return open_still.update(state=State.DROPPED, code=DISCARDED, held_until=None)


def revive(found: QuerySet[W], *, until: datetime, at: datetime) -> int:
    """Have what is too late of `found` be done after all, now, up to `until`; how many."""
    late = found.filter(state=State.EXPIRED)
    return late.update(state=State.WAITING, code="", due_at=at, expires_at=until, held_until=None)


def is_repeatable(row: Owed, terms: Terms, *, at: datetime) -> bool:
    """Whether a row that may have been done can be done again at `at`."""
    if terms.repeatable == ALWAYS or row.first_tried_at is None:
        return terms.repeatable == ALWAYS
    return row.first_tried_at > at - terms.repeatable


def _due(found: QuerySet[D], terms: Terms, *, at: datetime) -> QuerySet[D]:
    free = Q(held_until=None) | Q(held_until__lte=at)
    due = found.filter(free, due_at__lte=at)
    if not issubclass(found.model, Owed):
        return due
    if terms.is_looked_up:
        return due.filter(state__in=[State.WAITING, State.UNKNOWN])
    return due.filter(state=State.WAITING)


def _wants_settling(row: Due, terms: Terms, *, at: datetime) -> bool:
    if not isinstance(row, Owed) or row.state != State.WAITING:
        return False
    if row.expires_at is not None and row.expires_at <= at:
        return True
    if not row.is_held:
        return False
    has_often_died = terms.most_tries is not None and row.tries >= terms.most_tries
    return has_often_died or not is_repeatable(row, terms, at=at)


def _sweep(due: QuerySet[D], terms: Terms, *, at: datetime) -> int:
    """Settle what nobody is to begin, or to begin again; how many rows, a bounded number.

    First what somebody died at: of that nobody can say that it was never begun.
    """
    late, swept = Q(expires_at__lte=at), 0
    waiting = due.filter(state=State.WAITING)
    died = waiting.filter(held_until__isnull=False)
    if terms.repeatable != ALWAYS:
        repeatable = Q(first_tried_at__gt=at - terms.repeatable) & ~late
        swept += _mark(died.exclude(repeatable), state=State.UNKNOWN, code=NOBODY_KNOWS)
    if terms.most_tries is not None:
        often = died.filter(tries__gte=terms.most_tries)
        swept += _mark(often, state=State.FAILED, code=DIED)
    return swept + _mark(waiting.filter(late), state=State.EXPIRED, code=LATE)


def _mark(found: QuerySet[D], **changes: Any) -> int:
    bare = found.select_related(None).only("pk").order_by("pk")
    keys = [row.pk for row in rows.not_held(bare)[:SWEPT_AT_ONCE]]
    return found.model._default_manager.filter(pk__in=keys).update(held_until=None, **changes)


def _hold(held: Collection[Due], *, until: datetime, at: datetime) -> None:
    """Count the try, unless it is a look at what is unknown."""
    looks = [row for row in held if isinstance(row, Owed) and row.state == State.UNKNOWN]
    tries = [row for row in held if row not in looks]
    tried: dict[str, Any] = {"held_until": until, "tries": Least(F("tries") + 1, MOST_COUNTED)}
    for row in held:
        row.was_held, row.held_until = row.held_until is not None, until
    for row in tries:
        row.tries = min(row.tries + 1, MOST_COUNTED)
        if isinstance(row, Owed):
            row.first_tried_at = row.first_tried_at or at
            tried["first_tried_at"] = Coalesce("first_tried_at", at)
    _write(looks, held_until=until)
    _write(tries, **tried)


def _write(held: Sequence[Due], **changes: Any) -> None:
    if held:
        model = type(held[0])
        model._default_manager.filter(pk__in=[row.pk for row in held]).update(**changes)


def _own(row: Due) -> QuerySet[Any]:
    """The row as long as we hold it: its next holder holds it to a later moment."""
    return type(row)._default_manager.filter(pk=row.pk, held_until=row.held_until)


def _let_go(row: Due, **changes: Any) -> bool:
    return _own(row).update(held_until=None, **changes) == 1
