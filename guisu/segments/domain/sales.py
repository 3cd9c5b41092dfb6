"""What one person's orders say, by the same rules as everywhere: which count, what they earned."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

CANCELLED = "cancelled"
NOT_ORDERS = frozenset({CANCELLED, "returned"})


@dataclass(frozen=True, slots=True)
class Sale:
    """One order of a person, or goods back; `placed_on` in the installation's zone."""

    placed_on: date
    status: str
    currency: str
    total_minor: int
    refunded_minor: int = 0

    @property
    def counts(self) -> bool:
        """Whether it is an order: neither cancelled nor goods back."""
        return self.status not in NOT_ORDERS

    def earned(self, currency: str) -> int:
        """Minor units of `currency`, less what was refunded; goods back are below zero."""
        if self.status == CANCELLED or self.currency != currency:
            return 0
        return self.total_minor - self.refunded_minor


def lately(sales: Iterable[Sale], days: int | None, today: date) -> list[Sale]:
    """Those of the last `days` calendar days, `today` the last of them; None: all so far."""
    since = date.min if days is None else today - timedelta(days=days - 1)
    return [sale for sale in sales if since <= sale.placed_on <= today]
