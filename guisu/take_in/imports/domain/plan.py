"""How to read a file and what its columns mean: all that an operator decides before a run."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from enum import StrEnum
from typing import Any


class Kind(StrEnum):
    """What one row of a file tells of."""

    ORDERS = "orders"
    CUSTOMERS = "customers"
    EVENTS = "events"


class Format(StrEnum):
    DELIMITED = "delimited"
    ALIGNED = "aligned"
    XLSX = "xlsx"
    PARQUET = "parquet"


# What a person may be known by, in any kind of file; values are channels of identities.
PERSON = {
    "customer": "user_id",
    "phone": "phone",
    "email": "email",
    "union_id": "union_id",
    "external_userid": "external_userid",
}
TRAITS = ("name", "gender", "birthday", "region")
# Columns of yes and no to marketing, by the channel that they are about.
CONSENTS = {"consent_sms": "sms", "consent_email": "email", "consent_phone": "phone"}
FIELDS: dict[Kind, tuple[str, ...]] = {
    Kind.ORDERS: (
        *("number", "placed_at", "clock", *PERSON, "name", "status", "amount", "total", "quantity"),
        *("unit_price", "sku", "product", "store", "currency", "refunded", "region"),
    ),
    Kind.CUSTOMERS: (*PERSON, *TRAITS, "seen_at", "store", "tags", *CONSENTS, "consent_at"),
    Kind.EVENTS: ("event", "at", "clock", *PERSON, "anonymous_id", "message_id"),
}
# Columns that have no field of their own may be kept under a name the operator gives.
FREE = {Kind.ORDERS: "", Kind.CUSTOMERS: "trait:", Kind.EVENTS: "property:"}
# A column of an event file that is kept as numbers: "at least 18" finds nothing among texts.
NUMBER = "number:"
CONSTANTS: dict[Kind, tuple[str, ...]] = {
    Kind.ORDERS: ("channel", "currency", "store", "status"),
    Kind.CUSTOMERS: ("store",),
    Kind.EVENTS: ("event",),
}


class Duplicates(StrEnum):
    """What becomes of identical rows within one order."""

    ONCE = "once"
    ALL = "all"


class DateOrder(StrEnum):
    """How 3/4/2024 is meant. Open: nobody said, and no day of the file decides it."""

    DAY_FIRST = "dmy"
    MONTH_FIRST = "mdy"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Layout:
    """How the bytes of a file become rows of text cells.

    `skip` lines stand before the table (a title, say). `spans` cut an aligned file at fixed
    character positions; empty: at runs of blanks.
    """

    format: Format
    encoding: str = "utf-8"
    delimiter: str = ","
    has_header: bool = True
    skip: int = 0
    sheet: str = ""
    spans: tuple[tuple[int, int], ...] = ()

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> "Layout":
        spans = tuple((int(start), int(end)) for start, end in told.get("spans", ()))
        known = {each.name: told[each.name] for each in fields(cls) if each.name in told}
        return cls(**{**known, "format": Format(told["format"]), "spans": spans})


@dataclass(frozen=True, slots=True)
class Plan:
    """What the columns mean. `columns` maps a field to a column's title, `#2` in a bare file.

    `cancelled_prefix`: numbers that begin so (followed by a digit) are cancellations.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    duplicates: Duplicates = Duplicates.ONCE
    date_order: DateOrder = DateOrder.MONTH_FIRST
    cancelled_prefix: str = ""

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> "Plan":
        return cls(
            columns=dict(told.get("columns", {})),
            constants=dict(told.get("constants", {})),
            duplicates=Duplicates(told.get("duplicates", Duplicates.ONCE)),
            date_order=DateOrder(told.get("date_order", DateOrder.MONTH_FIRST)),
            cancelled_prefix=str(told.get("cancelled_prefix", "")),
        )


def missing_fields(kind: Kind, plan: Plan) -> list[str]:
    """The fields without which a file of `kind` cannot run, `a|b` where one of them will do."""
    told = set(plan.columns) | {name for name, value in plan.constants.items() if value}
    needs: dict[Kind, tuple[tuple[str, ...], ...]] = {
        Kind.ORDERS: (("placed_at",), ("amount", "total", "unit_price"), ("channel",)),
        Kind.CUSTOMERS: (tuple(PERSON),),
        Kind.EVENTS: (("event",), ("at",), (*PERSON, "anonymous_id")),
    }
    return ["|".join(choice) for choice in needs[kind] if told.isdisjoint(choice)]


def unknown_fields(kind: Kind, plan: Plan) -> list[str]:
    """Mapped names that mean nothing in a file of `kind`."""
    free = {FREE[kind], *([NUMBER] if kind is Kind.EVENTS else [])} - {""}
    return [
        name
        for name in plan.columns
        if name not in FIELDS[kind]
        and not any(name.startswith(prefix) and name != prefix for prefix in free)
    ]
