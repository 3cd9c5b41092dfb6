"""Which known rows identities lead to, read for a whole batch at once."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Q

from guisu.customers.domain.identities import Key
from guisu.customers.models import Customer, Identity
from guisu.customers.services import tombstones
from guisu.database import rows

Name = tuple[str, str]
AT_ONCE = 10_000


@dataclass(slots=True, eq=False)
class Person:
    """What a person is known by, while a batch is read. `root_id` 0: a stranger until now."""

    root_id: int
    names: dict[str, set[str]] = field(default_factory=dict)
    is_read: bool = False
    rows: list["Row"] = field(default_factory=list)

    def known_by(self) -> dict[str, set[str]]:
        """All names by channel; those in the store are fetched when first asked for."""
        if not self.is_read:
            self.is_read = True
            of_person = Q(customer=self.root_id) | Q(customer__merged_into=self.root_id)
            identities = Identity.objects.filter(of_person)
            for channel, value in identities.values_list("channel", "value"):
                self.names.setdefault(channel, set()).add(value)
        return self.names

    def gain(self, name: Name) -> None:
        self.names.setdefault(name[0], set()).add(name[1])


@dataclass(slots=True, eq=False)
class Row:
    """A customer row in hand, and what this batch brought for it."""

    id: int
    person: Person
    store_id: int | None
    first: datetime
    last: datetime
    own_first: datetime | None = None
    own_last: datetime | None = None
    is_erased: bool = False
    is_new: bool = False
    source: str = ""
    seen: tuple[datetime, datetime] | None = None
    told: list[tuple[Any, datetime]] = field(default_factory=list)
    gained: list[tuple[Key, datetime]] = field(default_factory=list)
    stores: dict[int, datetime] = field(default_factory=dict)


@dataclass(slots=True)
class Known:
    """`owners` by identity, and all `rows` in hand by id (the owners and their roots)."""

    owners: dict[Name, Row]
    rows: dict[int, Row]


def owners(names: Iterable[Name]) -> Known:
    """Who owns `names` now. Tombstones lead to the rows of erased people."""
    by_channel: dict[str, list[str]] = defaultdict(list)
    for channel, value in names:
        by_channel[channel].append(value)
    owner_ids: dict[Name, int] = {}
    for channel, values in by_channel.items():
        for chunk in rows.chunks(values, AT_ONCE):
            found = Identity.objects.filter(channel=channel, value__in=chunk)
            for value, customer_id in found.values_list("value", "customer_id"):
                owner_ids[channel, value] = customer_id
    unknown = [name for name in names if name not in owner_ids]
    erased = tombstones.rows_behind(unknown)
    held = _held({*owner_ids.values(), *erased.values()})
    owned = {name: held[pk] for name, pk in (owner_ids | erased).items()}
    for name in erased:
        owned[name].is_erased = True
    return Known(owned, held)


def _held(ids: set[int]) -> dict[int, Row]:
    """The rows of `ids` and their roots; on PostgreSQL locked, in the order of their ids."""
    wanted = set(ids)
    while True:
        values = _values(sorted(wanted))
        root_ids = {root for _, root, *_ in values if root}
        if root_ids <= wanted:
            break
        wanted |= root_ids
    people: dict[int, Person] = {}
    held: dict[int, Row] = {}
    for pk, root, store_id, first, last, own_first, own_last, erased_at in values:
        person = people.setdefault(root or pk, Person(root or pk))
        held[pk] = Row(pk, person, store_id, first, last, own_first, own_last, bool(erased_at))
        person.rows.append(held[pk])
    return held


def _values(ids: Sequence[int]) -> list[Any]:
    found: list[Any] = []
    for chunk in rows.chunks(ids, AT_ONCE):
        customers = Customer.objects.filter(pk__in=chunk).order_by("pk")
        if connection.vendor == "postgresql":
            customers = customers.select_for_update()
        found += customers.values_list(
            "pk",
            "merged_into_id",
            "store_id",
            "first_seen_at",
            "last_seen_at",
            "own_first_seen_at",
            "own_last_seen_at",
            "erased_at",
        )
    return found
