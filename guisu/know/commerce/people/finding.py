"""The people who fulfil what is wanted: a page of them, or how many."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import QuerySet

from guisu.ground.database import paging
from guisu.ground.database.columns import IsAmong
from guisu.ground.database.paging import KeyPage
from guisu.ground.staff.domain import Scope
from guisu.know.commerce.people import conditions, few
from guisu.know.commerce.people.bought import bought_within
from guisu.know.commerce.people.wanted import BUYERS_ONLY, ORDERS, Wanted
from guisu.know.customers import selectors as customers
from guisu.know.customers.models import Customer

COUNTED_UP_TO = 10_000
# A page never looks at more people than this: what few fulfil is sought a stretch at a time.
WALKED = 5_000


@dataclass(frozen=True, slots=True)
class Counted:
    """At least `count`; exactly so unless `is_more`."""

    count: int
    is_more: bool


@dataclass(frozen=True, slots=True)
class Found:
    """Who fits, in the order of `sort`; `walk`: whose turn it is to be looked at, None: few fit.

    `is_everybody`: nothing was asked, so all whom an owner sees fit.
    """

    people: QuerySet[Customer]
    sort: str
    walk: QuerySet[Customer] | None
    is_everybody: bool = False

    @property
    def order(self) -> tuple[str, ...]:
        return ORDERS[self.sort]


def find(scope: Scope, wanted: Wanted, sort: str) -> Found:
    """The people of `scope` for whom all of `wanted` holds, with what they bought.

    `sort` is a key of `ORDERS`; those who never bought are left out of the buyers' orders.
    """
    sort = sort if sort in ORDERS else "seen"
    everybody = customers.people(scope)
    if wanted.text:
        everybody, is_few = customers.searched(scope, wanted.text)
    else:
        ids = few.roots(scope, wanted)
        is_few = ids is not None
        everybody = everybody.filter(IsAmong("pk", ids)) if ids is not None else everybody
    people = _in_order(everybody.annotate(**bought_within(scope)), wanted, sort)
    walk = None
    # What a store's customers bought there is counted now: no index goes along it.
    if not is_few and (scope.stores is None or sort not in BUYERS_ONLY):
        all_of_them = customers.people(scope).annotate(**bought_within(scope))
        walk = _in_order(all_of_them, wanted, sort)
    fitting = people.filter(conditions.of_each(wanted, sort))
    is_everybody = scope.stores is None and wanted == Wanted() and sort not in BUYERS_ONLY
    return Found(fitting.select_related("store"), sort, walk, is_everybody)


def page_of(found: Found, *, after: str, size: int) -> KeyPage[Customer]:
    """One page; shorter than `size` where few fit among those whose turn it was."""
    until = ""
    if found.walk is not None:
        until = paging.milestone(found.walk, order=found.order, after=after, steps=WALKED)
    return paging.page(found.people, order=found.order, after=after, size=size, until=until)


def only(found: Found, ids: Sequence[int]) -> Found:
    """Those of `found` with one of `ids`."""
    return replace(found, people=found.people.filter(pk__in=ids), walk=None, is_everybody=False)


def counted(found: Found) -> Counted:
    """How many, as far as a page has the time to look."""
    if found.is_everybody:
        # Each from an index; the roots themselves would be a look at every row.
        merged = Customer.objects.filter(merged_into__isnull=False).count()
        return Counted(Customer.objects.count() - merged, is_more=False)
    # In the list's order, so that planners go along the same index as the page itself.
    people, is_more = found.people.order_by(*found.order), False
    if found.walk is not None:
        until = paging.milestone(found.walk, order=found.order, steps=WALKED)
        people, is_more = paging.before(people, order=found.order, until=until), bool(until)
    count = people.values("pk")[: COUNTED_UP_TO + 1].count()
    return Counted(min(count, COUNTED_UP_TO), is_more or count > COUNTED_UP_TO)


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
