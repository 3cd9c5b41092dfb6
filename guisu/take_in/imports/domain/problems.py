"""Why a row is refused or left out, what is only worth a warning, and the room's refusals."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from guisu.ground.kernel.refusals import Refusal
from guisu.ground.kernel.words import gettext_noop


class Reason(StrEnum):
    """Why a row does not go in. Labels for people stand in `wording.py`."""

    MISSING = "missing"
    NOT_A_DATE = "not_a_date"
    DATE_ORDER = "date_order"
    NOT_AN_AMOUNT = "not_an_amount"
    NOT_A_NUMBER = "not_a_number"
    UNKNOWN_STATUS = "unknown_status"
    UNKNOWN_STORE = "unknown_store"
    UNKNOWN_CURRENCY = "unknown_currency"
    NOT_A_WORD = "not_a_word"
    TOO_LONG = "too_long"
    UNREADABLE = "unreadable"
    NOBODY = "nobody"
    BAD_DEBT = "bad_debt"
    NEGATIVE_PRICE = "negative_price"
    STOCK_ADJUSTMENT = "stock_adjustment"
    ORDER_INCOMPLETE = "order_incomplete"
    CONFLICT = "conflict"
    LOST_DIGITS = "lost_digits"
    MASKED = "masked"
    SHIFTED = "shifted"
    DUPLICATE = "duplicate"
    ASIDE = "aside"


class Warned(StrEnum):
    """What went in and deserves a look; counted by order or row."""

    NO_CUSTOMER = "no_customer"
    RETURN = "return"
    CANCELLED = "cancelled"
    REFUND = "refund"
    FREE_LINE = "free_line"
    TOTAL_DIFFERS = "total_differs"
    SEVERAL_DATES = "several_dates"
    SPLIT_ORDER = "split_order"
    IN_FUTURE = "in_future"
    LOST_DIGITS = "lost_digits"
    MASKED = "masked"
    LEFT_OUT = "left_out"
    WEIGHED = "weighed"
    NO_NUMBER = "no_number"
    NO_NUMBERS = "no_numbers"


@dataclass(frozen=True, slots=True)
class Problem:
    """One row that does not go in: `row` counts from 1 at the file's first line or sheet row."""

    row: int
    field: str
    reason: Reason
    detail: str
    cells: tuple[str, ...]

    @property
    def is_refusal(self) -> bool:
        """False for what is no row of its own: it is left out, not refused."""
        return self.reason not in {Reason.DUPLICATE, Reason.ASIDE}


class Unfit(ValueError):
    """A cell that cannot be what its field needs; becomes a `Problem` with the row's number."""

    def __init__(self, field_name: str, reason: Reason, detail: str = "") -> None:
        super().__init__(f"{field_name}: {reason}")
        self.field, self.reason, self.detail = field_name, reason, detail


@dataclass(slots=True)
class Tally:
    """Counts by reason; additions keep what earlier batches counted."""

    refused: Counter[str] = field(default_factory=Counter)
    left_out: Counter[str] = field(default_factory=Counter)
    warned: Counter[str] = field(default_factory=Counter)

    @classmethod
    def from_json(cls, told: Mapping[str, Mapping[str, int]]) -> "Tally":
        return cls(*(Counter(told.get(name, {})) for name in ("refused", "left_out", "warned")))

    def to_json(self) -> dict[str, dict[str, int]]:
        return {
            "refused": dict(self.refused),
            "left_out": dict(self.left_out),
            "warned": dict(self.warned),
        }

    def note(self, problem: Problem) -> None:
        (self.refused if problem.is_refusal else self.left_out)[problem.reason.value] += 1


class Unreadable(Refusal):
    code = "imports.unreadable"
    template = gettext_noop("The file cannot be read: %(why)s")
    words = frozenset({"why"})
    http_status = 422


class QuoteNeverClosed(Unreadable):
    code = "imports.quote_never_closed"
    template = gettext_noop(
        "In line %(line)s a quotation mark is opened and never closed: all that follows would be "
        "one cell. Close it in the file, or take it away."
    )


class SheetSpreads(Unreadable):
    code = "imports.sheet_spreads"
    template = gettext_noop(
        "Its cells reach over %(rows)s rows and %(columns)s columns. Delete what stands far "
        "outside of the table, or save the table as CSV."
    )


class TooManyColumns(Unreadable):
    code = "imports.too_many_columns"
    template = gettext_noop(
        "Row %(row)s has %(columns)s columns; %(most)s can be read. Keep those that you need."
    )


class UnpacksTooMuch(Unreadable):
    code = "imports.unpacks_too_much"
    template = gettext_noop(
        "It unpacks to %(unpacked)s MB, %(times)s times its size: no table does. Save it as CSV."
    )


class TakesTooMuch(Unreadable):
    code = "imports.takes_too_much"
    template = gettext_noop(
        "Reading it takes more memory or time than any table needs. Save the table as CSV."
    )


class TooLarge(Refusal):
    code = "imports.too_large"
    template = gettext_noop("The file is larger than %(limit)s MB.")
    http_status = 413


class NotReady(Refusal):
    code = "imports.not_ready"
    template = gettext_noop("Choose a column or a constant for: %(fields)s")
    http_status = 422


class UnknownColumn(Refusal):
    code = "imports.unknown_column"
    template = gettext_noop("The file has no column %(column)s.")
    http_status = 422


class UnknownField(Refusal):
    code = "imports.unknown_field"
    template = gettext_noop("A file of this kind has no field %(field)s.")
    http_status = 422


class WrongState(Refusal):
    code = "imports.wrong_state"
    template = gettext_noop("This import is %(state)s, so this cannot be done now.")


class MappingNameTaken(Refusal):
    code = "imports.mapping_name_taken"
    template = gettext_noop("A mapping called %(name)s exists for another kind of file.")


class GaveUp(Refusal):
    """A run that broke off again and again; its last error is kept beside it."""

    code = "imports.gave_up"
    template = gettext_noop(
        "The run broke off again and again and was given up. What went in stays; once the cause "
        "is gone it can go on where it was."
    )


class NoMemory(Refusal):
    code = "imports.no_memory"
    template = gettext_noop(
        "There was too little memory on this machine. What went in stays; once there is more it "
        "can go on where it was."
    )


class FileGone(Refusal):
    code = "imports.file_gone"
    template = gettext_noop("The uploaded file has been deleted; upload it again.")
    http_status = 410
