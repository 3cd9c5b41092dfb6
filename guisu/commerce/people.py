"""People by where they are known, when they were seen, what they bought and agreed to.

The customers list asks here: its conditions need both customers and what they bought.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db.models import (
    Count,
    Exists,
    F,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
)
from django.db.models.functions import Coalesce
from django.db.models.lookups import Exact, GreaterThanOrEqual, LessThan, LessThanOrEqual
from django.utils.translation import gettext_lazy as _

from guisu.commerce import figures
from guisu.commerce.models import Order, OrderLine, Purchases
from guisu.commerce.selectors import COUNTS, NET
from guisu.customers import selectors as customers
from guisu.customers.models import Consent, Customer, CustomerStore, Identity
from guisu.customers.selectors import MOST_LISTED
from guisu.database import paging
from guisu.database.paging import KeyPage
from guisu.staff.domain import Scope
from guisu.staff.selectors import installation
from guisu.warehouse.domain import WarehouseAway

COUNTED_UP_TO = 10_000
COUNTED = Count("pk", filter=COUNTS)
# A page never looks at more people than this: what few fulfil is sought a stretch at a time.
WALKED = 5_000
ORDERS = {
    "seen": ("-last_seen_at", "-id"),
    "new": ("-first_seen_at", "-id"),
    "spent": ("-spent_minor", "-buyer_id"),
    "orders": ("-order_count", "-buyer_id"),
}
BUYERS_ONLY = frozenset({"spent", "orders"})
SORTS = (
    ("seen", _("last seen first")),
    ("new", _("newest first")),
    ("spent", _("buyers who spent most first")),
    ("orders", _("buyers who ordered most first")),
)


@dataclass(frozen=True, slots=True)
class Counted:
    """At least `count`; exactly so unless `is_more`."""

    count: int
    is_more: bool


@dataclass(frozen=True, slots=True)
class Found:
    """Who fits, in the order of `sort`; `walk`: whose turn it is to be looked at, None: few fit."""

    people: QuerySet[Customer]
    sort: str
    walk: QuerySet[Customer] | None

    @property
    def order(self) -> tuple[str, ...]:
        return ORDERS[self.sort]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Conditions that hold together; what is left empty asks nothing.

    `spent_from_minor` is in the installation's currency. `consent` is a channel on which the
    person may be sent marketing now. `source` is a whole source (`key:7`) or its kind (`key:`).
    """

    text: str = ""
    store_id: int | None = None
    seen_since: datetime | None = None
    not_seen_since: datetime | None = None
    first_seen_since: datetime | None = None
    orders_from: int | None = None
    orders_to: int | None = None
    spent_from_minor: int | None = None
    has_phone: bool | None = None
    source: str = ""
    consent: str = ""
    product_id: int | None = None


def find(scope: Scope, wanted: Wanted, sort: str) -> Found:
    """The people of `scope` for whom all of `wanted` holds, with what they bought.

    `sort` is a key of `ORDERS`; those who never bought are left out of the buyers' orders.
    """
    sort = sort if sort in ORDERS else "seen"
    everybody = customers.people(scope)
    if wanted.text:
        everybody, is_few = customers.searched(scope, wanted.text)
    else:
        ids = _few(scope, wanted)
        is_few = ids is not None
        everybody = everybody.filter(pk__in=ids) if ids is not None else everybody
    people = _in_order(everybody.annotate(**_bought_within(scope)), wanted, sort)
    walk = None
    # What a store's customers bought there is counted now: no index goes along it.
    if not is_few and (scope.stores is None or sort not in BUYERS_ONLY):
        all_of_them = customers.people(scope).annotate(**_bought_within(scope))
        walk = _in_order(all_of_them, wanted, sort)
    fitting = people.filter(_seen(wanted), _bought(wanted, sort), _known(wanted))
    return Found(fitting.select_related("store"), sort, walk)


def page_of(found: Found, *, after: str, size: int) -> KeyPage[Customer]:
    """One page; shorter than `size` where few fit among those whose turn it was."""
    until = ""
    if found.walk is not None:
        until = paging.milestone(found.walk, order=found.order, after=after, steps=WALKED)
    return paging.page(found.people, order=found.order, after=after, size=size, until=until)


def only(found: Found, ids: Sequence[int]) -> Found:
    """Those of `found` with one of `ids`."""
    return replace(found, people=found.people.filter(pk__in=ids), walk=None)


