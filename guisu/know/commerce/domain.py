"""An order as a shop tells of it, and how tellings in any order come to one state."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, NamedTuple

import msgspec

from guisu.ground.kernel.money import CODES
from guisu.ground.kernel.refusals import Refusal
from guisu.know.commerce.facts import (
    OfOrder,
    OrderPlaced,
    OrderRefunded,
    OrderReturned,
    OrderStatusChanged,
)

CANCELLED, REFUNDED, RETURNED = "cancelled", "refunded", "returned"
# Of two statuses told for one moment the later in this list holds.
STATUSES = ("placed", "paid", "shipped", "completed", RETURNED, REFUNDED, CANCELLED)
RANK = {status: rank for rank, status in enumerate(STATUSES)}
MOST_MINOR = 10**15
MOST_UNITS = 10**8
YEARS = range(1970, 2200)
CHANNEL_LENGTH, NUMBER_LENGTH, SKU_LENGTH, REFERENCE_LENGTH = 40, 80, 80, 120


class OrderRefused(Refusal):
    """An order that contradicts itself or what is recorded. `field` names what is wrong."""

    code = "orders.refused"
    template = "Order %(number)s: %(field)s cannot be taken."
    http_status = 422
    field: ClassVar[str] = ""

    def __init__(self, told: "OrderTold", **data: object) -> None:
        values = {"channel": told.channel, "number": told.number, "field": self.field} | data
        super().__init__(**values)


class UnusableValue(OrderRefused):
    """Too long, too large, empty or out of range; the database could not hold it."""

    code = "orders.unusable_value"
    template = "Order %(number)s (%(channel)s): %(field)s is empty, too long or out of range."


class NegativeSale(OrderRefused):
    code = "orders.negative"
    field = "total_minor"
    template = "Order %(number)s (%(channel)s): only returned goods have a total below zero."


class PositiveReturn(OrderRefused):
    code = "orders.positive_return"
    field = "total_minor"
    template = (
        "Order %(number)s (%(channel)s): returned goods have a total of zero or less. "
        "A sale that was given back is told as refunded."
    )


class QuantityContradicts(OrderRefused):
    code = "orders.quantity"
    field = "lines"
    template = "Order %(number)s (%(channel)s): only returned goods have quantities below zero."


class RefundNotPositive(OrderRefused):
    code = "orders.refund_not_positive"
    field = "refunds"
    template = "Order %(number)s (%(channel)s): a refund is an amount above zero."


class RefundAboveTotal(OrderRefused):
    code = "orders.refund_above_total"
    field = "refunds"
    template = (
        "Order %(number)s (%(channel)s): refunds of %(refunded)s minor units exceed "
        "its total of %(total)s."
    )


class RefundContradicts(OrderRefused):
    code = "orders.refund_contradicts"
    field = "refunds"
    template = (
        "Order %(number)s (%(channel)s): refund %(reference)s is recorded with another amount."
    )


class LineTold(msgspec.Struct, frozen=True):
    """One line; amounts in whole minor units. `sku` empty: a line without a product."""

    sku: str
    name: str
    quantity: int
    unit_minor: int
    amount_minor: int


class RefundTold(msgspec.Struct, frozen=True):
    """Money given back; `reference` recognises a repetition."""

    reference: str
    amount_minor: int
    at: datetime
    reason: str = ""


class OrderTold(msgspec.Struct, frozen=True):
    """The whole of what is known of an order now; telling it again changes only what differs.

    (`channel`, `number`) names it. `status` is a value of `Order.Status`, reached at `status_at`.
    `total_minor` is before refunds. `lines` None: not told, keep those recorded before.
    """

    channel: str
    number: str
    customer_id: int | None
    store_id: int | None
    status: str
    status_at: datetime
    placed_at: datetime
    currency: str
    total_minor: int
    lines: tuple[LineTold, ...] | None = None
    refunds: tuple[RefundTold, ...] = ()


@dataclass(frozen=True, slots=True)
class OrdersOutcome:
    """How many tellings made an order, changed one, and found one already as told."""

    created: int
    changed: int
    unchanged: int


@dataclass(frozen=True, slots=True)
class ProductsOutcome:
    """How many products were made, changed, and found already as told."""

    created: int
    changed: int
    unchanged: int


class Line(NamedTuple):
    """A line as it is compared: the name counts only where there is no product."""

    sku: str
    name: str
    quantity: int
    unit_minor: int
    amount_minor: int


class News(NamedTuple):
    """What a telling brought, for the log: `values` are what this fact tells besides the order."""

    fact: type[OfOrder]
    at: datetime
    values: dict[str, Any]


class Standing(msgspec.Struct, eq=False):
    """One order as recorded, while a batch is told to it. `order_id` 0: not in the store yet."""

    channel: str
    number: str
    order_id: int = 0
    customer_id: int | None = None
    store_id: int | None = None
    status: str = ""
    status_at: datetime | None = None
    placed_at: datetime | None = None
    currency: str = ""
    total_minor: int = 0
    lines: tuple[Line, ...] = ()
    lines_told_at: datetime | None = None
    lines_told_as: str = ""
    refunds: dict[str, int] = {}
    history: set[tuple[str, datetime]] = set()
    new_refunds: list[RefundTold] = []
    new_history: list[tuple[str, datetime]] = []
    has_recorded_lines: bool = False
    has_new_lines: bool = False
    is_changed: bool = False
    buyers: set[int] = set()
    news: list[News] = []

    @property
    def quantity(self) -> int:
        return sum([line.quantity for line in self.lines])

    @property
    def refunded_minor(self) -> int:
        """The sum of refunds; the whole total once the shop calls the order refunded."""
        return self.total_minor if self.status == REFUNDED else sum(self.refunds.values())

    def face(self) -> tuple[object, ...]:
        """What the order's own row holds of a telling."""
        return (
            self.customer_id,
            self.store_id,
            self.status,
            self.placed_at,
            self.currency,
            self.total_minor,
        )


