"""Bringing stored amounts to ISO 4217's decimals, where they were kept in hundredths.

For migrations: all models come from `apps`, and what moved is written down here, whatever
`kernel.money` says later.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.apps.registry import Apps
from django.db.models import Case, F, Q, QuerySet, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Greatest

from guisu.ground.jobs.batches import AT_ONCE, in_batches

# By how many decimals a currency has more (or fewer) than the two that it was kept with.
MOVED = {
    **dict.fromkeys(("BIF", "DJF", "GNF", "KMF", "PYG", "RWF", "UGX", "UYI"), -2),
    **dict.fromkeys(("VUV", "XAF", "XOF", "XPF"), -2),
    **dict.fromkeys(("IQD", "LYD", "OMR"), 1),
    **dict.fromkeys(("CLF", "UYW"), 2),
}
# The product's own words about orders, the log's only events with amounts in minor units.
KINDS = ("order.placed", "order.returned", "order.status_changed", "order.refunded")
AMOUNTS = ("total_minor", "refund_minor")
ORDERS, PRODUCTS, EVENTS_OF = "orders", "products", "events_of"
Rows = QuerySet[Any]


def moved(minor: int, currency: str) -> int:
    """`minor` as kept before, in the currency's own minor units; halves go away from zero."""
    places = MOVED.get(currency, 0)
    if places >= 0:
        return int(minor * 10**places)
    whole = (abs(minor) + 50) // 100
    return -whole if minor < 0 else whole


def former(minor: int, currency: str) -> int:
    """What `moved` was made of: `minor` in hundredths, wherever the currency has others."""
    places = MOVED.get(currency, 0)
    if places <= 0:
        return int(minor * 10**-places)
    unit: int = 10**places
    whole = (abs(minor) + unit // 2) // unit
    return -whole if minor < 0 else whole


def home(apps: Apps) -> str:
    """The installation's currency, if it is one of those that moved; else empty."""
    here = apps.get_model("staff", "Installation").objects.values_list("currency", flat=True)
    return next((currency for currency in here if currency in MOVED), "")


def rescale(apps: Apps, *, at_once: int = AT_ONCE) -> None:
    """Everything that this room keeps, and what it told the log. Safe to kill and to repeat."""
    order = apps.get_model("commerce", "Order").objects.filter(currency__in=MOVED)
    product = apps.get_model("commerce", "Product").objects.filter(currency__in=MOVED)

    def do(name: str, rows: Rows, change: Callable[[Rows], None]) -> None:
        in_batches(apps, f"minor units of {name}", rows, change, at_once=at_once)

    def products(rows: Rows) -> None:
        _update(rows, "currency", "price_minor")
        _mark(apps, PRODUCTS, rows.values_list("pk", flat=True))

    def orders(rows: Rows) -> None:
        _update(rows, "currency", "total_minor", "refunded_minor")
        _mark(apps, ORDERS, rows.values_list("pk", flat=True))

    do("products", product, products)
    audited = apps.get_model("staff", "AuditEntry").objects.filter(action__startswith="product.")
    if product.exists():
        do(
            "audited prices",
            audited,
            lambda rows: _audited(rows, dict(product.values_list("pk", "currency"))),
        )
    if order.exists():
        _rescale_parts(apps, do)
        do("orders", order, orders)
        events = apps.get_model("events", "Event").objects.filter(source="guisu", kind__in=KINDS)
        do("events", events, lambda rows: _events(apps, rows))
    if home(apps):
        _rescale_home(apps, do)


Do = Callable[[str, Rows, Callable[[Rows], None]], None]


def _rescale_parts(apps: Apps, do: Do) -> None:
    """Before their orders, whose mark has the warehouse fetch both anew."""
    by_order = "order__currency"
    lines = apps.get_model("commerce", "OrderLine").objects.filter(order__currency__in=MOVED)
    do("lines", lines, lambda rows: _update(rows, by_order, "unit_minor", "amount_minor"))
    refunds = apps.get_model("commerce", "Refund").objects.filter(order__currency__in=MOVED)
    do("refunds", refunds, lambda rows: _update(rows, by_order, "amount_minor", least=1))


def _rescale_home(apps: Apps, do: Do) -> None:
    """What is counted and asked for in the installation's own currency."""
    currency = home(apps)
    spent = _shifted("spent_minor", MOVED[currency])
    bought = apps.get_model("commerce", "Purchases").objects.all()
    do("purchases", bought, lambda rows: _set(rows, {"spent_minor": spent}))
    chosen = apps.get_model("customers", "TagBatch").objects.exclude(selection={})
    do("selections", chosen, lambda rows: _selections(rows, currency))


def _update(rows: Rows, by: str, *columns: str, least: int | None = None) -> None:
    for places in sorted(set(MOVED.values())):
        currencies = [currency for currency, moved_by in MOVED.items() if moved_by == places]
        amounts = {column: _shifted(column, places, least) for column in columns}
        _set(rows.filter(**{f"{by}__in": currencies}), amounts)


def _set(rows: Rows, amounts: Mapping[str, Any]) -> None:
    rows.update(**amounts)


def _shifted(column: str, places: int, least: int | None = None) -> Any:
    """As `moved`, in SQL; whole numbers divided give whole numbers on both databases."""
    amount: Combinable = F(column)
    if places >= 0:
        return amount * 10**places
    below = When(Q(**{f"{column}__lt": 0}), then=-((50 - amount) / 100))
    shifted = Case(below, default=(amount + 50) / 100)
    return shifted if least is None else Greatest(shifted, Value(least))


def _events(apps: Apps, rows: Rows) -> None:
    changed = []
    for event in rows:
        told = event.properties
        currency = told.get("currency", "")
        if currency in MOVED:
            told |= {name: moved(told[name], currency) for name in AMOUNTS if name in told}
            changed.append(event)
    rows.model.objects.bulk_update(changed, ["properties"], batch_size=500)
    _mark(apps, EVENTS_OF, {event.customer_id for event in changed})


def _audited(rows: Rows, currencies: Mapping[int, str]) -> None:
    for entry in rows:
        currency = currencies.get(int(entry.subject.partition(":")[2] or 0), "")
        for told in (entry.before, entry.after):
            if told.get("price_minor") is not None:
                told["price_minor"] = moved(told["price_minor"], currency)
        entry.save(update_fields=["before", "after"])


def _selections(rows: Rows, currency: str) -> None:
    for batch in rows:
        wanted = batch.selection.get("wanted") or {}
        if wanted.get("spent_from_minor") is not None:
            wanted["spent_from_minor"] = moved(wanted["spent_from_minor"], currency)
            batch.save(update_fields=["selection"])


def _mark(apps: Apps, dimension: str, numbers: Iterable[int]) -> None:
    """Have the warehouse fetch these rows anew."""
    change = apps.get_model("warehouse", "Change")
    change.objects.bulk_create(
        [change(dimension=dimension, row_id=number) for number in numbers], batch_size=1_000
    )
