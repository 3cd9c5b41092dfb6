"""What goes in and out, as OpenAPI describes it. Amounts are whole minor units."""

from datetime import UTC, datetime
from typing import Annotated, Literal

from ninja import Field, Schema
from ninja.params.functions import Query
from pydantic import AfterValidator

from guisu.doors.api.rest.strict import Told
from guisu.know.commerce.domain import MOST_MINOR, MOST_UNITS

MOST_ORDERS = 500
MOST_LINES = 500
MOST_PRODUCTS = 500
Status = Literal["placed", "paid", "shipped", "completed", "cancelled", "refunded", "returned"]
Tier = Literal["", "lead_in", "fission", "event", "core", "extension"]


After = Annotated[
    str, Query(max_length=400, description="What the page before told as `next`; empty: the first.")
]
BEYOND_CALENDARS = "a moment lies between the years 1900 and 2999"
YEARS = range(1900, 3000)


def _of_our_times(moment: datetime) -> datetime:
    """Elsewhere it may be no moment in UTC, or none in the organisation's zone."""
    if moment.year not in YEARS:
        raise ValueError(BEYOND_CALENDARS)
    return moment


Moment = Annotated[datetime, AfterValidator(_of_our_times)]
Size = Annotated[int, Query(ge=1, le=200, description="At most so many.")]


class Problem(Schema):
    """Every answer that is not a success."""

    code: str
    message: str


class FieldProblem(Schema):
    """One wrong value: which order of the batch (from 0), which field."""

    row: int
    field: str
    message: str


class InvalidBatch(Problem):
    problems: list[FieldProblem]


class LineIn(Told):
    sku: str = Field("", max_length=80, description="Empty: a line without a product.")
    name: str = Field("", max_length=200)
    quantity: int = Field(ge=-MOST_UNITS, le=MOST_UNITS, description="Below zero in returns only.")
    unit_minor: int = Field(ge=-MOST_MINOR, le=MOST_MINOR)
    amount_minor: int = Field(ge=-MOST_MINOR, le=MOST_MINOR)


class RefundIn(Told):
    reference: str = Field(
        min_length=1, max_length=120, description="Your number of it; recognises a repetition."
    )
    amount_minor: int = Field(gt=0, le=MOST_MINOR)
    at: Moment
    reason: str = Field("", max_length=200)


class OrderIn(Told):
    """The whole of what is known of an order now; telling it again changes only what differs."""

    channel: str = Field(
        min_length=1, max_length=40, description="Where it was sold: `shop`, `tmall`, `store`."
    )
    number: str = Field(
        min_length=1, max_length=80, description="Names the order together with its channel."
    )
    customer_id: int | None = Field(
        None, description="From `POST /customers`; null: a customer whom nobody knows."
    )
    store: str | None = Field(None, max_length=40, description="The store's code.")
    status: Status
    status_at: Moment = Field(description="When it came to its status.")
    placed_at: Moment
    currency: str = Field(pattern="^[A-Z]{3}$")
    total_minor: int = Field(ge=-MOST_MINOR, le=MOST_MINOR, description="Before refunds.")
    lines: list[LineIn] | None = Field(
        None, max_length=MOST_LINES, description="Left out: those told before stay."
    )
    refunds: list[RefundIn] = Field([], max_length=MOST_LINES)


class OrderBatch(Told):
    orders: list[OrderIn] = Field(min_length=1, max_length=MOST_ORDERS)


class Recorded(Schema):
    created: int
    changed: int
    unchanged: int


class LineOut(Schema):
    sku: str
    name: str
    quantity: int
    unit_minor: int
    amount_minor: int


class RefundOut(Schema):
    reference: str
    amount_minor: int
    at: datetime
    reason: str


class OrderOut(Schema):
    id: int
    channel: str
    number: str
    customer_id: int | None
    store: str | None
    status: str
    placed_at: datetime
    currency: str
    total_minor: int
    refunded_minor: int
    quantity: int


class OrderWhole(OrderOut):
    lines: list[LineOut]
    refunds: list[RefundOut]


class Orders(Schema):
    orders: list[OrderOut]
    next: str = Field(description="Pass as `after` for the next page; empty: there is none.")


class ProductOut(Schema):
    id: int
    sku: str
    name: str
    tier: str
    category: str
    price_minor: int | None
    currency: str
    is_listed: bool


class ProductIn(Told):
    """What is told of a product; what is left out stays as it is."""

    sku: str = Field(min_length=1, max_length=80)
    name: str = Field(
        default_factory=str, min_length=1, max_length=200, description="New ones go by their SKU."
    )
    tier: Tier = ""
    category: str = Field("", max_length=80)
    price_minor: int | None = Field(None, ge=0, le=MOST_MINOR)
    currency: str = Field(
        default_factory=str,
        pattern="^[A-Z]{3}$",
        description="Of the price; the organisation's if left out.",
    )
    is_listed: bool = True


class ProductBatch(Told):
    products: list[ProductIn] = Field(min_length=1, max_length=MOST_PRODUCTS)


class Products(Schema):
    products: list[ProductOut]
    next: str = Field(description="Pass as `after` for the next page; empty: there is none.")


class StoreOut(Schema):
    id: int
    code: str
    name: str
    region: str
    is_open: bool


class Stores(Schema):
    stores: list[StoreOut]


def aware(moment: datetime) -> datetime:
    """In UTC; without an offset it is UTC already."""
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
