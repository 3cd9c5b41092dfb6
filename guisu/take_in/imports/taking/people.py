"""Rows of a customer file as people: what they are known by, and what is told of them."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import partial

from msgspec.structs import replace

from guisu.ground.kernel.text import clean
from guisu.know.customers.domain.traits import born
from guisu.take_in.imports.domain import moments, values
from guisu.take_in.imports.domain.plan import CONSENTS, FREE, TRAITS, Kind, Plan
from guisu.take_in.imports.domain.problems import Problem, Unfit, Warned
from guisu.take_in.imports.reading.rows import Row
from guisu.take_in.imports.taking.units import Cells, Person, Setting, Unit, require_row

LONGEST_TRAIT = 1000


class PeopleReader:
    """`at` is the moment of the upload: what the file says was known by then."""

    def __init__(self, plan: Plan, titles: list[str], setting: Setting, at: datetime) -> None:
        self.plan, self.setting, self.at = plan, setting, at
        self.cells = Cells(plan, titles, setting)
        free = FREE[Kind.CUSTOMERS]
        self.traits = {
            name: name.removeprefix(free)
            for name in self.cells.names()
            if name in TRAITS or name.startswith(free)
        }

    def units(self, rows: Iterable[Row]) -> Iterator[Unit]:
        return (self._unit(number, row) for number, row in rows)

    def _unit(self, number: int, row: list[str]) -> Unit:
        unit = Unit(1, number, tuple(row))
        try:
            unit.person = self._person(row, unit.warned)
            if unit.person.at > self.at:
                unit.person = replace(unit.person, at=self.at)
                unit.warned.append(Warned.IN_FUTURE)
        except Unfit as unfit:
            unit.problems.append(
                Problem(number, unfit.field, unfit.reason, unfit.detail, tuple(row))
            )
        return unit

    def _person(self, row: list[str], warned: list[Warned]) -> Person:
        require_row(row, self.setting.width)
        claims = self.cells.somebody(row, warned=warned)
        told = {
            name: clean(self.cells.raw(row, field))[:LONGEST_TRAIT]
            for field, name in self.traits.items()
        }
        traits = {name: value for name, value in told.items() if value}
        if "birthday" in traits:
            traits["birthday"] = self._birthday(traits["birthday"], warned)
        store = self.cells.store(row) if self.cells.tells("store") else None
        return Person(
            claims,
            self._seen_at(row, warned),
            _without_empty(traits),
            store,
            tags=values.several(self.cells.raw(row, "tags")),
            consents=self._consents(row, warned),
            said_at=self._said_at(row, warned),
        )

    def _consents(self, row: list[str], warned: list[Warned]) -> dict[str, bool]:
        """What was said on each channel; a cell that says neither yes nor no is left out."""
        found: dict[str, bool] = {}
        for field, channel in CONSENTS.items():
            if cell := self.cells.raw(row, field):
                said = self.cells.optional(partial(values.yes_or_no, cell, field), warned)
                if said is not None:
                    found[channel] = said
        return found

    def _said_at(self, row: list[str], warned: list[Warned]) -> datetime | None:
        said = self.cells.raw(row, "consent_at")
        if not said:
            return None
        return self.cells.optional(lambda: self._instant(said, "consent_at"), warned)

    def _seen_at(self, row: list[str], warned: list[Warned]) -> datetime:
        seen = self.cells.raw(row, "seen_at")
        if not seen:
            return self.at
        return self.cells.optional(lambda: self._instant(seen, "seen_at"), warned) or self.at

    def _birthday(self, told: str, warned: list[Warned]) -> str:
        """The day as the person means it, whatever the zone; empty for what names no day."""
        moment = self.cells.optional(lambda: self._instant(told, "birthday"), [])
        written = moment.astimezone(self.setting.zone).date().isoformat() if moment else told
        if born(written, told_at=self.at) is None:
            warned.append(Warned.LEFT_OUT)
            return ""
        return written

    def _instant(self, told: str, name: str) -> datetime:
        return moments.instant(told, name, self.setting.zone, self.plan.date_order)


def _without_empty(traits: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in traits.items() if value}
