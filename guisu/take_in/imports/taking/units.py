"""What a stream of rows gives: units, each settled as a whole, with the rows that stay outside."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from guisu.ground.kernel.text import clean, search_key
from guisu.know.commerce.domain import OrderTold
from guisu.know.customers.domain import Claim
from guisu.know.customers.domain.arrivals import NO_TRAITS
from guisu.take_in.imports.domain import values
from guisu.take_in.imports.domain.plan import PERSON, Plan
from guisu.take_in.imports.domain.problems import Problem, Reason, Unfit, Warned
from guisu.take_in.imports.reading.cells import UNREADABLE

LONGEST_IDENTITY = 200


@dataclass(frozen=True, slots=True)
class Setting:
    """What reading needs to know of the installation. `stores` by code and by name."""

    zone: ZoneInfo
    currency: str
    stores: Mapping[str, int]


class Person(msgspec.Struct, frozen=True):
    """Who a unit is about, before resolution."""

    claims: tuple[Claim, ...]
    at: datetime
    traits: Mapping[str, Any] = NO_TRAITS
    store_id: int | None = None


class Happening(msgspec.Struct, frozen=True):
    """One row of an event file; `key` recognises it in every file."""

    kind: str
    at: datetime
    key: str
    properties: Mapping[str, Any]


class Unit(msgspec.Struct, eq=False):
    """One order, person or event of the file, from `rows` rows; `problems` are those refused."""

    rows: int
    first_row: int = 0
    cells: tuple[str, ...] = ()
    person: Person | None = None
    order: OrderTold | None = None
    refunded_minor: int = 0
    event: Happening | None = None
    problems: list[Problem] = []
    warned: list[Warned] = []

    def refuse(self, reason: Reason, field_name: str, detail: str) -> None:
        """Turn the unit down after all: every row that is not set aside already."""
        already = len(self.problems)
        problem = Problem(self.first_row, field_name, reason, detail[:200], self.cells)
        self.problems += [problem] * (self.rows - already)
        self.order = self.person = self.event = None


class Cells:
    """Reads mapped cells of one row by field name; a constant stands in for an empty cell."""

    __slots__ = ("_at", "_constants", "_people", "setting")

    def __init__(self, plan: Plan, titles: list[str], setting: Setting) -> None:
        self._at = {name: titles.index(title) for name, title in plan.columns.items()}
        self._constants = dict(plan.constants)
        self._people = tuple(name for name in PERSON if name in self._at)
        self.setting = setting

    def has(self, name: str) -> bool:
        return name in self._at

    def tells(self, name: str) -> bool:
        """Whether any row can say something: a column or a constant stands for it."""
        return name in self._at or name in self._constants

    def names(self) -> list[str]:
        return list(self._at)

    def raw(self, row: list[str], name: str) -> str:
        at = self._at.get(name)
        cell = row[at].strip() if at is not None and at < len(row) else ""
        return cell or self._constants.get(name, "")

    def needed(self, row: list[str], name: str) -> str:
        """The cell; raises `Unfit` when nothing is there."""
        cell = self.raw(row, name)
        if not cell:
            raise Unfit(name, Reason.MISSING)
        return cell

    def claims(self, row: list[str], *more: str) -> tuple[Claim, ...]:
        """Everything the row says about who it is."""
        found = []
        for name in (*self._people, *(name for name in more if name in self._at)):
            if cell := values.identifier(self.raw(row, name)):
                if len(cell) > LONGEST_IDENTITY:
                    raise Unfit(name, Reason.TOO_LONG, cell[:80])
                found.append(Claim(PERSON.get(name, name), cell))
        return tuple(found)

    def store(self, row: list[str]) -> int | None:
        """The store's id by code or name; None when none is told. Raises `Unfit`."""
        cell = clean(self.raw(row, "store"))
        if not cell:
            return None
        found = self.setting.stores.get(search_key(cell))
        if found is None:
            raise Unfit("store", Reason.UNKNOWN_STORE, cell[:80])  # noqa: EM101 - a field's name
        return found


def require_readable(row: list[str]) -> None:
    """Raise `Unfit` for a row with bytes that are no text in the file's encoding."""
    if UNREADABLE in "".join(row):
        raise Unfit("", Reason.UNREADABLE)  # noqa: EM101 - a field's name
