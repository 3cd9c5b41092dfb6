"""Rows of changed orders, table by table, without an object for each."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from guisu.ground.database import rows
from guisu.ground.events import services as events
from guisu.ground.events.domain import Entry
from guisu.ground.warehouse import services as warehouse
from guisu.ground.warehouse.domain import PEOPLE
from guisu.know.commerce.domain import Line, News, Standing
from guisu.know.commerce.models import Order, OrderLine, OrderStatusChange, Refund
from guisu.know.customers.models import CustomerStore
from guisu.know.customers.services.tombstones import erased_among

FACE = (
    "customer_id",
    "store_id",
    "status",
    "status_at",
    "placed_at",
    "currency",
    "total_minor",
    "refunded_minor",
    "quantity",
    "lines_told_at",
    "lines_told_as",
    "changed_at",
)
LINE = ("order_id", "position", "product_id", "name", "quantity", "unit_minor", "amount_minor")


def write_orders(changed: Sequence[Standing], *, source: str, at: datetime) -> None:
    """Insert the new ones, which get their ids, and update the others."""
    moment = rows.stored(at)
    new = [each for each in changed if not each.order_id]
    known = [(each.order_id, _face(each, moment)) for each in changed if each.order_id]
    rows.update(Order, FACE, known)
    for each, order_id in zip(new, rows.reserve(Order, len(new)), strict=True):
        each.order_id = order_id
    rows.insert(
        Order,
        ("id", "channel", "number", "source", *FACE),
        [(each.order_id, each.channel, each.number, source, *_face(each, moment)) for each in new],
    )
    warehouse.mark_changed("orders", [each.order_id for each in changed])


def write_lines(changed: Sequence[Standing], product_ids: Mapping[str, int]) -> None:
    """Put the lines told in the place of those recorded."""
    relined = [each for each in changed if each.has_new_lines]
    replaced = [each.order_id for each in relined if each.has_recorded_lines]
    if replaced:
        OrderLine.objects.filter(order__in=replaced).delete()
    rows.insert(
        OrderLine,
        LINE,
        [
            _line(each.order_id, position, line, product_ids)
            for each in relined
            for position, line in enumerate(each.lines, start=1)
        ],
    )


def write_history(changed: Sequence[Standing], *, source: str) -> None:
    rows.insert(
        OrderStatusChange,
        ("order_id", "status", "at", "source"),
        [
            (each.order_id, status, rows.stored(moment), source)
            for each in changed
            for status, moment in each.new_history
        ],
    )


def write_refunds(changed: Sequence[Standing], *, source: str) -> None:
    """Why, in somebody's words, is not kept of people who were forgotten."""
    refunded = [each for each in changed if each.new_refunds]
    forgotten = erased_among(each.customer_id or 0 for each in refunded) if refunded else set()
    rows.insert(
        Refund,
        ("order_id", "reference", "amount_minor", "at", "reason", "source"),
        [
            (
                each.order_id,
                refund.reference,
                refund.amount_minor,
                rows.stored(refund.at),
                "" if each.customer_id in forgotten else refund.reason,
                source,
            )
            for each in refunded
            for refund in each.new_refunds
        ],
    )


def write_stores(changed: Sequence[Standing], *, at: datetime) -> None:
    """A store knows whoever ordered there."""
    met = {
        (each.store_id, each.customer_id)
        for each in changed
        if each.store_id is not None and each.customer_id is not None
    }
    CustomerStore.objects.bulk_create(
        [CustomerStore(store_id=s, customer_id=c, since=at) for s, c in sorted(met)],
        ignore_conflicts=True,
    )
    warehouse.mark_changed(PEOPLE, [customer_id for _, customer_id in met])


def write_news(changed: Sequence[Standing], *, source: str, at: datetime) -> None:
    """Tell the log: the word is the product's own, `told_by` says who it has it from."""
    entries = [_entry(each, news, source) for each in changed for news in each.news]
    events.record_many(entries, at=at)


def _entry(order: Standing, news: News, source: str) -> Entry:
    fact = news.fact(
        order_id=order.order_id,
        number=order.number,
        channel=order.channel,
        store_id=order.store_id,
        total_minor=order.total_minor,
        currency=order.currency,
        items=order.quantity,
        told_by=source,
        **news.values,
    )
    subject = f"order:{order.order_id}"
    return fact.entry(news.at, customer_id=order.customer_id or 0, subject=subject)


def _face(order: Standing, changed_at: Any) -> tuple[Any, ...]:
    if order.status_at is None or order.placed_at is None:
        raise ValueError(f"nothing was told of {order.number}")
    return (
        order.customer_id,
        order.store_id,
        order.status,
        rows.stored(order.status_at),
        rows.stored(order.placed_at),
        order.currency,
        order.total_minor,
        order.refunded_minor,
        order.quantity,
        order.lines_told_at and rows.stored(order.lines_told_at),
        order.lines_told_as,
        changed_at,
    )


def _line(
    order_id: int, position: int, line: Line, product_ids: Mapping[str, int]
) -> tuple[Any, ...]:
    product_id = product_ids[line.sku] if line.sku else None
    return (order_id, position, product_id, *line[1:])
