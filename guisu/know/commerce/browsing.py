"""The orders list: a page and its sums, quick however many orders there are."""

from guisu.ground.database import paging
from guisu.ground.database.paging import KeyPage
from guisu.ground.staff.domain import Scope
from guisu.ground.warehouse import selectors as warehouse
from guisu.ground.warehouse.domain import AsOf, WarehouseAway
from guisu.know.commerce import figures, listing
from guisu.know.commerce.listing import NEWEST, OrdersWanted, OrderTotals
from guisu.know.commerce.models import Order

# A page never looks at more orders than this: what few are is sought a stretch at a time.
WALKED = 20_000
FEW = 5_000


def page_of(
    scope: Scope,
    wanted: OrdersWanted,
    *,
    after: str,
    size: int,
    order: tuple[str, ...] = NEWEST,
) -> KeyPage[Order]:
    """Orders newest first, or in another `order` that has an index.

    Shorter than `size` where few fit among those looked at. Where there are very many, and few
    fit, they are found by the warehouse: as of a moment ago.
    """
    found = listing.wanted_orders(scope, wanted)
    if not _is_walk(wanted) or not listing.are_many(scope):
        return paging.page(found, order=order, after=after, size=size)
    ids = _few(scope, wanted)
    if ids is not None:
        few = found.filter(pk__in=ids)
        return paging.page(few, order=order, after=after, size=size)
    walk = listing.wanted_orders(scope, listing.of_days(wanted))
    until = paging.milestone(walk, order=order, after=after, steps=WALKED)
    return paging.page(found, order=order, after=after, size=size, until=until)


def sums(scope: Scope, wanted: OrdersWanted) -> tuple[list[OrderTotals], AsOf | None]:
    """Sums of all that is found: of this moment, or where they are many as of one just passed.

    Raises `WarehouseAway`.
    """
    if wanted.text or not listing.are_many(scope):
        return listing.totals(listing.wanted_orders(scope, wanted)), None
    return figures.order_totals(scope, wanted), warehouse.as_of()


def _is_walk(wanted: OrdersWanted) -> bool:
    """Whether a condition has no index of its own in the order of the list."""
    return not wanted.text and bool(wanted.status or wanted.channel)


def _few(scope: Scope, wanted: OrdersWanted) -> list[int] | None:
    try:
        return figures.few_orders(scope, wanted, limit=FEW)
    except WarehouseAway:
        return None
