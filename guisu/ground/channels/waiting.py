"""What waits to leave by a connection, as the rooms above tell of it: for a person who looks.

After a backup was put back, or a machine was off, nobody but a person can say whether it should go
out still.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Max, Min, QuerySet
from django.utils.functional import Promise

from guisu.ground.channels.models import Connection
from guisu.ground.jobs import owed
from guisu.ground.jobs.owing import Owed
from guisu.ground.staff.models import Staff
from guisu.ground.staff.services import audit

Rows = QuerySet[Any]
Connections = QuerySet[Connection]
Act = Callable[[Rows, Staff, datetime], None]
State = Owed.State


def drop(rows: Rows, _by: Staff, at: datetime) -> None:
    """Discard rows that are owed, and that nobody is at."""
    owed.discard(rows, at=at)


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of what a room has leave, once it is due, by itself.

    `due` are a connection's rows of `due_at` that wait; `late` those of some connections that are
    past their latest moment, which nobody begins until `release`. None of an act: it is done
    elsewhere.
    """

    name: str
    label: str | Promise
    due: Callable[[Connection], Rows]
    discard: Act | None = drop
    late: Callable[[Connections], Rows] | None = None
    release: Act | None = None

    @property
    def may_be_discarded(self) -> bool:
        return self.discard is not None

    @property
    def may_be_released(self) -> bool:
        return self.release is not None


@dataclass(frozen=True, slots=True)
class Heap:
    """How many of a kind are due, since when, and up to which row; `is_late`: held for a person."""

    kind: Kind
    count: int
    oldest_at: datetime
    newest_at: datetime
    up_to: int
    is_late: bool = False


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Called in `apps.ready`; registering a name again replaces it."""
    _kinds[kind.name] = kind


def heaps(connection: Connection, *, at: datetime) -> list[Heap]:
    """All that should have left by `connection` by `at`, and what is too late for that."""
    found = []
    for kind in _kinds.values():
        for rows, is_late in _piles(kind, connection, at=at):
            told = rows.order_by().aggregate(
                count=Count("pk"), oldest=Min("due_at"), newest=Max("due_at"), up_to=Max("pk")
            )
            if told["count"]:
                span = told["count"], told["oldest"], told["newest"], told["up_to"]
                found.append(Heap(kind, *span, is_late))
    return found


def discard(name: str, connection: Connection, *, up_to: int, by: Staff, at: datetime) -> int:
    """Have what is due or late of a kind never leave, up to the row that was seen; how many."""
    kind = _kinds[name]
    if kind.discard is None:
        raise LookupError(name)
    count = 0
    for rows, _ in _piles(kind, connection, at=at):
        seen = rows.filter(pk__lte=up_to)
        count += seen.count()
        kind.discard(seen, by, at)
    _note("leaving.discarded", connection, name, count, by=by, at=at)
    return count


def release(name: str, connection: Connection, *, up_to: int, by: Staff, at: datetime) -> int:
    """Have what is late of a kind leave after all, up to the row that was seen; how many."""
    kind = _kinds[name]
    if kind.late is None or kind.release is None:
        raise LookupError(name)
    seen = kind.late(_only(connection)).filter(pk__lte=up_to)
    count = seen.count()
    kind.release(seen, by, at)
    _note("leaving.released", connection, name, count, by=by, at=at)
    return count


def late() -> int:
    """How much waits for a person's word because its moment is over, of all connections.

    One query, however many kinds and connections there are.
    """
    active = Connection.objects.filter(is_active=True)
    late = [kind.late(active) for kind in _kinds.values() if kind.late is not None]
    numbers = [rows.order_by().values("pk") for rows in late]
    return numbers[0].union(*numbers[1:], all=True).count() if numbers else 0


def _only(connection: Connection) -> Connections:
    return Connection.objects.filter(pk=connection.pk)


def _piles(kind: Kind, connection: Connection, *, at: datetime) -> list[tuple[Rows, bool]]:
    piles = [(kind.due(connection).filter(due_at__lte=at), False)]
    if kind.late is not None:
        piles.append((kind.late(_only(connection)), True))
    return piles


def _note(
    action: str, connection: Connection, kind: str, count: int, *, by: Staff, at: datetime
) -> None:
    if count:
        subject = f"channel:{connection.pk}"
        audit(action, subject=subject, by=by, at=at, after={"what": kind, "rows": count})
