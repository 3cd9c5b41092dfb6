"""People by where they are known, when they were seen, what they bought and agreed to.

The customers list asks here: its conditions need both customers and what they bought.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from guisu.commerce.models import Purchases
from guisu.customers import selectors as customers
from guisu.customers.models import Consent, Customer, CustomerStore, Identity
from guisu.database.paging import KeyPage, page
from guisu.staff.domain import Scope

Found = QuerySet[Customer]
COUNTED_UP_TO = 10_000
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


def wanted_people(scope: Scope, wanted: Wanted) -> QuerySet[Customer]:
    """The people of `scope` for whom all of `wanted` holds, with what they bought."""
    people = customers.search(scope, wanted.text) if wanted.text else customers.people(scope)
    return (
        people.filter(_seen(wanted), _bought(wanted), _known(wanted))
        .annotate(
            spent_minor=F("purchases__spent_minor"),
            order_count=F("purchases__orders"),
            buyer_id=F("purchases__customer_id"),
        )
        .select_related("store")
    )


def in_order(people: QuerySet[Customer], sort: str) -> QuerySet[Customer]:
    """`people` as `sort` has it; those who never bought are left out of the buyers' orders."""
    if sort in BUYERS_ONLY:
        people = people.filter(purchases__orders__gte=1)
    return people.order_by(*ORDERS.get(sort, ORDERS["seen"]))


def page_of(people: QuerySet[Customer], sort: str, *, after: str, size: int) -> KeyPage[Customer]:
    """One page of `people`, ordered by `sort` (a key of `ORDERS`)."""
    order = ORDERS.get(sort, ORDERS["seen"])
    return page(in_order(people, sort), order=order, after=after, size=size)


def counted(rows: QuerySet[Customer]) -> int:
    """How many, up to `COUNTED_UP_TO` + 1: a whole count of a million rows would keep a page."""
    return rows.order_by().values("pk")[: COUNTED_UP_TO + 1].count()


def _seen(wanted: Wanted) -> Q:
    condition = Q()
    if wanted.seen_since is not None:
        condition &= Q(last_seen_at__gte=wanted.seen_since)
    if wanted.not_seen_since is not None:
        condition &= Q(last_seen_at__lt=wanted.not_seen_since)
    if wanted.first_seen_since is not None:
        condition &= Q(first_seen_at__gte=wanted.first_seen_since)
    return condition


def _bought(wanted: Wanted) -> Q:
    condition = Q()
    if wanted.orders_from is not None:
        condition &= Q(purchases__orders__gte=wanted.orders_from)
    if wanted.orders_to is not None:
        none = Q(purchases=None) if not wanted.orders_from else Q()
        condition &= Q(purchases__orders__lte=wanted.orders_to) | none
    if wanted.spent_from_minor is not None:
        condition &= Q(purchases__spent_minor__gte=wanted.spent_from_minor)
    return condition


def _known(wanted: Wanted) -> Q:
    condition = Q()
    if wanted.store_id is not None:
        known = CustomerStore.objects.filter(store_id=wanted.store_id, customer__in=_rows())
        condition &= Q(Exists(known))
    if wanted.has_phone is not None:
        phones = Identity.objects.filter(channel=Identity.Channel.PHONE, customer__in=_rows())
        condition &= Q(Exists(phones)) if wanted.has_phone else ~Q(Exists(phones))
    if wanted.source:
        whole = not wanted.source.endswith(":")
        condition &= Q(source=wanted.source) if whole else Q(source__startswith=wanted.source)
    if wanted.consent:
        said = Consent.objects.filter(
            customer__in=_rows(), channel=wanted.consent, purpose=Consent.Purpose.MARKETING
        ).order_by("-at", "-id")
        condition &= Q(Coalesce(Subquery(said.values("granted")[:1]), False))
    return condition


def _rows() -> QuerySet[Customer, Any]:
    """The rows of the person that the outer query looks at."""
    person = OuterRef(OuterRef("pk"))
    return Customer.objects.filter(Q(pk=person) | Q(merged_into=person)).values("pk")


def purchases_of(root_ids: list[int]) -> dict[int, Purchases]:
    """What each of these people bought in all; those who never bought are absent."""
    return {row.pk: row for row in Purchases.objects.filter(pk__in=root_ids)}
