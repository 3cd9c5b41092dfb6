"""Rows of an order file as orders: grouped by number, lines added up, what is no sale turned down.

An order with one unreadable row is refused whole: its total would be wrong. Rows that are no
sale (stock adjustments, bad debt, repeated lines) are left out by themselves.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from itertools import chain
from typing import NamedTuple

from guisu.ground.kernel.digests import digest128
from guisu.ground.kernel.money import currency_code, exponent
from guisu.ground.kernel.text import clean
from guisu.know.commerce.domain import LineTold, OrderRefused, OrderTold, check
from guisu.know.commerce.rescaling import former
from guisu.know.customers.domain import Claim
from guisu.know.customers.domain.identities import spoilt
from guisu.take_in.imports.domain import moments, values
from guisu.take_in.imports.domain.guards import bare
from guisu.take_in.imports.domain.plan import FIELDS, PERSON, Duplicates, Kind, Plan
from guisu.take_in.imports.domain.problems import Problem, Reason, Unfit, Warned
from guisu.take_in.imports.reading.rows import Row
from guisu.take_in.imports.taking.shelf import Shelf
from guisu.take_in.imports.taking.units import Cells, Person, Setting, Unit, require_row

BAD_DEBT = re.compile(r"bad\s*debt|坏账|壞帳", re.IGNORECASE)
CURRENCIES = 256
# Rows that are left out by themselves, and cost the order nothing.
NO_SALE = frozenset({Reason.BAD_DEBT, Reason.NEGATIVE_PRICE, Reason.STOCK_ADJUSTMENT, Reason.ASIDE})
TRAITS = ("name", "region")
# What belongs to the whole order: many exporters write it in its first row alone.
WHOLE = ("placed_at", "clock", *PERSON, *TRAITS, "status", "total", "store", "currency", "refunded")
LONGEST_NAME, LONGEST_NUMBER, MOST_LINES = 200, 80, 10_000


class Read(NamedTuple):
    """One row, read. Amounts in whole minor units; None where the file has no such column."""

    row: int
    cells: list[str]
    claims: tuple[Claim, ...]
    placed_at: datetime
    status: str
    sku: str
    product: str
    quantity: int
    unit_minor: int
    amount_minor: int | None
    total_minor: int | None
    refunded_minor: int
    store_id: int | None
    currency: str


class OrderReader:
    """The stream of orders of a file under a plan."""

    def __init__(self, plan: Plan, titles: list[str], setting: Setting, shelf: Shelf) -> None:
        self.plan, self.setting, self.shelf = plan, setting, shelf
        self.cells = Cells(plan, titles, setting)
        self.channel = plan.constants.get("channel", "")
        self.told = frozenset(name for name in FIELDS[Kind.ORDERS] if self.cells.tells(name))
        self.traits = tuple(name for name in TRAITS if name in self.told)
        self.has_number = self.cells.has("number")
        self.has_lines = any(self.cells.has(name) for name in ("sku", "product", "quantity"))
        self.whole = [at for name in WHOLE if (at := self.cells.place(name)) is not None]
        prefix = re.escape(plan.cancelled_prefix)
        self.cancelled = re.compile(rf"^{prefix}\d", re.IGNORECASE) if prefix else None

    def runs(self, rows: Iterable[Row]) -> Iterator[str]:
        """The order numbers in file order, adjacent repetitions once: for `Shelf.note_runs`."""
        last = None
        for _, row in rows:
            name = self.cells.raw(row, "number")
            if name != last:
                last = name
                yield name

    def units(self, rows: Iterable[Row]) -> Iterator[Unit]:
        """Orders in the order in which their last rows stand in the file."""
        if not self.has_number:
            yield from (self._unit("", [row]) for row in rows)
            return
        for at, (name, run) in enumerate(self._adjacent(rows)):
            if not name:
                yield from (self._unit("", [row]) for row in run)
            elif not self.shelf.is_last_run(name, at):
                self.shelf.hold(name, run)
            else:
                earlier = list(self.shelf.take_down(name))
                unit = self._unit(name, [*earlier, *run])
                if earlier and unit.order is not None:
                    unit.warned.append(Warned.SPLIT_ORDER)
                yield unit

    def _adjacent(self, rows: Iterable[Row]) -> Iterator[tuple[str, list[Row]]]:
        name, run = "", list[Row]()
        for row in rows:
            its = self.cells.raw(row[1], "number")
            if its != name and run:
                yield name, run
                run = []
            name = its
            run.append(row)
        if run:
            yield name, run

    def _unit(self, name: str, rows: list[Row]) -> Unit:
        unit = Unit(len(rows), rows[0][0], tuple(rows[0][1]))
        reads = self._read_all(unit, name, rows)
        if not reads:
            return unit
        try:
            self._make(unit, name, reads)
        except Unfit as unfit:
            self._refuse(unit, reads, unfit.field, unfit.reason, unfit.detail)
        except OrderRefused as refused:
            told = str(refused.data.get("field", ""))
            self._refuse(unit, reads, told, Reason.CONFLICT, str(refused))
        return unit

    def _read_all(self, unit: Unit, name: str, rows: list[Row]) -> list[Read]:
        reads: list[Read] = []
        seen: set[tuple[str, ...]] = set()
        is_broken = False
        once = len(rows) > 1 and self.plan.duplicates is Duplicates.ONCE
        said = self._said(rows)
        for number, row in rows:
            cells = tuple(row)
            if once:
                if cells in seen:
                    unit.problems.append(Problem(number, "", Reason.DUPLICATE, "", cells))
                    continue
                seen.add(cells)
            try:
                require_row(row, self.setting.width)
                reads.append(self._read(number, _filled(row, said), name, unit.warned))
            except Unfit as unfit:
                is_broken |= unfit.reason not in NO_SALE
                unit.problems.append(
                    Problem(number, unfit.field, unfit.reason, unfit.detail, cells)
                )
        if is_broken:
            self._refuse(unit, reads, "", Reason.ORDER_INCOMPLETE, name)
            return []
        return reads

    def _said(self, rows: list[Row]) -> dict[int, str]:
        """What the first row that says it says of the whole order, by cell."""
        if len(rows) == 1:
            return {}
        said: dict[int, str] = {}
        for _, row in rows:
            for at in self.whole:
                if at not in said and at < len(row) and bare(row[at]):
                    said[at] = row[at]
        return said

    def _read(self, number: int, row: list[str], name: str, warned: list[Warned]) -> Read:
        cells = self.cells
        if self.has_number and not name:
            raise Unfit("number", Reason.MISSING)  # noqa: EM101 - a field's name
        if why := spoilt(name):
            raise Unfit("number", Reason(why), name[:80])  # noqa: EM101 - a field's name
        currency = self._currency(row)
        places = exponent(currency)
        measured = values.count(self._raw(row, "quantity") or "1", "quantity")
        quantity = values.pieces(measured)
        if quantity != measured:
            warned.append(Warned.WEIGHED)
        unit = self._amount(row, "unit_price")
        told = self._amount(row, "amount")
        total = self._amount(row, "total")
        amount = told if told is not None else (unit * measured if unit is not None else None)
        self._require_sale(row, name, quantity, unit if unit is not None else told)
        status = self._raw(row, "status")
        amount_minor = None if amount is None else values.minor(amount, places)
        if unit is not None:
            unit_minor = values.minor(unit, places)
        else:
            unit_minor = round((amount_minor or 0) / quantity) if quantity else 0
        refunded = self._amount(row, "refunded") or values.given_back(status)
        return Read(
            number,
            row,
            cells.claims(row, warned=warned),
            self._placed_at(row),
            values.status(status) if status else "",
            values.identifier(self._raw(row, "sku")),
            clean(self._raw(row, "product"))[:LONGEST_NAME],
            quantity,
            unit_minor,
            amount_minor,
            None if total is None else values.minor(total, places),
            0 if refunded is None else values.minor(refunded, places),
            cells.store(row) if "store" in self.told else None,
            currency,
        )

    def _placed_at(self, row: list[str]) -> datetime:
        """Tills write the day and the time of day in columns of their own."""
        told = f"{self.cells.needed(row, 'placed_at')} {self._raw(row, 'clock')}".strip()
        return moments.instant(told, "placed_at", self.setting.zone, self.plan.date_order)

    def _raw(self, row: list[str], name: str) -> str:
        return self.cells.raw(row, name) if name in self.told else ""

    def _amount(self, row: list[str], name: str) -> Decimal | None:
        cell = self._raw(row, name)
        return values.amount(cell, name) if cell else None

    def _currency(self, row: list[str]) -> str:
        return _currency(self._raw(row, "currency"), self.setting.currency)

    def _require_sale(
        self, row: list[str], name: str, quantity: int, price: Decimal | None
    ) -> None:
        if BAD_DEBT.search(self._raw(row, "product")):
            raise Unfit("product", Reason.BAD_DEBT)  # noqa: EM101 - a field's name
        if "unit_price" in self.told and price is not None and price < 0:
            raise Unfit("unit_price", Reason.NEGATIVE_PRICE, str(price))  # noqa: EM101
        if quantity < 0 and price == 0 and not self._is_cancellation(name):
            raise Unfit("quantity", Reason.STOCK_ADJUSTMENT, str(quantity))  # noqa: EM101

    def _is_cancellation(self, name: str) -> bool:
        return self.cancelled is not None and self.cancelled.match(name) is not None

    def _make(self, unit: Unit, name: str, reads: list[Read]) -> None:
        first = reads[0]
        if len(reads) > MOST_LINES:
            raise Unfit("number", Reason.TOO_LONG, f"{len(reads)} lines")  # noqa: EM101
        if len(reads) > 1:
            _require_agreement(reads, name)
        lines_minor = sum([self._line_amount(read) for read in reads])
        total = lines_minor if first.total_minor is None else first.total_minor
        placed_at = min([read.placed_at for read in reads])
        status = self._status(unit, name, reads, total)
        order = OrderTold(
            self.channel,
            self._number(name, first),
            None,
            first.store_id,
            status,
            placed_at,
            placed_at,
            first.currency,
            total,
            self._lines(reads, is_return=status == "returned"),
        )
        check(order)
        unit.order = order
        unit.refunded_minor = self._refunded(reads, status)
        self._warn(unit, reads, total=total, lines_minor=lines_minor)
        if first.claims:
            unit.person = Person(first.claims, placed_at, self._traits(first), first.store_id)

    @staticmethod
    def _line_amount(read: Read) -> int:
        amount = read.amount_minor
        if amount is None:
            if read.total_minor is None:
                raise Unfit("amount", Reason.MISSING)  # noqa: EM101 - a field's name
            return 0
        # Some tills write a return as a negative count beside a positive amount.
        return -amount if read.quantity < 0 < amount else amount

    def _lines(self, reads: list[Read], *, is_return: bool) -> tuple[LineTold, ...] | None:
        if not self.has_lines:
            return None
        # A till writes a return with positive counts, and what was exchanged with both.
        turned = is_return and all(read.quantity >= 0 for read in reads)
        return tuple(
            [
                LineTold(
                    read.sku,
                    read.product,
                    -read.quantity if turned else read.quantity,
                    read.unit_minor,
                    self._line_amount(read) if read.amount_minor is not None else 0,
                )
                for read in reads
            ]
        )

    def _status(self, unit: Unit, name: str, reads: list[Read], total: int) -> str:
        """Cancelled numbers and negative sums are returns; else as told, else completed."""
        if self._is_cancellation(name) or total < 0:
            if total <= 0:
                unit.warned.append(Warned.RETURN)
                return "returned"
            unit.warned.append(Warned.CANCELLED)
            return "cancelled"
        told = {read.status for read in reads if read.status}
        if len(told) > 1:
            raise Unfit("status", Reason.CONFLICT, name)  # noqa: EM101 - a field's name
        status = told.pop() if told else "completed"
        if status == "returned":  # a sale told with its price, given back since
            status = "refunded"
        if status == "cancelled":
            unit.warned.append(Warned.CANCELLED)
        if status == "refunded":
            unit.warned.append(Warned.REFUND)
        return status

    @staticmethod
    def _refunded(reads: list[Read], status: str) -> int:
        if status in {"returned", "refunded", "cancelled"}:
            return 0
        return max([read.refunded_minor for read in reads])

    def _number(self, name: str, read: Read) -> str:
        """The shop's own number, or one made from the row and how often it came in this file."""
        if name:
            number = values.identifier(name)
            if len(number) > LONGEST_NUMBER:
                raise Unfit("number", Reason.TOO_LONG, number[:80])  # noqa: EM101
            return number
        amount = read.total_minor if read.amount_minor is None else read.amount_minor
        # In hundredths, as numbers were made before currencies had decimals of their own: the
        # same row has the same number for ever.
        hundredths = None if amount is None else former(amount, read.currency)
        mark = digest128(
            *chain.from_iterable(claim.parts for claim in read.claims),
            read.placed_at.isoformat(),
            read.sku,
            read.product,
            f"{read.quantity}*{hundredths} {read.currency} {read.store_id or ''}",
        )
        return f"row-{digest128(mark, str(self.shelf.times(mark)))[:24]}"

    def _traits(self, read: Read) -> dict[str, str]:
        found = {name: clean(self._raw(read.cells, name)) for name in self.traits}
        return {name: told[:LONGEST_NAME] for name, told in found.items() if told}

    def _warn(self, unit: Unit, reads: list[Read], *, total: int, lines_minor: int) -> None:
        if not self.has_number:
            unit.warned.append(Warned.NO_NUMBER)
        if not reads[0].claims:
            unit.warned.append(Warned.NO_CUSTOMER)
        if len({read.placed_at for read in reads}) > 1:
            unit.warned.append(Warned.SEVERAL_DATES)
        if total != lines_minor and any(read.amount_minor is not None for read in reads):
            unit.warned.append(Warned.TOTAL_DIFFERS)
        if unit.refunded_minor:
            unit.warned.append(Warned.REFUND)
        free = sum([read.amount_minor == 0 and read.quantity > 0 for read in reads])
        unit.warned += [Warned.FREE_LINE] * free

    @staticmethod
    def _refuse(unit: Unit, reads: list[Read], name: str, reason: Reason, detail: str) -> None:
        unit.problems += [
            Problem(read.row, name, reason, detail[:200], tuple(read.cells)) for read in reads
        ]
        unit.order = unit.person = None
        unit.warned.clear()


def _filled(row: list[str], said: Mapping[int, str]) -> list[str]:
    """`row` with what was said of the whole order where it says nothing."""
    if not said or all(at < len(row) and bare(row[at]) for at in said):
        return row
    filled = row + [""] * (max(said) + 1 - len(row))
    for at, cell in said.items():
        filled[at] = filled[at] if bare(filled[at]) else cell
    return filled


@lru_cache(CURRENCIES)
def _currency(cell: str, usual: str) -> str:
    """The ISO 4217 code that a cell names; an empty one means the `usual`. Raises `Unfit`."""
    told = clean(cell) or usual
    code = currency_code(told)
    if not code:
        raise Unfit("currency", Reason.UNKNOWN_CURRENCY, told[:80])  # noqa: EM101 - a field's name
    return code


def _require_agreement(reads: list[Read], name: str) -> None:
    """Raise `Unfit` where the rows of one order differ in what belongs to the whole order."""
    for what in ("claims", "store_id", "currency", "total_minor"):
        if len({getattr(read, what) for read in reads}) > 1:
            raise Unfit(what, Reason.CONFLICT, name)
