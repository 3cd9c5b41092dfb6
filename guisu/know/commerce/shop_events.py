"""Sales that a shop's SDK reports in the words of Segment's e-commerce specification.

Source: https://segment.com/docs/connections/spec/ecommerce/v2/
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from guisu.ground.events.models import Event
from guisu.ground.kernel.money import currency_code, minor_units
from guisu.ground.kernel.numbers import row_id
from guisu.ground.kernel.refusals import Refusal
from guisu.ground.staff.domain import KeyScope
from guisu.ground.staff.models import AccessKey
from guisu.ground.staff.selectors import installation
from guisu.know.commerce.domain import (
    CANCELLED,
    CHANNEL_LENGTH,
    REFUNDED,
    LineTold,
    OrderTold,
    RefundTold,
)
from guisu.know.commerce.facts import ORDER_CANCELLED, ORDER_COMPLETED, ORDER_REFUNDED
from guisu.know.commerce.models import Order

KEY = "key:"
KINDS = (ORDER_COMPLETED, ORDER_REFUNDED, ORDER_CANCELLED)
# What an erasure keeps of a shop's events, by the names that are usual or that our facts have:
# https://segment.com/docs/connections/spec/ecommerce/v2/
FIGURES = frozenset(
    {"total", "revenue", "value", "price", "tax", "shipping", "discount", "quantity", "items"}
    | {"total_minor", "amount_minor", "refunded_minor", "refund_minor", "order_id", "store_id"}
)
WORDS = frozenset({"currency", "status"})


class UnusableSale(Refusal):
    """An e-commerce event that says too little, or something impossible."""

    code = "orders.unusable_event"
    template = "The event does not tell a usable order: %(field)s is missing or wrong."
    http_status = 422


@dataclass(frozen=True, slots=True)
class Origin:
    """By which channel and store the sales of one event came."""

    channel: str
    store_id: int | None


def origin_of(event: Event) -> Origin:
    """The key's own channel `sdk:7`. A key that may write orders may name another.

    Keys of SDKs are public in web pages: whoever reads one must not be able to change the orders
    that the shop's own system told of.
    """
    number = event.source.removeprefix(KEY)
    key = AccessKey.objects.filter(pk=row_id(number)).first()
    store_id = key.store_id if key else None
    affiliation = str(event.properties.get("affiliation") or "").strip()
    if affiliation and key and KeyScope.WRITE_ORDERS in key.scopes:
        return Origin(affiliation[:CHANNEL_LENGTH], store_id)
    return Origin(f"sdk:{number}", store_id)


def told_by(event: Event) -> OrderTold:
    """The order as the event leaves it. Raises `UnusableSale`; trying again later may help."""
    origin = origin_of(event)
    number = _number(event.properties.get("order_id"))
    if not number:
        raise UnusableSale(field="order_id")
    known = Order.objects.filter(channel=origin.channel, number=number).first()
    if event.kind == ORDER_COMPLETED.kind:
        return _completed(event, origin, number, known)
    if known is None:
        raise UnusableSale(field="order_id")
    is_cancelled = event.kind == ORDER_CANCELLED.kind
    return _cancelled(event, known) if is_cancelled else _refunded(event, known)


def _completed(event: Event, origin: Origin, number: str, known: Order | None) -> OrderTold:
    """A page that is loaded again reports its order again: the first report dates it."""
    properties = event.properties
    currency = currency_code(str(properties.get("currency") or installation().currency))
    if not currency:
        raise UnusableSale(field="currency")
    total = _first(properties, "total", "revenue", "value")
    placed_at = known.placed_at if known else event.occurred_at
    return OrderTold(
        channel=origin.channel,
        number=number,
        customer_id=event.customer_id or None,
        store_id=origin.store_id,
        status=Order.Status.PAID,
        status_at=placed_at,
        placed_at=placed_at,
        currency=currency,
        total_minor=_minor(total, currency, "total"),
        lines=_lines(properties.get("products"), currency),
    )


def _cancelled(event: Event, known: Order) -> OrderTold:
    return _known(known, status=CANCELLED, at=event, refunds=())


def _refunded(event: Event, known: Order) -> OrderTold:
    """Of the amount given; of all that is left where none is given."""
    total = _first(event.properties, "total", "revenue")
    if total is None:
        return _known(known, status=REFUNDED, at=event, refunds=())
    reference = str(event.properties.get("refund_id") or f"event:{event.pk}")
    refund = RefundTold(reference, _minor(total, known.currency, "total"), event.occurred_at)
    return _known(known, status="", at=event, refunds=(refund,))


def _known(known: Order, *, status: str, at: Event, refunds: tuple[RefundTold, ...]) -> OrderTold:
    return OrderTold(
        channel=known.channel,
        number=known.number,
        customer_id=known.customer_id,
        store_id=known.store_id,
        status=status or known.status,
        status_at=at.occurred_at if status else known.status_at,
        placed_at=known.placed_at,
        currency=known.currency,
        total_minor=known.total_minor,
        refunds=refunds,
    )


def _number(told: Any) -> str:
    """An order's number; some senders have numbers as floats: `20261121.0` is `20261121`."""
    if isinstance(told, float) and told.is_integer():
        return str(int(told))
    return str(told if told is not None else "").strip()


def _first(properties: Mapping[str, Any], *names: str) -> Any:
    """The first of `names` that says something."""
    told = (properties.get(name) for name in names)
    return next((each for each in told if each not in (None, "")), None)


def _lines(products: Any, currency: str) -> tuple[LineTold, ...] | None:
    """The order's lines, in whatever shape they come; None where they cannot be read.

    What is sold is worth more than its parts: an order goes in without lines rather than not.
    """
    if isinstance(products, str):
        try:
            products = json.loads(products)
        except ValueError:
            return None
    if isinstance(products, Mapping):
        products = list(products.values())
    if not isinstance(products, list):
        return None
    try:
        return tuple(_line(product, currency) for product in products)
    except UnusableSale:
        return None


def _line(product: Any, currency: str) -> LineTold:
    if not isinstance(product, Mapping):
        raise UnusableSale(field="products")
    sku = str(_first(product, "sku", "product_id") or "")
    name = str(product.get("name") or sku)
    unit = _minor(product.get("price") or 0, currency, "price")
    try:
        quantity = int(float(product.get("quantity") or 1))
    except (TypeError, ValueError, OverflowError) as error:
        raise UnusableSale(field="quantity") from error
    return LineTold(sku, name, quantity, unit, unit * quantity)


def _minor(amount: Any, currency: str, field: str) -> int:
    if amount is None or isinstance(amount, bool):
        raise UnusableSale(field=field)
    try:
        return minor_units(str(amount), currency)
    except (ValueError, ArithmeticError) as error:
        raise UnusableSale(field=field) from error
