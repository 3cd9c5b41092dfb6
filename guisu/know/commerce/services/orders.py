"""Recording orders in batches: read what stands, tell it in memory, write what differs."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import connection

from guisu.know.commerce import domain
from guisu.know.commerce.domain import OrderRefused, OrdersOutcome, OrderTold, Standing
from guisu.know.commerce.services import writing
from guisu.know.commerce.services.cleaning import cleaned
from guisu.know.commerce.services.nameless import nameless
from guisu.know.commerce.services.products import products_by_sku
from guisu.know.commerce.services.purchases import rebuild_purchases
from guisu.know.commerce.services.standing import recorded
from guisu.know.customers.services import seeing

NO_TRANSACTION = "orders are recorded in the transaction of what brought them"
Key = tuple[str, str]


def record_orders(
    orders: Sequence[OrderTold],
    *,
    source: str,
    at: datetime,
    refused: list[OrderRefused] | None = None,
) -> OrdersOutcome:
    """Create or update orders by (channel, number), in batches of some hundreds to a thousand.

    Telling again changes nothing and records no event. An order that contradicts itself, or what
    is recorded, raises `OrderRefused` and the caller's transaction must be given up; with a list
    `refused` it is left out and put there, and the others are recorded.

    Must run inside `atomic`. Two callers telling new orders of the same numbers at once: on
    PostgreSQL one gets IntegrityError (or a deadlock's OperationalError) and tries its whole
    transaction again; `guisu.ground.database.retries` does that.
    """
    if not connection.in_atomic_block:
        raise RuntimeError(NO_TRANSACTION)
    usable = nameless(_usable(orders, refused))
    standing = recorded({(told.channel, told.number) for told in usable})
    counts = {"created": 0, "changed": 0, "unchanged": 0}
    taken: list[OrderTold] = []
    for told in usable:
        outcome = _tell(standing, told, refused)
        if outcome:
            counts[outcome] += 1
            taken.append(told)
    _write([each for each in standing.values() if each.is_changed], taken, source=source, at=at)
    return OrdersOutcome(**counts)


def _usable(orders: Iterable[OrderTold], refused: list[OrderRefused] | None) -> list[OrderTold]:
    usable = []
    for order in orders:
        told = cleaned(order)
        try:
            domain.check(told)
        except OrderRefused as refusal:
            if refused is None:
                raise
            refused.append(refusal)
        else:
            usable.append(told)
    return usable


def _tell(
    standing: dict[Key, Standing], told: OrderTold, refused: list[OrderRefused] | None
) -> str:
    """What the telling did, in the words of `OrdersOutcome`; empty: it was refused."""
    key = (told.channel, told.number)
    order = standing.get(key)
    is_new = order is None
    if order is None:
        order = Standing(told.channel, told.number)
    try:
        changed = domain.tell(order, told)
    except OrderRefused as refusal:
        if refused is None:
            raise
        refused.append(refusal)
        return ""
    standing[key] = order
    if is_new:
        return "created"
    return "changed" if changed else "unchanged"


def _write(
    changed: list[Standing], told: Sequence[OrderTold], *, source: str, at: datetime
) -> None:
    if not changed:
        return
    names = {line.sku: line.name for order in told for line in order.lines or () if line.sku}
    skus = {line.sku for each in changed if each.has_new_lines for line in each.lines if line.sku}
    product_ids = products_by_sku({sku: names.get(sku, sku) for sku in skus}, at=at)
    writing.write_orders(changed, source=source, at=at)
    writing.write_lines(changed, product_ids)
    writing.write_history(changed, source=source)
    writing.write_refunds(changed, source=source)
    writing.write_stores(changed, at=at)
    writing.write_news(changed, source=source, at=at)
    buyers = [(each.customer_id, each.placed_at) for each in changed]
    seeing.see(seeing.between((pk, day) for pk, day in buyers if pk and day), at=at)
    rebuild_purchases(set().union(*(each.buyers for each in changed)))
