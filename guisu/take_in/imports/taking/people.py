"""Rows of a customer file as people: what they are known by, and what is told of them."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from msgspec.structs import replace

from guisu.ground.kernel.text import clean
from guisu.take_in.imports.domain import values
from guisu.take_in.imports.domain.plan import FREE, TRAITS, Kind, Plan
from guisu.take_in.imports.domain.problems import Problem, Reason, Unfit, Warned
from guisu.take_in.imports.reading.rows import Row
from guisu.take_in.imports.taking.units import Cells, Person, Setting, Unit, require_readable

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
            unit.person = self._person(row)
            if unit.person.at > self.at:
                unit.person = replace(unit.person, at=self.at)
                unit.warned.append(Warned.IN_FUTURE)
        except Unfit as unfit:
            unit.problems.append(
                Problem(number, unfit.field, unfit.reason, unfit.detail, tuple(row))
            )
        return unit

    def _person(self, row: list[str]) -> Person:
        require_readable(row)
        claims = self.cells.claims(row)
        if not claims:
            raise Unfit("customer", Reason.NOBODY)  # noqa: EM101 - a field's name
        seen = self.cells.raw(row, "seen_at")
        at = self.at
        if seen:
            at = values.instant(seen, "seen_at", self.setting.zone, self.plan.date_order)
        told = {
            name: clean(self.cells.raw(row, field))[:LONGEST_TRAIT]
            for field, name in self.traits.items()
        }
        traits = {name: value for name, value in told.items() if value}
        if birthday := traits.get("birthday"):
            moment = values.instant(birthday, "birthday", self.setting.zone, self.plan.date_order)
            if moment > self.at:
                raise Unfit("birthday", Reason.NOT_A_DATE, birthday)  # noqa: EM101 - a field's name
            traits["birthday"] = moment.astimezone(self.setting.zone).date().isoformat()
        return Person(claims, at, traits, self.cells.store(row))
