"""Orders and products as lists ask for them: conditions, totals of what is found."""

from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import Case, Count, F, Q, QuerySet, Sum, Value, When
from django.db.models.functions import Coalesce
from django.db.models.lookups import Exact

from guisu.ground.kernel.text import search_key
from guisu.ground.staff.domain import Scope
from guisu.know.commerce import selectors
from guisu.know.commerce.models import Order, Product

NEWEST = ("-placed_at", "-id")
SUMMED_UP_TO = 50_000


@dataclass(frozen=True, slots=True)
class OrdersWanted:
    """Conditions that hold together; `placed_before` is not included."""

    text: str = ""
    store_id: int | None = None
    status: str = ""
    channel: str = ""
    placed_from: datetime | None = None
    placed_before: datetime | None = None


@dataclass(frozen=True, slots=True)
class OrderTotals:
    """Sums over one currency: orders, and whole minor units before and after refunds.

    Cancelled orders are counted apart and add nothing to the sums; returns lower them.
    """

    currency: str
    orders: int
    cancelled: int
    total_minor: int
    refunded_minor: int

    @property
    def net_minor(self) -> int:
        return self.total_minor - self.refunded_minor


@dataclass(frozen=True, slots=True)
class Sales:
    """What one product sold in one currency; `orders` and `buyers` where they were asked for."""

    currency: str
    units: int
    revenue_minor: int
    orders: int = 0
    buyers: int = 0


def wanted_orders(scope: Scope, wanted: OrdersWanted) -> QuerySet[Order]:
    """The orders of `scope` for which all of `wanted` holds."""
    condition = Q()
    if wanted.text:
        # With its channels, of which there are few, the number is found by index.
        condition &= Q(channel__in=channels(), number=wanted.text)
    if wanted.store_id is not None:
        condition &= Q(store_id=wanted.store_id)
    if wanted.status:
        condition &= Q(status=wanted.status)
    if wanted.channel:
        # Not by the index of order numbers, which has all of a channel in another order.
        condition &= Q(Exact(Coalesce(F("channel"), Value("")), wanted.channel))
    if wanted.placed_from is not None:
        condition &= Q(placed_at__gte=wanted.placed_from)
    if wanted.placed_before is not None:
        condition &= Q(placed_at__lt=wanted.placed_before)
    orders = selectors.orders(scope).filter(condition)
    return orders.select_related("store", "customer__merged_into")


def of_days(wanted: OrdersWanted) -> OrdersWanted:
    """The conditions that follow the order of the list: store and days."""
    return replace(wanted, text="", status="", channel="")


def are_many(scope: Scope) -> bool:
    """Whether `scope` sees more orders than a page has the time to sum."""
    seen = selectors.orders(scope).order_by().values("pk")
    return bool(seen[SUMMED_UP_TO : SUMMED_UP_TO + 1])


def totals(orders: QuerySet[Order]) -> list[OrderTotals]:
    """Sums of `orders`, one a currency, the largest first."""
    live = ~Q(status=Order.Status.CANCELLED)
    found = (
        orders.order_by()
        .values("currency")
        .annotate(
            orders=Count("pk", filter=live & ~Q(status=Order.Status.RETURNED)),
            cancelled=Count("pk", filter=~live),
            total=Sum(Case(When(live, F("total_minor")), default=Value(0))),
            refunded=Sum(Case(When(live, F("refunded_minor")), default=Value(0))),
        )
        .order_by("-orders")
    )
    return [
        OrderTotals(row["currency"], row["orders"], row["cancelled"], row["total"], row["refunded"])
        for row in found
    ]


def channels() -> list[str]:
    """Every channel that orders came by: one step of the index a channel, not one a row."""
    found: list[str] = []
    names = Order.objects.order_by("channel").values_list("channel", flat=True)
    name = names.first()
    while name is not None:
        found.append(name)
        name = names.filter(channel__gt=name).first()
    return found


def wanted_products(
    products: QuerySet[Product], *, text: str = "", tier: str = "", category: str = ""
) -> QuerySet[Product]:
    """Products whose name or SKU holds `text`; `tier` `none`: those without one."""
    condition = Q()
    if text:
        condition &= Q(name_key__contains=search_key(text)) | Q(sku__icontains=text)
    if tier:
        condition &= Q(tier="" if tier == "none" else tier)
    if category:
        condition &= Q(category=category)
    return products.filter(condition)
