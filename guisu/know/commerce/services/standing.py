"""Orders as they are recorded, read in a few statements and locked until the batch is written."""

from collections import defaultdict
from collections.abc import Iterable

from guisu.ground.database import rows
from guisu.know.commerce.domain import Line, Standing
from guisu.know.commerce.models import Order, OrderLine, OrderStatusChange, Refund

Key = tuple[str, str]
NAMED = "SELECT id FROM commerce_order WHERE channel = %s AND number "
FACE = (
    "pk",
    "channel",
    "number",
    "customer_id",
    "store_id",
    "status",
    "status_at",
    "placed_at",
    "currency",
    "total_minor",
    "lines_told_at",
    "lines_told_as",
)


def recorded(keys: Iterable[Key]) -> dict[Key, Standing]:
    """The orders among `keys` that exist, each with its lines, refunds and history."""
    wanted: dict[str, list[str]] = defaultdict(list)
    for channel, number in sorted(keys):
        wanted[channel].append(number)
    standing: dict[int, Standing] = {}
    for channel, numbers in wanted.items():
        is_one, given = rows.among(numbers)
        known = [pk for (pk,) in rows.read(NAMED + is_one, [channel, given])]
        for chunk in rows.chunks(known, 10_000):
            found = Order.objects.filter(pk__in=chunk)
            locked = found.select_for_update().order_by("pk").values_list(*FACE)
            for pk, of_channel, number, customer, store, *face in locked:
                standing[pk] = _standing(pk, of_channel, number, customer, store, *face)
    _fill(standing)
    return {(each.channel, each.number): each for each in standing.values()}


def _standing(pk: int, *face: object) -> Standing:
    names = ("channel", "number", *FACE[3:])
    return Standing(order_id=pk, **dict(zip(names, face, strict=True)))  # type: ignore[arg-type]


def _fill(standing: dict[int, Standing]) -> None:
    if not standing:
        return
    lines: dict[int, list[Line]] = defaultdict(list)
    told = OrderLine.objects.filter(order__in=standing).order_by("order", "position")
    for order_id, sku, name, *amounts in told.values_list(
        "order_id", "product__sku", "name", "quantity", "unit_minor", "amount_minor"
    ):
        lines[order_id].append(Line(sku or "", name, *amounts))
    for order_id, of_order in lines.items():
        standing[order_id].lines = tuple(of_order)
        standing[order_id].has_recorded_lines = True
    refunds = Refund.objects.filter(order__in=standing)
    for order_id, reference, amount in refunds.values_list("order_id", "reference", "amount_minor"):
        standing[order_id].refunds[reference] = amount
    history = OrderStatusChange.objects.filter(order__in=standing)
    for order_id, status, moment in history.values_list("order_id", "status", "at"):
        standing[order_id].history.add((status, moment))
