"""Rows of an event file as events, each with a key that recognises it in any file."""

from collections.abc import Iterable, Iterator

from guisu.ground.kernel.digests import digest128
from guisu.ground.kernel.text import clean
from guisu.know.customers.domain import Claim
from guisu.take_in.imports.domain import moments, values
from guisu.take_in.imports.domain.plan import FREE, NUMBER, Kind, Plan
from guisu.take_in.imports.domain.problems import Problem, Reason, Unfit, Warned
from guisu.take_in.imports.reading.rows import Row
from guisu.take_in.imports.taking.shelf import Shelf
from guisu.take_in.imports.taking.units import (
    Cells,
    Happening,
    Person,
    Setting,
    Unit,
    require_row,
)

LONGEST_KIND, LONGEST_PROPERTY = 120, 1000


class EventReader:
    """A file's own message ids are its keys; else the row's content and how often it came."""

    def __init__(self, plan: Plan, titles: list[str], setting: Setting, shelf: Shelf) -> None:
        self.plan, self.setting, self.shelf = plan, setting, shelf
        self.cells = Cells(plan, titles, setting)
        self.properties = {
            name: name.partition(":")[2]
            for name in self.cells.names()
            if name.startswith((FREE[Kind.EVENTS], NUMBER))
        }

    def units(self, rows: Iterable[Row]) -> Iterator[Unit]:
        return (self._unit(number, row) for number, row in rows)

    def _unit(self, number: int, row: list[str]) -> Unit:
        unit = Unit(1, number, tuple(row))
        try:
            require_row(row, self.setting.width)
            claims = self.cells.somebody(row, "anonymous_id", warned=unit.warned)
            unit.event = event = self._event(row, claims, unit.warned)
            unit.person = Person(claims, event.at)
        except Unfit as unfit:
            unit.problems.append(
                Problem(number, unfit.field, unfit.reason, unfit.detail, tuple(row))
            )
        return unit

    def _event(self, row: list[str], claims: tuple[Claim, ...], warned: list[Warned]) -> Happening:
        kind = clean(self.cells.needed(row, "event"))
        if len(kind) > LONGEST_KIND:
            raise Unfit("event", Reason.TOO_LONG, kind[:80])  # noqa: EM101 - a field's name
        told = f"{self.cells.needed(row, 'at')} {self.cells.raw(row, 'clock')}".strip()
        at = moments.instant(told, "at", self.setting.zone, self.plan.date_order)
        texts = {
            field: clean(cell)[:LONGEST_PROPERTY]
            for field in self.properties
            if (cell := self.cells.raw(row, field))
        }
        properties = {
            self.properties[field]: self._value(field, text, warned)
            for field, text in texts.items()
        }
        if own := self.cells.raw(row, "message_id"):
            return Happening(kind, at, digest128("message", own), properties)
        who = (part for claim in claims for part in claim.parts)
        # Of the texts as they stand: the same row has the same key however it is understood.
        named = sorted((self.properties[field], text) for field, text in texts.items())
        what = (part for pair in named for part in pair)
        mark = digest128(*who, kind, at.isoformat(), *what)
        return Happening(kind, at, digest128(mark, str(self.shelf.times(mark))), properties)

    @staticmethod
    def _value(field: str, text: str, warned: list[Warned]) -> str | float:
        if not field.startswith(NUMBER):
            return text
        number = values.number(text)
        if number is None:
            warned.append(Warned.NO_NUMBERS)
        return text if number is None else number
