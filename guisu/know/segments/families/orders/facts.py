"""What is known of one person's orders."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from guisu.know.segments.definition.windows import local_day
from guisu.know.segments.domain.sales import OrderRules
from guisu.know.segments.domain.sales import Sale as DaySale


@dataclass(frozen=True, slots=True)
class Line:
    """One product in an order; `tier` and `category` are the product's own."""

    amount_minor: int
    product_id: int | None = None
    tier: str = ""
    category: str = ""


@dataclass(frozen=True, slots=True)
class Sale(OrderRules):
    """An order; `at` in milliseconds, amounts in minor units of `currency`."""

    at: datetime
    status: str
    currency: str
    total_minor: int
    refunded_minor: int = 0
    store_id: int | None = None
    channel: str = ""
    lines: tuple[Line, ...] = ()

    def on_its_day(self, zone: ZoneInfo) -> DaySale:
        """As the rules of scores and stages take it."""
        day = local_day(self.at, zone)
        return DaySale(day, self.status, self.currency, self.total_minor, self.refunded_minor)


@dataclass(frozen=True, slots=True)
class Sales:
    """A person's orders, in any order."""

    all: tuple[Sale, ...] = ()
