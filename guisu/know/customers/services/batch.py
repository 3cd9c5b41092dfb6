"""One batch of arrivals being read: rows in hand, strangers so far, and who turns out one."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from guisu.ground.database import rows
from guisu.know.customers.domain import Arrival, Link
from guisu.know.customers.domain.identities import Key, Weight
from guisu.know.customers.domain.matching import Names, Verdict, comes_anew, verdict
from guisu.know.customers.models import Merge
from guisu.know.customers.services.lookup import Known, Person, Row, were_parted

REASONS = {
    Verdict.ALIAS: Merge.Reason.ALIAS,
    Verdict.IDENTIFIED: Merge.Reason.IDENTIFIED,
    Verdict.SHARED: Merge.Reason.SHARED_IDENTITY,
}


class Same(NamedTuple):
    """Two rows found to be one person (or, without a reason, perhaps)."""

    first: Row
    second: Row
    reason: Merge.Reason | None
    evidence: str
    at: datetime


class Batch:
    """Arrivals are taken one by one, in their order; nothing is written here."""

    def __init__(self, known: Known) -> None:
        self._owners = known.owners
        self.rows = known.rows
        self.newcomers: list[Row] = []
        self.touched: dict[int, Row] = {}  # by `id()`: newcomers have no number yet
        self.same: list[Same] = []

    def adds_to_the_forest(self, keys: Sequence[Sequence[Key]]) -> bool:
        """Whether any arrival brings an unknown identity or joins two people."""
        for claimed in keys:
            owners = [self._owners.get(key.name) for key in claimed]
            if None in owners or len({row.person for row in owners if row}) > 1:
                return True
        return False

    def take(self, arrival: Arrival, keys: Sequence[Key], at: datetime) -> Row | None:
        """The row that `arrival` came to, with its news noted; None without a usable identity."""
        if not keys:
            return None
        row = self._settled(keys) or self._settle(arrival, keys, at)
        if not row.is_erased:
            self._note(row, arrival, at)
        return row

    def part(self) -> None:
        """Part rows from people when all is done.

        They hold each other: left to the garbage collector, they cost it as much as a statement.
        """
        for row in (*self.rows.values(), *self.newcomers):
            row.person.rows.clear()

    def _settled(self, keys: Sequence[Key]) -> Row | None:
        """The quick way, of nearly every arrival: all its identities are one person's already."""
        row = self._owners.get(keys[0].name)
        if row is None:
            return None
        for key in keys[1:]:
            owner = self._owners.get(key.name)
            if owner is None or owner.person is not row.person:
                return None
        return row

    def _settle(self, arrival: Arrival, keys: Sequence[Key], at: datetime) -> Row:
        unknown: list[Key] = []
        lead: Row | None = None
        for key in self._meant(arrival, keys):
            owner = self._owners.get(key.name)
            if owner is None:
                unknown.append(key)
            elif lead is None and not self._is_stranger_to(owner, arrival, unknown, key):
                if owner.is_erased:
                    return owner
                lead = owner
            elif not owner.is_erased:
                lead = lead or self._newcomer(arrival, unknown, at)
                self._relate(lead, owner, arrival, key, at)
        lead = lead or self._newcomer(arrival, unknown, at)
        for key in unknown:
            if key.name not in self._owners:
                self._attach(lead, key, at)
        return lead

    def _meant(self, arrival: Arrival, keys: Sequence[Key]) -> Sequence[Key]:
        """An alias claims its earlier id as an account's and as a device's: whichever it is."""
        if arrival.link is not Link.ALIAS:
            return keys
        known = {key.value for key in keys if key.name in self._owners}
        return [key for key in keys if key.name in self._owners or key.value not in known]

    def _is_stranger_to(
        self, owner: Row, arrival: Arrival, unknown: Sequence[Key], by: Key
    ) -> bool:
        told = _names(unknown)
        if owner.is_erased:
            return bool(told) and by.weight is not Weight.PERSONAL
        return comes_anew(arrival.link, told=told, owner=owner.person.known_by(), by=by)

    def _relate(self, lead: Row, other: Row, arrival: Arrival, key: Key, at: datetime) -> None:
        if lead.person is other.person:
            return
        said = verdict(
            arrival.link, lead=lead.person.known_by(), other=other.person.known_by(), by=key
        )
        if said in REASONS and were_parted(lead.person, other.person):
            said = Verdict.SUGGEST
        evidence = f"{key.channel}, {arrival.source}"
        if said is Verdict.SUGGEST:
            self.same.append(Same(lead, other, None, evidence, at))
        elif said is not Verdict.APART:
            self.same.append(Same(lead, other, REASONS[said], evidence, at))
            self._unite(lead.person, other.person)

    def _unite(self, kept: Person, gone: Person) -> None:
        for channel, values in gone.known_by().items():
            kept.known_by().setdefault(channel, set()).update(values)
        for row in gone.rows:
            row.person = kept
        kept.rows += gone.rows

    def _newcomer(self, arrival: Arrival, keys: Sequence[Key], at: datetime) -> Row:
        person = Person(0, is_read=True)
        moment = rows.stored(at)
        row = Row(0, person, arrival.store_id, moment, moment, is_new=True, source=arrival.source)
        person.rows.append(row)
        self.newcomers.append(row)
        for key in keys:
            self._attach(row, key, at)
        return row

    def _attach(self, row: Row, key: Key, at: datetime) -> None:
        row.gained = (*row.gained, (key, rows.stored(at)))
        row.person.gain(key.name)
        self._owners[key.name] = row
        self.touched[id(row)] = row

    def _note(self, row: Row, arrival: Arrival, at: datetime) -> None:
        moment = rows.stored(at)
        if row.seen is None:
            row.seen = (moment, moment)
        else:
            first, last = row.seen
            row.seen = (min(first, moment), max(last, moment))
        if arrival.traits:
            row.told = (*row.told, (arrival.traits, at))
        if arrival.store_id is not None:
            since = row.stores.get(arrival.store_id, moment)
            row.stores[arrival.store_id] = min(since, moment)
        self.touched[id(row)] = row


def _names(keys: Sequence[Key]) -> Names:
    """Those of `keys` that say who, not merely which device; by space."""
    names: dict[str, set[str]] = {}
    for key in keys:
        if key.weight is Weight.PERSONAL:
            names.setdefault(key.space, set()).add(key.value)
    return names
