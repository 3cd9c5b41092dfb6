"""What one person's orders say, by the same rules as everywhere: which count, what they earned."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

CANCELLED = "cancelled"
NOT_ORDERS = frozenset({CANCELLED, "returned"})
# Of these, what was paid for single lines is not the shop's, or not for long.
WITHOUT_LINES = frozenset({CANCELLED, "refunded"})


class OrderRules:
    """What is asked of an order, however much of it is known."""

    __slots__ = ()

    status: str
    currency: str
    total_minor: int
    refunded_minor: int

    @property
    def counts(self) -> bool:
        """Whether it is an order: neither cancelled nor goods back."""
        return self.status not in NOT_ORDERS

    def earned(self, currency: str) -> int:
        """Minor units of `currency`, less what was refunded; goods back are below zero."""
        if self.status == CANCELLED or self.currency != currency:
            return 0
        return self.total_minor - self.refunded_minor

    def lines_earned(self, currency: str) -> bool:
        """Whether the amounts of its lines count: of orders neither cancelled nor refunded."""
        return self.status not in WITHOUT_LINES and self.currency == currency


@dataclass(frozen=True, slots=True)
class Sale(OrderRules):
    """One order of a person, or goods back; `placed_on` in the installation's zone."""

    placed_on: date
    status: str
    currency: str
    total_minor: int
    refunded_minor: int = 0


def lately(sales: Iterable[Sale], days: int | None, today: date) -> list[Sale]:
    """Those of the last `days` calendar days, `today` the last of them; None: all so far."""
    since = date.min if days is None else today - timedelta(days=days - 1)
    return [sale for sale in sales if since <= sale.placed_on <= today]
