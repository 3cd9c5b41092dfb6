"""Orders as they may be kept: what is still told of somebody erased comes without their words."""

from collections.abc import Iterable, Mapping, Sequence

from msgspec.structs import replace

from guisu.know.commerce.domain import LineTold, OrderTold, RefundTold
from guisu.know.commerce.models import Product
from guisu.know.customers.services import tombstones

Texts = Mapping[str, str]


def nameless(orders: Sequence[OrderTold]) -> Sequence[OrderTold]:
    """`orders` without what spells somebody erased, whoever they are of.

    Orders of somebody erased keep no free words: a line is called as its product is already, and
    refunds have no reason. The one place that asks, for every door that orders come by.
    """
    erased = tombstones.erased_among(each.customer_id for each in orders if each.customer_id)
    keys = tombstones.without_erased(_keys(orders), keeps_apart=True)
    words = tombstones.without_erased(_words(orders))
    if not erased and not keys and not words:
        return orders
    known = _names([each for each in orders if each.customer_id in erased])
    return [
        _nameless(each, keys, words, known if each.customer_id in erased else None)
        for each in orders
    ]


def _keys(orders: Iterable[OrderTold]) -> Iterable[str]:
    for order in orders:
        yield order.number
        yield from (line.sku for line in order.lines or ())
        yield from (refund.reference for refund in order.refunds or ())


def _words(orders: Iterable[OrderTold]) -> Iterable[str]:
    for order in orders:
        yield from (line.name for line in order.lines or ())
        yield from (refund.reason for refund in order.refunds or ())


def _names(orders: Iterable[OrderTold]) -> dict[str, str]:
    """What the products in `orders` are called already, by SKU."""
    skus = {line.sku for order in orders for line in order.lines or ()}
    return dict(Product.objects.filter(sku__in=skus).values_list("sku", "name"))


def _nameless(order: OrderTold, keys: Texts, words: Texts, known: Texts | None) -> OrderTold:
    """`known`: names of products, where the order is of somebody erased."""

    def line(told: LineTold) -> LineTold:
        sku = keys.get(told.sku, told.sku)
        name = words.get(told.name, told.name) if known is None else known.get(told.sku, sku)
        return replace(told, sku=sku, name=name)

    def refund(told: RefundTold) -> RefundTold:
        reason = words.get(told.reason, told.reason) if known is None else ""
        return replace(told, reference=keys.get(told.reference, told.reference), reason=reason)

    return replace(
        order,
        number=keys.get(order.number, order.number),
        lines=order.lines and tuple(map(line, order.lines)),
        refunds=order.refunds and tuple(map(refund, order.refunds)),
    )
