"""What is asked of each person that a walk comes by.

Inside an expression, a field does not tempt a planner to leave the index that the walk goes along.
"""

from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.db.models.lookups import Exact, GreaterThanOrEqual, LessThan, LessThanOrEqual

from guisu.know.commerce.models import Order, OrderLine
from guisu.know.commerce.people.wanted import BUYERS_ONLY, Wanted
from guisu.know.customers.models import Consent, Customer, CustomerStore, Identity, Tagging


def of_each(wanted: Wanted, sort: str) -> Q:
    """All that `wanted` asks, of people with `bought_within`, listed by `sort`."""
    return _seen(wanted) & _bought(wanted, sort) & _known(wanted)


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
            customer__in=rows(), channel=wanted.consent, purpose=Consent.Purpose.MARKETING
        ).order_by(*Consent.LATEST_FIRST)
        condition &= Q(Coalesce(Subquery(said.values("granted")[:1]), False))
    if wanted.product_id is not None:
        lines = OrderLine.objects.filter(Exact(F("product_id") + 0, wanted.product_id))
        condition &= _any(lines.exclude(order__status=Order.Status.CANCELLED), "order__customer")
    return condition & _tagged(wanted)


def _tagged(wanted: Wanted) -> Q:
    condition = Q()
    if wanted.tag_id is not None:
        condition &= _any(Tagging.objects.filter(tag=wanted.tag_id), "customer")
    if wanted.without_tag_id is not None:
        condition &= ~_any(Tagging.objects.filter(tag=wanted.without_tag_id), "customer")
    return condition


def _any(what: QuerySet[Any], person: str) -> Q:
    """Whether one of `what` belongs to a row of the person that the outer query looks at."""
    own = what.filter(**{person: OuterRef("pk")})
    merged = what.filter(**{f"{person}__merged_into": OuterRef("pk")})
    return Q(Exists(own)) | Q(Exists(merged))


def rows() -> QuerySet[Customer, Any]:
    """The rows of the person that the outer query looks at."""
    person = OuterRef(OuterRef("pk"))
    return Customer.objects.filter(Q(pk=person) | Q(merged_into=person)).values("pk")
