"""What a stream of rows gives: units, each settled as a whole, with the rows that stay outside."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import msgspec

from guisu.ground.kernel.text import clean, search_key
from guisu.know.commerce.domain import OrderTold
from guisu.know.customers.domain import Claim
from guisu.know.customers.domain.arrivals import NO_TRAITS
from guisu.know.customers.domain.identities import spoilt
from guisu.take_in.imports.domain import values
from guisu.take_in.imports.domain.guards import bare
from guisu.take_in.imports.domain.plan import PERSON, Plan
from guisu.take_in.imports.domain.problems import Problem, Reason, Unfit, Warned
from guisu.take_in.imports.reading.cells import UNREADABLE

LONGEST_IDENTITY = 200
SUMS = re.compile(
    r"(?:合计|总计|小计|汇总|合計|總計|(?:grand )?total|sum)\s*[::]?$|[-=#*]{4,}", re.IGNORECASE
)
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Setting:
    """What reading needs to know of the installation. `stores` by code and by name.

    `width`: how many cells a whole row has; 0 where rows may be of any length.
    """

    zone: ZoneInfo
    currency: str
    stores: Mapping[str, int]
    width: int = 0


class Person(msgspec.Struct, frozen=True):
    """Who a unit is about, before resolution."""

    claims: tuple[Claim, ...]
    at: datetime
    traits: Mapping[str, Any] = NO_TRAITS
    store_id: int | None = None
    tags: tuple[str, ...] = ()
    # Yes or no to marketing by channel, and when it was said.
    consents: Mapping[str, bool] = NO_TRAITS
    said_at: datetime | None = None


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

    def place(self, name: str) -> int | None:
        """Which cell of a row tells it; None where no column does."""
        return self._at.get(name)

    def raw(self, row: list[str], name: str) -> str:
        at = self._at.get(name)
        cell = bare(row[at]) if at is not None and at < len(row) else ""
        return cell or self._constants.get(name, "")

    def needed(self, row: list[str], name: str) -> str:
        """The cell; raises `Unfit` when nothing is there."""
        cell = self.raw(row, name)
        if not cell:
            raise Unfit(name, Reason.MISSING)
        return cell

    def claims(self, row: list[str], *more: str, warned: list[Warned]) -> tuple[Claim, ...]:
        """Everything the row says about who it is.

        What lost its digits or hides them names nobody: `warned` says so.
        """
        found: list[Claim] = []
        for name in (*self._people, *(name for name in more if name in self._at)):
            cell = self.raw(row, name)
            if why := spoilt(cell):
                warned.append(Warned(why))
                continue
            for each in values.phones(cell) if name == "phone" else (cell,):
                if told := values.identifier(each):
                    if len(told) > LONGEST_IDENTITY:
                        raise Unfit(name, Reason.TOO_LONG, told[:80])
                    found.append(Claim(PERSON.get(name, name), told))
        return tuple(found)

    def somebody(self, row: list[str], *more: str, warned: list[Warned]) -> tuple[Claim, ...]:
        """As `claims`, of a row that must name somebody: raises `Unfit` with why it does not."""
        found = self.claims(row, *more, warned=warned)
        if not found:
            reason = Reason(warned[-1].value) if warned else Reason.NOBODY
            warned.clear()
            raise Unfit("customer", reason)  # noqa: EM101 - a field's name
        return found

    def optional(self, read: Callable[[], T], warned: list[Warned]) -> T | None:
        """What `read` gives; nothing, with a note, where the cell is unfit: it costs no record."""
        try:
            return read()
        except Unfit:
            warned.append(Warned.LEFT_OUT)
            return None

    def store(self, row: list[str]) -> int | None:
        """The store's id by code or name; None when none is told. Raises `Unfit`."""
        cell = clean(self.raw(row, "store"))
        if not cell:
            return None
        found = self.setting.stores.get(search_key(cell))
        if found is None:
            raise Unfit("store", Reason.UNKNOWN_STORE, cell[:80])  # noqa: EM101 - a field's name
        return found


def require_row(row: list[str], width: int) -> None:
    """Raise `Unfit` for what is no whole row of the table.

    A row that is longer or shorter than the header is never read shifted; lines of sums and
    remarks behind a table are left aside.
    """
    if UNREADABLE in "".join(row):
        raise Unfit("", Reason.UNREADABLE)  # noqa: EM101 - a field's name
    filled = [cell for cell in row if cell.strip()]
    is_short = len(row) < width
    if (is_short and len(filled) == 1) or SUMS.match(filled[0].strip()):
        raise Unfit("", Reason.ASIDE, filled[0][:80])  # noqa: EM101 - a field's name
    beyond = [cell for cell in row[width:] if cell.strip()] if width else []
    if is_short or beyond:
        at = beyond[0] if beyond else row[-1]
        raise Unfit("", Reason.SHIFTED, f"{len(row)} / {width}: {at}"[:80])  # noqa: EM101
