"""Orders: listed, looked at, and told in batches."""

from typing import Any

from django.utils import timezone
from ninja import Router
from ninja.params.functions import Query

from guisu.doors.api.rest import access
from guisu.doors.api.rest.access import KeyRequest
from guisu.doors.api.rest.forms import (
    After,
    OrderBatch,
    OrderIn,
    Orders,
    OrderWhole,
    Recorded,
    Size,
    aware,
)
from guisu.doors.api.rest.problems import Unusable
from guisu.doors.api.rest.strict import page
from guisu.ground.database import retries
from guisu.ground.kernel.money import currency_code
from guisu.ground.kernel.text import clean
from guisu.ground.staff.domain import KeyScope, Scope
from guisu.ground.staff.selectors import visible_stores
from guisu.know.commerce import selectors, services
from guisu.know.commerce.domain import LineTold, OrderRefused, OrdersOutcome, OrderTold, RefundTold
from guisu.know.commerce.models import Order
from guisu.know.customers.selectors import seen_rows

router = Router(tags=["orders"])
LARGEST_ID = 2**63 - 1


@router.get("/orders", response=Orders, summary="List orders, newest first")
def list_orders(
    request: KeyRequest,
    after: After = "",
    channel: str = Query("", max_length=40, description="Orders of this channel alone."),
    number: str = Query("", max_length=80, description="Orders with this number alone."),
    size: Size = 50,
) -> Any:
    scope = access.scope_of(request, KeyScope.READ_ORDERS)
    found = selectors.orders(scope).select_related("store")
    if channel:
        found = found.filter(channel=channel.replace("\0", ""))
    if number:
        found = found.filter(number=number.replace("\0", ""))
    shown = page(found, order=("-placed_at", "-id"), after=after, size=size)
    return {"orders": [_plain(order) for order in shown.rows], "next": shown.next}


@router.get("/orders/{order_id}", response=OrderWhole, summary="Look at one order")
def get_order(request: KeyRequest, order_id: int) -> Any:
    scope = access.scope_of(request, KeyScope.READ_ORDERS)
    order = selectors.order(scope, min(max(order_id, 0), LARGEST_ID))
    lines = order.lines.order_by("position").select_related("product")
    return _plain(order) | {
        "lines": [
            {
                "sku": line.product.sku if line.product else "",
                "name": line.product.name if line.product else line.name,
                "quantity": line.quantity,
                "unit_minor": line.unit_minor,
                "amount_minor": line.amount_minor,
            }
            for line in lines
        ],
        "refunds": list(order.refunds.order_by("at", "id")),
    }


@router.post(
    "/orders", response=Recorded, summary="Tell orders: create or update up to 500, all or none"
)
def tell_orders(request: KeyRequest, batch: OrderBatch) -> Any:
    """Safe to repeat. A key of one store tells orders of that store only."""
    scope = access.scope_of(request, KeyScope.WRITE_ORDERS)
    source = f"key:{request.auth.pk}"

    def record() -> OrdersOutcome:
        told = _told(batch.orders, scope, default_store=request.auth.store_id)
        return services.record_orders(told, source=source, at=timezone.now())

    try:
        outcome = retries.in_transaction(record)
    except OrderRefused as refusal:
        named = (refusal.data["channel"], refusal.data["number"])
        row = next((n for n, one in enumerate(batch.orders) if _key(one) == named), 0)
        raise Unusable([(row, str(refusal.data["field"]), str(refusal))]) from refusal
    return {
        "created": outcome.created,
        "changed": outcome.changed,
        "unchanged": outcome.unchanged,
    }


def _told(orders: list[OrderIn], scope: Scope, *, default_store: int | None) -> list[OrderTold]:
    stores = dict(visible_stores(scope).values_list("code", "pk"))
    customers = _visible_customers(orders, scope)
    hidden = _hidden_orders(orders, scope)
    problems: list[tuple[int, str, str]] = []
    for row, order in enumerate(orders):
        if order.store is not None and order.store not in stores:
            problems.append((row, "store", "There is no such store."))
        if order.customer_id is not None and order.customer_id not in customers:
            problems.append((row, "customer_id", "There is no such customer."))
        if _key(order) in hidden:
            problems.append((row, "number", "This order belongs elsewhere."))
    if problems:
        raise Unusable(problems)
    return [
        _order(one, stores[one.store] if one.store is not None else default_store) for one in orders
    ]


def _visible_customers(orders: list[OrderIn], scope: Scope) -> set[int]:
    named = {order.customer_id for order in orders if order.customer_id}
    return seen_rows(scope, {pk for pk in named if 0 < pk <= LARGEST_ID})


def _hidden_orders(orders: list[OrderIn], scope: Scope) -> set[tuple[str, str]]:
    """Orders among these that exist where the key does not see: it may not change them."""
    if scope.stores is None:
        return set()
    numbers = {_key(order)[1] for order in orders}
    elsewhere = Order.objects.filter(number__in=numbers).exclude(store__in=scope.stores)
    return set(elsewhere.values_list("channel", "number"))


def _key(order: OrderIn) -> tuple[str, str]:
    return clean(order.channel), clean(order.number)


def _order(order: OrderIn, store_id: int | None) -> OrderTold:
    told = order.lines
    lines = None if told is None else tuple(LineTold(**line.dict()) for line in told)
    return OrderTold(
        channel=order.channel,
        number=order.number,
        customer_id=order.customer_id,
        store_id=store_id,
        status=order.status,
        status_at=aware(order.status_at),
        placed_at=aware(order.placed_at),
        currency=currency_code(order.currency) or order.currency,
        total_minor=order.total_minor,
        lines=lines,
        refunds=tuple(
            RefundTold(each.reference, each.amount_minor, aware(each.at), each.reason)
            for each in order.refunds
        ),
    )


def _plain(order: Order) -> dict[str, Any]:
    return {
        "id": order.pk,
        "channel": order.channel,
        "number": order.number,
        "customer_id": order.customer_id,
        "store": order.store.code if order.store else None,
        "status": order.status,
        "placed_at": order.placed_at,
        "currency": order.currency,
        "total_minor": order.total_minor,
        "refunded_minor": order.refunded_minor,
        "quantity": order.quantity,
    }
