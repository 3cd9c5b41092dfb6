"""All that is known of one person, and the moment at which something is asked."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from zoneinfo import ZoneInfo

from guisu.know.segments.definition.conditions import Happening
from guisu.know.segments.definition.windows import Clock, local_day
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
    """An order; `at` in whole seconds, amounts in minor units of `currency`."""

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
class Deed:
    """An event; `at` in whole seconds."""

    at: datetime
    kind: str
    properties: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Person:
    """One person: face, relations, orders and events, in any order.

    `cell` are the RFM scores (recency, frequency, monetary), `stage` that of the life cycle, both
    at the moment that is asked about.
    """

    customer_id: int
    first_seen_at: datetime
    last_seen_at: datetime
    gender: str = ""
    region: str = ""
    source: str = ""
    birthday_on: date | None = None
    channels: frozenset[str] = frozenset()
    stores: frozenset[int] = frozenset()
    tags: frozenset[int] = frozenset()
    agreed: frozenset[tuple[str, str]] = frozenset()
    sales: tuple[Sale, ...] = ()
    deeds: tuple[Deed, ...] = ()
    cell: tuple[int, int, int] | None = None
    stage: str = ""

    @cached_property
    def deeds_by_kind(self) -> dict[str, list[Deed]]:
        found: dict[str, list[Deed]] = {}
        for deed in self.deeds:
            found.setdefault(deed.kind, []).append(deed)
        return found

    @cached_property
    def times(self) -> dict[Happening, list[datetime]]:
        """When each kind of event that was asked for so far happened, earliest first."""
        return {}


@dataclass(frozen=True, slots=True)
class Moment(Clock):
    """When something is asked, and where: what comes after `at` is not known yet."""

    currency: str