def check(told: OrderTold) -> None:
    """Raise an `OrderRefused` for an order that no store could hold or that contradicts itself."""
    name = _unusable(told)
    if name:
        raise UnusableValue(told, field=name)
    if told.status == RETURNED and told.total_minor > 0:
        raise PositiveReturn(told)
    if told.status != RETURNED and told.total_minor < 0:
        raise NegativeSale(told)
    _check_lines(told)
    if told.refunds:
        _check_refunds(told)


def tell(standing: Standing, told: OrderTold) -> bool:
    """Bring a checked telling into `standing`; whether anything changed.

    The telling with the latest (`status_at`, status) gives the order's own values, whatever came
    first; repeated for the same moment and status, it is a correction and holds. Older tellings
    add their status to the history, their refunds, and what is still unknown. So any order of
    tellings ends in one state. Raises `OrderRefused` and leaves `standing` as it was.
    """
    fresh = _unrecorded(standing, told)
    is_latest = _is_latest(standing, told)
    if told.refunds or standing.refunds:
        _check_against(standing, told, fresh=fresh, is_latest=is_latest)
    is_first = standing.placed_at is None
    before = standing.face()
    for refund in fresh:
        standing.refunds[refund.reference] = refund.amount_minor
        standing.new_refunds.append(refund)
    is_news = (told.status, told.status_at) not in standing.history
    if is_news:
        standing.history.add((told.status, told.status_at))
        standing.new_history.append((told.status, told.status_at))
    _take_face(standing, told, is_latest=is_latest)
    lines_changed = _take_lines(standing, told)
    changed = is_news or bool(fresh) or lines_changed or standing.face() != before
    if changed:
        standing.is_changed = True
        standing.buyers.update(
            pk for pk in (before[0], standing.customer_id) if isinstance(pk, int)
        )
        _note(standing, told, fresh, is_first=is_first, is_news=is_news)
    return changed


def line_of(told: LineTold) -> Line:
    name = "" if told.sku else told.name
    return Line(told.sku, name, told.quantity, told.unit_minor, told.amount_minor)


def _unrecorded(standing: Standing, told: OrderTold) -> list[RefundTold]:
    if not told.refunds:
        return []
    known = standing.refunds
    named = {refund.reference: refund for refund in told.refunds if refund.reference not in known}
    return list(named.values())


def _is_latest(standing: Standing, told: OrderTold) -> bool:
    if standing.status_at is None:
        return True
    key = (told.status_at, RANK[told.status])
    return key >= (standing.status_at, RANK[standing.status])