def counted(found: Found) -> Counted:
    """How many, as far as a page has the time to look."""
    # In the list's order, so that planners go along the same index as the page itself.
    people, is_more = found.people.order_by(*found.order), False
    if found.walk is not None:
        until = paging.milestone(found.walk, order=found.order, steps=WALKED)
        people, is_more = paging.before(people, order=found.order, until=until), bool(until)
    count = people.values("pk")[: COUNTED_UP_TO + 1].count()
    return Counted(min(count, COUNTED_UP_TO), is_more or count > COUNTED_UP_TO)


def _bought_within(scope: Scope) -> dict[str, Any]:
    """Orders, spending and buyer as `scope` may know them: staff of stores count their stores'."""
    if scope.stores is None:
        names = ("purchases__spent_minor", "purchases__orders", "purchases__customer_id")
        return dict(zip(("spent_minor", "order_count", "buyer_id"), map(F, names), strict=True))
    there = Order.objects.filter(customer__in=_rows(), store__in=scope.stores)
    sums = there.order_by().values(one=Value(1)).annotate(orders=COUNTED, spent=_spent())
    return {
        "spent_minor": Coalesce(Subquery(sums.values("spent")[:1]), 0),
        "order_count": Coalesce(Subquery(sums.values("orders")[:1]), 0),
        "buyer_id": F("pk"),
    }


def _spent() -> Sum:
    return Sum(NET, filter=Q(currency=installation().currency), default=0)


def _in_order(people: QuerySet[Customer], wanted: Wanted, sort: str) -> QuerySet[Customer]:
    """Cut to what `wanted` asks of the very field that `sort` goes by."""
    return people.filter(
        **{name: value for name, value in _along(wanted, sort) if value is not None}
    )


def _along(wanted: Wanted, sort: str) -> list[tuple[str, Any]]:
    """Ranges of the index that `sort` goes along."""
    match sort:
        case "new":
            return [("first_seen_at__gte", wanted.first_seen_since)]
        case "spent":
            return [("spent_minor__gte", wanted.spent_from_minor), ("buyer_id__gt", 0)]
        case "orders":
            return [("order_count__gte", wanted.orders_from or 1)]
        case _:
            since, before = wanted.seen_since, wanted.not_seen_since
            return [("last_seen_at__gte", since), ("last_seen_at__lt", before)]


def _few(scope: Scope, wanted: Wanted) -> set[int] | None:
    """Ids of all who may fit, if one of the conditions lets so few through that a list is best."""
    ways = [_buyers, _consenting, _in_store, _from_source]
    if scope.stores is None:
        ways.insert(3, _spenders)
    for way in ways:
        ids = way(wanted)
        if ids is not None:
            return ids
    return None


def _roots(rows: QuerySet[Any], person: str) -> set[int] | None:
    """Roots of the rows that `person` leads to; None: more than `MOST_LISTED`."""
    pairs = list(rows.order_by().values_list(f"{person}__merged_into", person)[: MOST_LISTED + 1])
    if len(pairs) > MOST_LISTED:
        return None
    return {root or row for root, row in pairs if row is not None}


def _buyers(wanted: Wanted) -> set[int] | None:
    if wanted.product_id is None:
        return None
    return _roots(OrderLine.objects.filter(product=wanted.product_id), "order__customer")


def _consenting(wanted: Wanted) -> set[int] | None:
    if not wanted.consent:
        return None
    given = Consent.objects.filter(
        channel=wanted.consent, purpose=Consent.Purpose.MARKETING, granted=True
    )
    return _roots(given, "customer")


def _in_store(wanted: Wanted) -> set[int] | None:
    if wanted.store_id is None:
        return None
    return _roots(CustomerStore.objects.filter(store=wanted.store_id), "customer")


def _spenders(wanted: Wanted) -> set[int] | None:
    bought = Purchases.objects.all()
    if wanted.spent_from_minor is not None:
        bought = bought.filter(spent_minor__gte=wanted.spent_from_minor)
    elif wanted.orders_from:
        bought = bought.filter(orders__gte=wanted.orders_from)
    else:
        return None
    return _roots(bought, "customer")


