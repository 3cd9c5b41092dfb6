"""Rows of an event file as events, each with a key that recognises it in any file."""

from collections.abc import Iterable, Iterator

from guisu.ground.kernel.digests import digest128
from guisu.ground.kernel.text import clean
from guisu.know.customers.domain import Claim
from guisu.take_in.imports.domain import moments
from guisu.take_in.imports.domain.plan import FREE, Kind, Plan
from guisu.take_in.imports.domain.problems import Problem, Reason, Unfit
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
        free = FREE[Kind.EVENTS]
        self.properties = {
            name: name.removeprefix(free) for name in self.cells.names() if name.startswith(free)
        }

    def units(self, rows: Iterable[Row]) -> Iterator[Unit]:
        return (self._unit(number, row) for number, row in rows)

    def _unit(self, number: int, row: list[str]) -> Unit:
        unit = Unit(1, number, tuple(row))
        try:
            require_row(row, self.setting.width)
            claims = self.cells.somebody(row, "anonymous_id", warned=unit.warned)
            unit.event = event = self._event(row, claims)
            unit.person = Person(claims, event.at)
        except Unfit as unfit:
            unit.problems.append(
                Problem(number, unfit.field, unfit.reason, unfit.detail, tuple(row))
            )
        return unit

    def _event(self, row: list[str], claims: tuple[Claim, ...]) -> Happening:
        kind = clean(self.cells.needed(row, "event"))
        if len(kind) > LONGEST_KIND:
            raise Unfit("event", Reason.TOO_LONG, kind[:80])  # noqa: EM101 - a field's name
        told = f"{self.cells.needed(row, 'at')} {self.cells.raw(row, 'clock')}".strip()
        at = moments.instant(told, "at", self.setting.zone, self.plan.date_order)
        properties = {
            name: clean(cell)[:LONGEST_PROPERTY]
            for field, name in self.properties.items()
            if (cell := self.cells.raw(row, field))
        }
        if own := self.cells.raw(row, "message_id"):
            return Happening(kind, at, digest128("message", own), properties)
        who = (part for claim in claims for part in claim.parts)
        what = (part for pair in sorted(properties.items()) for part in pair)
        mark = digest128(*who, kind, at.isoformat(), *what)
        return Happening(kind, at, digest128(mark, str(self.shelf.times(mark))), properties)