def _take_face(standing: Standing, told: OrderTold, *, is_latest: bool) -> None:
    if is_latest:
        standing.status, standing.status_at = told.status, told.status_at
        standing.placed_at, standing.currency = told.placed_at, told.currency
        standing.total_minor = told.total_minor
    if told.customer_id and (is_latest or standing.customer_id is None):
        standing.customer_id = told.customer_id
    if told.store_id and (is_latest or standing.store_id is None):
        standing.store_id = told.store_id


def _take_lines(standing: Standing, told: OrderTold) -> bool:
    if told.lines is None:
        return False
    key = (told.status_at, RANK[told.status])
    before = (standing.lines_told_at, RANK.get(standing.lines_told_as, 0))
    if before[0] is not None and key < before:
        return False
    lines = tuple([line_of(line) for line in told.lines])
    moved = (standing.lines_told_at, standing.lines_told_as) != (told.status_at, told.status)
    standing.lines_told_at, standing.lines_told_as = told.status_at, told.status
    if lines != standing.lines:
        standing.lines, standing.has_new_lines = lines, True
        return True
    return moved


def _note(
    standing: Standing, told: OrderTold, fresh: list[RefundTold], *, is_first: bool, is_news: bool
) -> None:
    if is_first:
        fact = OrderReturned if told.total_minor < 0 else OrderPlaced
        standing.news.append(News(fact, told.placed_at, {"status": told.status}))
    # A status that an order has from the moment it was placed is told with the order.
    if is_news and not (is_first and told.status_at == told.placed_at) and told.status != "placed":
        standing.news.append(News(OrderStatusChanged, told.status_at, {"status": told.status}))
    for refund in fresh:
        values = {"reference": refund.reference, "refund_minor": refund.amount_minor}
        standing.news.append(News(OrderRefunded, refund.at, values))


def _check_against(
    standing: Standing, told: OrderTold, *, fresh: list[RefundTold], is_latest: bool
) -> None:
    for refund in told.refunds:
        if standing.refunds.get(refund.reference, refund.amount_minor) != refund.amount_minor:
            raise RefundContradicts(told, reference=refund.reference)
    refunded = sum(standing.refunds.values()) + sum(refund.amount_minor for refund in fresh)
    total = told.total_minor if is_latest else standing.total_minor
    if refunded > max(total, 0):
        raise RefundAboveTotal(told, refunded=refunded, total=total)


def _unusable(told: OrderTold) -> str:
    """The first field with a value that no store could hold; empty: there is none."""
    name = ""
    if not 0 < len(told.channel) <= CHANNEL_LENGTH:
        name = "channel"
    elif not 0 < len(told.number) <= NUMBER_LENGTH:
        name = "number"
    elif told.status not in RANK:
        name = "status"
    elif told.status_at.year not in YEARS:
        name = "status_at"
    elif told.placed_at.year not in YEARS:
        name = "placed_at"
    elif told.currency not in CODES:
        name = "currency"
    elif abs(told.total_minor) > MOST_MINOR:
        name = "total_minor"
    return name


def _check_lines(told: OrderTold) -> None:
    units = 0
    for line in told.lines or ():
        units += abs(line.quantity)
        largest = max(abs(line.unit_minor), abs(line.amount_minor))
        if len(line.sku) > SKU_LENGTH or units > MOST_UNITS or largest > MOST_MINOR:
            raise UnusableValue(told, field="lines")
    quantities = [line.quantity for line in told.lines or ()]
    # Goods exchanged at the till stand beside what was bought for them: a sale of the difference.
    only_back = any(count < 0 for count in quantities) and not any(
        count > 0 for count in quantities
    )
    if only_back and told.status != RETURNED:
        raise QuantityContradicts(told)


def _check_refunds(told: OrderTold) -> None:
    amounts: dict[str, int] = {}
    for refund in told.refunds:
        if not 0 < len(refund.reference) <= REFERENCE_LENGTH or refund.at.year not in YEARS:
            raise UnusableValue(told, field="refunds")
        if refund.amount_minor <= 0:
            raise RefundNotPositive(told)
        if amounts.setdefault(refund.reference, refund.amount_minor) != refund.amount_minor:
            raise RefundContradicts(told, reference=refund.reference)
