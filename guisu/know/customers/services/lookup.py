"""Which known rows identities lead to, read for a whole batch at once."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import itemgetter
from typing import Any

import msgspec
from django.db import connection
from django.db.models import Q, QuerySet

from guisu.ground.database import rows
from guisu.ground.database.rows import Stored
from guisu.know.customers.domain.identities import Key, parted, space
from guisu.know.customers.models import Customer, Identity, Merge
from guisu.know.customers.selectors import rows_of_all
from guisu.know.customers.services import tombstones

Name = tuple[str, str]
OWNED = "FROM customers_identity WHERE channel = %s AND account = %s AND value "
MOMENTS = ("first_seen_at", "last_seen_at", "own_first_seen_at", "own_last_seen_at")


class Person(msgspec.Struct, eq=False):
    """What a person is known by, while a batch is read. `root_id` 0: a stranger until now."""

    root_id: int
    names: dict[str, set[str]] = {}
    is_read: bool = False
    rows: list["Row"] = []

    def known_by(self) -> dict[str, set[str]]:
        """All names by space; those in the store are fetched when first asked for."""
        if not self.is_read:
            self.is_read = True
            identities = Identity.objects.filter(customer__in=rows_of_all([self.root_id]))
            for channel, account, value in identities.values_list("channel", "account", "value"):
                self.names.setdefault(space(channel, account), set()).add(value)
        return self.names

    def gain(self, name: Name) -> None:
        self.names.setdefault(name[0], set()).add(name[1])


class Row(msgspec.Struct, eq=False):
    """A customer row in hand, and what this batch brought for it."""

    id: int
    person: Person
    store_id: int | None
    first: Stored
    last: Stored
    own_first: Stored | None = None
    own_last: Stored | None = None
    is_erased: bool = False
    is_new: bool = False
    source: str = ""
    seen: tuple[Stored, Stored] | None = None
    told: tuple[tuple[Any, datetime], ...] = ()
    gained: tuple[tuple[Key, Stored], ...] = ()
    stores: dict[int, Stored] = {}


@dataclass(slots=True)
class Known:
    """`owners` by identity, and all `rows` in hand by id (the owners and their roots)."""

    owners: dict[Name, Row]
    rows: dict[int, Row]


def owners(names: Iterable[Name]) -> Known:
    """Who owns `names` now. Tombstones lead to the rows of erased people."""
    by_space: dict[str, list[str]] = defaultdict(list)
    for within, value in names:
        by_space[within].append(value)
    owner_ids: dict[Name, int] = {}
    for within, values in by_space.items():
        is_one, given = rows.among(values)
        found = rows.table(("value", "customer_id"), OWNED + is_one, [*parted(within), given])
        owner_ids |= {(within, value): customer_id for value, customer_id in found}
    unknown = [name for name in names if name not in owner_ids]
    erased = tombstones.rows_behind(unknown)
    held = _held({*owner_ids.values(), *erased.values()})
    owned = {name: held[pk] for name, pk in (owner_ids | erased).items()}
    for name in erased:
        owned[name].is_erased = True
    return Known(owned, held)


def were_parted(one: Person, other: Person) -> bool:
    """Whether staff took a merge of the two back: then no rule decides it against them."""
    if not one.root_id or not other.root_id:
        return False
    these, those = _all_rows(one), _all_rows(other)
    either_way = Q(first__in=these, second__in=those) | Q(first__in=those, second__in=these)
    return Merge.objects.filter(either_way, undone_by__isnull=False).exists()


def _all_rows(person: Person) -> QuerySet[Customer, int]:
    roots = {person.root_id} | {row.id for row in person.rows if row.id}
    return rows_of_all(roots).values_list("pk", flat=True)


def _held(ids: set[int]) -> dict[int, Row]:
    """The rows of `ids` and their roots; on PostgreSQL locked, in the order of their ids."""
    wanted = set(ids)
    while True:
        values = _values(wanted)
        root_ids = {root for root in map(itemgetter(1), values) if root}
        if root_ids <= wanted:
            break
        wanted |= root_ids
    people: dict[int, Person] = {}
    held: dict[int, Row] = {}
    for pk, root, store_id, first, last, own_first, own_last, is_erased in values:
        person_id = root or pk
        person = people.get(person_id)
        if person is None:
            person = people[person_id] = Person(person_id)
        row = Row(pk, person, store_id, first, last, own_first, own_last, bool(is_erased))
        held[pk] = row
        person.rows.append(row)
    return held


def _values(ids: Collection[int]) -> Sequence[rows.Row]:
    is_one, given = rows.among(ids)
    moments = map(rows.instant, MOMENTS)
    locking = "ORDER BY id FOR UPDATE" if connection.vendor == "postgresql" else ""
    return rows.table(
        ("id", "merged_into_id", "store_id", *moments, "erased_at IS NOT NULL"),
        f"FROM customers_customer WHERE id {is_one} {locking}",
        [given],
    )
