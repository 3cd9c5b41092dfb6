"""When people were first and last seen, told by rooms that hear of them by other ways."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from guisu.ground.database import rows
from guisu.ground.warehouse.services import mark_changed
from guisu.know.customers.models import Customer
from guisu.know.customers.services.forest import own_moments

TABLE = Customer._meta.db_table
MOMENTS = ("pk", "merged_into_id", "first_seen_at", "last_seen_at")
OWN = ("own_first_seen_at", "own_last_seen_at")


class Seen(NamedTuple):
    """The earliest and the latest sign of one person."""

    first: datetime
    last: datetime

    def widened(self, other: "Seen") -> "Seen":
        return Seen(min(self.first, other.first), max(self.last, other.last))


def between(signs: Iterable[tuple[int, datetime]]) -> dict[int, Seen]:
    """By customer row: from its earliest to its latest sign."""
    found: dict[int, Seen] = {}
    for pk, at in signs:
        sign = Seen(at, at)
        found[pk] = found[pk].widened(sign) if pk in found else sign
    return found


def see(signs: Mapping[int, Seen], *, at: datetime) -> None:
    """These rows, and the persons they belong to, were seen then: moments widen, never narrow.

    Whatever the order of telling, the first moment is the earliest one told; the last one moves
    by the minute. Moments after `at` count as `at`; erased people are left as they are. Inside
    `atomic`; safe to repeat.
    """
    held = _rows(signs)
    held |= _rows({row.merged_into_id for row in held.values() if row.merged_into_id})
    own: list[tuple[int, rows.Row]] = []
    shown: dict[int, Seen] = {}
    for pk in sorted(signs.keys() & held.keys()):
        told = Seen(*(min(moment, at) for moment in signs[pk]))
        row = held[pk]
        before = Seen(*own_moments(row))
        if row.own_first_seen_at and before.widened(told) != before:
            own.append((pk, [rows.stored(moment) for moment in before.widened(told)]))
        for each in {pk, row.merged_into_id or pk}:
            shown[each] = shown[each].widened(told) if each in shown else told
    rows.update(Customer, OWN, own)
    _widen([(held[pk], shown[pk]) for pk in sorted(shown) if pk in held])


def _rows(ids: Iterable[int]) -> dict[int, Customer]:
    found = Customer.objects.filter(pk__in=ids, erased_at=None).only(*MOMENTS, *OWN)
    return {row.pk: row for row in found}


def _widen(told: Sequence[tuple[Customer, Seen]]) -> None:
    first = [(row.pk, seen.first) for row, seen in told if seen.first < row.first_seen_at]
    last = [(row.pk, seen.last) for row, seen in told if _minute(seen) > _minute(_held(row))]
    for column, beyond, moved in (("first_seen_at", ">", first), ("last_seen_at", "<", last)):
        # Asked of the row as it stands: another batch may have moved it further meanwhile.
        rows.write_each(
            f"UPDATE {TABLE} SET {column} = %s WHERE id = %s AND {column} {beyond} %s",  # noqa: S608
            [(rows.stored(moment), pk, rows.stored(moment)) for pk, moment in moved],
        )
    mark_changed("customers", {pk for pk, _ in (*first, *last)})


def _held(row: Customer) -> Seen:
    return Seen(row.first_seen_at, row.last_seen_at)


def _minute(seen: Seen) -> datetime:
    return seen.last.replace(second=0, microsecond=0)