def _from_source(wanted: Wanted) -> set[int] | None:
    """By the warehouse: where somebody came from never changes, and has no index here."""
    if not wanted.source or wanted.source.endswith(":"):
        return None
    try:
        ids = figures.rooted_in(wanted.source, limit=MOST_LISTED + 1)
    except WarehouseAway:
        return None
    return ids if len(ids) <= MOST_LISTED else None


# What follows is asked of each person that a walk comes by: inside an expression, a field does
# not tempt a planner to leave the index that the walk goes along.


def _seen(wanted: Wanted) -> Q:
    last = Coalesce(F("last_seen_at"), F("first_seen_at"))
    first = Coalesce(F("first_seen_at"), F("last_seen_at"))
    condition = Q()
    if wanted.seen_since is not None:
        condition &= Q(GreaterThanOrEqual(last, wanted.seen_since))
    if wanted.not_seen_since is not None:
        condition &= Q(LessThan(last, wanted.not_seen_since))
    if wanted.first_seen_since is not None:
        condition &= Q(GreaterThanOrEqual(first, wanted.first_seen_since))
    return condition


def _bought(wanted: Wanted, sort: str) -> Q:
    orders, spent = F("order_count") + 0, F("spent_minor") + 0
    condition = Q()
    if sort in BUYERS_ONLY:
        condition &= Q(GreaterThanOrEqual(orders, 1))
    if wanted.orders_from is not None:
        condition &= Q(GreaterThanOrEqual(orders, wanted.orders_from))
    if wanted.orders_to is not None:
        none = Q(order_count=None) if not wanted.orders_from else Q()
        condition &= Q(LessThanOrEqual(orders, wanted.orders_to)) | none
    if wanted.spent_from_minor is not None:
        condition &= Q(GreaterThanOrEqual(spent, wanted.spent_from_minor))
    return condition


def _known(wanted: Wanted) -> Q:
    condition = Q()
    if wanted.store_id is not None:
        condition &= _any(CustomerStore.objects.filter(store_id=wanted.store_id), "customer")
    if wanted.has_phone is not None:
        phones = _any(Identity.objects.filter(channel=Identity.Channel.PHONE), "customer")
        condition &= phones if wanted.has_phone else ~phones
    if wanted.source:
        whole = not wanted.source.endswith(":")
        condition &= Q(source=wanted.source) if whole else Q(source__startswith=wanted.source)
    if wanted.consent:
        said = Consent.objects.filter(
            customer__in=_rows(), channel=wanted.consent, purpose=Consent.Purpose.MARKETING
        ).order_by("-at", "-id")
        condition &= Q(Coalesce(Subquery(said.values("granted")[:1]), False))
    if wanted.product_id is not None:
        lines = OrderLine.objects.filter(Exact(F("product_id") + 0, wanted.product_id))
        condition &= _any(lines.exclude(order__status=Order.Status.CANCELLED), "order__customer")
    return condition


def _any(rows: QuerySet[Any], person: str) -> Q:
    """Whether one of `rows` belongs to a row of the person that the outer query looks at."""
    own = rows.filter(**{person: OuterRef("pk")})
    merged = rows.filter(**{f"{person}__merged_into": OuterRef("pk")})
    return Q(Exists(own)) | Q(Exists(merged))


def _rows() -> QuerySet[Customer, Any]:
    """The rows of the person that the outer query looks at."""
    person = OuterRef(OuterRef("pk"))
    return Customer.objects.filter(Q(pk=person) | Q(merged_into=person)).values("pk")


def purchases_of(scope: Scope, root_ids: list[int]) -> dict[int, Purchases]:
    """What each of these people bought, in the stores that `scope` sees; the others are absent.

    For staff of stores the rows are counted now and not stored.
    """
    if scope.stores is None:
        return {row.pk: row for row in Purchases.objects.filter(pk__in=root_ids)}
    root = Coalesce("customer__merged_into", "customer")
    of_people = Q(customer__in=root_ids) | Q(customer__merged_into__in=root_ids)
    sums = (
        Order.objects.filter(of_people, store__in=scope.stores)
        .order_by()
        .values(root=root)
        .annotate(orders=COUNTED, spent=_spent(), last=Max("placed_at", filter=COUNTS))
    )
    return {
        row["root"]: Purchases(
            customer_id=row["root"],
            orders=row["orders"],
            spent_minor=row["spent"],
            last_order_at=row["last"],
        )
        for row in sums
    }
