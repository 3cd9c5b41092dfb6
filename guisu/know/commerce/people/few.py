"""Those who may fit, as a list of ids: where a condition lets few through, it beats a walk."""

from guisu.ground.staff.domain import Scope
from guisu.ground.warehouse.domain import WarehouseAway
from guisu.know.commerce import figures
from guisu.know.commerce.models import OrderLine, Purchases
from guisu.know.commerce.people.wanted import Wanted
from guisu.know.customers.models import Consent, CustomerStore
from guisu.know.customers.selectors import MOST_LISTED, roots_of, tags


def roots(scope: Scope, wanted: Wanted) -> set[int] | None:
    """Ids of all who may fit, if one of the conditions lets so few through that a list is best."""
    ways = [_tagged, _buyers, _consenting, _in_store, _from_source]
    if scope.stores is None:
        ways.insert(3, _spenders)
    for way in ways:
        ids = way(wanted)
        if ids is not None:
            return ids
    return None


def _tagged(wanted: Wanted) -> set[int] | None:
    if wanted.tag_id is None:
        return None
    return tags.roots_with(wanted.tag_id)


def _buyers(wanted: Wanted) -> set[int] | None:
    if wanted.product_id is None:
        return None
    return roots_of(OrderLine.objects.filter(product=wanted.product_id), "order__customer")


def _consenting(wanted: Wanted) -> set[int] | None:
    if not wanted.consent:
        return None
    given = Consent.objects.filter(
        channel=wanted.consent, purpose=Consent.Purpose.MARKETING, granted=True
    )
    return roots_of(given, "customer")


def _in_store(wanted: Wanted) -> set[int] | None:
    if wanted.store_id is None:
        return None
    return roots_of(CustomerStore.objects.filter(store=wanted.store_id), "customer")


def _spenders(wanted: Wanted) -> set[int] | None:
    bought = Purchases.objects.all()
    if wanted.spent_from_minor is not None:
        bought = bought.filter(spent_minor__gte=wanted.spent_from_minor)
    elif wanted.orders_from:
        bought = bought.filter(orders__gte=wanted.orders_from)
    else:
        return None
    return roots_of(bought, "customer")


def _from_source(wanted: Wanted) -> set[int] | None:
    """By the warehouse: where somebody came from never changes, and has no index here."""
    if not wanted.source or wanted.source.endswith(":"):
        return None
    try:
        ids = figures.rooted_in(wanted.source, limit=MOST_LISTED + 1)
    except WarehouseAway:
        return None
    return ids if len(ids) <= MOST_LISTED else None
