"""An order as a shop tells of it, before it is recorded."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class LineTold:
    """One line; amounts in whole minor units. `sku` empty: a line without a product."""

    sku: str
    name: str
    quantity: int
    unit_minor: int
    amount_minor: int


@dataclass(frozen=True, slots=True)
class RefundTold:
    """Money given back; `reference` recognises a repetition."""

    reference: str
    amount_minor: int
    at: datetime
    reason: str = ""


@dataclass(frozen=True, slots=True)
class OrderTold:
    """The whole of what is known of an order now; telling it again changes only what differs.

    (`channel`, `number`) names it. `status` is a value of `Order.Status`, reached at `status_at`.
    `total_minor` is before refunds. `lines` None: not told, keep those recorded before.
    """

    channel: str
    number: str
    customer_id: int | None
    store_id: int | None
    status: str
    status_at: datetime
    placed_at: datetime
    currency: str
    total_minor: int
    lines: tuple[LineTold, ...] | None = None
    refunds: tuple[RefundTold, ...] = ()


@dataclass(frozen=True, slots=True)
class OrdersOutcome:
    """How many orders a batch made, changed, and found already as told."""

    created: int
    changed: int
    unchanged: int
