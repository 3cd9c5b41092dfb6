"""Customers as the warehouse has them: no names, no identities, nothing that reaches a person."""

from collections.abc import Iterable, Sequence
from itertools import groupby

from django.db.models import Q
from django.db.models.functions import Coalesce

from guisu.ground.database.columns import IsAmong, Milliseconds
from guisu.ground.warehouse.domain import PEOPLE, Dimension, Kind, Row, Table
from guisu.know.customers.domain.identities import is_doubtful
from guisu.know.customers.domain.tagging import RULE
from guisu.know.customers.models import (
    Consent,
    Customer,
    CustomerStore,
    Identity,
    Tag,
    Tagging,
)

CUSTOMERS = Table(
    PEOPLE,
    {
        "customer_id": Kind.WHOLE,
        "root_id": Kind.WHOLE,
        "store_id": Kind.WHOLE,
        "gender": Kind.TEXT,
        "birthday_on": Kind.DAY,
        "region": Kind.TEXT,
        "source": Kind.TEXT,
        "first_seen_at": Kind.INSTANT,
        "last_seen_at": Kind.INSTANT,
        "erased": Kind.FLAG,
    },
    dated_by="first_seen_at",
)
CUSTOMER_STORES = Table(
    "customer_stores",
    {"row_id": Kind.WHOLE, "store_id": Kind.WHOLE, "since": Kind.INSTANT},
)
# By which channels a row is known; never under which name.
IDENTITIES = Table("identities", {"row_id": Kind.WHOLE, "channel": Kind.TEXT})
CONSENTS = Table(
    "consents",
    {
        "consent_id": Kind.WHOLE,
        "row_id": Kind.WHOLE,
        "channel": Kind.TEXT,
        "purpose": Kind.TEXT,
        "granted": Kind.FLAG,
        "given_at": Kind.INSTANT,
    },
)

TAGS = Table(
    "tags",
    {"tag_id": Kind.WHOLE, "kind": Kind.TEXT, "name": Kind.TEXT, "archived": Kind.FLAG},
)
TAGGINGS = Table(
    "taggings",
    {"row_id": Kind.WHOLE, "tag_id": Kind.WHOLE, "given_at": Kind.INSTANT, "by_rule": Kind.FLAG},
)


def _customers(ids: Sequence[int]) -> Iterable[Row]:
    rows = Customer.objects.filter(IsAmong("pk", ids)).annotate(
        root_id=Coalesce("merged_into_id", "pk"), erased=Q(erased_at__isnull=False)
    )
    return rows.values_list(
        "pk",
        "root_id",
        "store_id",
        "gender",
        "birthday_on",
        "region",
        "source",
        Milliseconds("first_seen_at"),
        Milliseconds("last_seen_at"),
        "erased",
    )


def _customer_keys(after: int, limit: int) -> Sequence[int]:
    rows = Customer.objects.filter(pk__gt=after).order_by("pk")
    return list(rows.values_list("pk", flat=True)[:limit])


def _customer_stores(ids: Sequence[int]) -> Iterable[Row]:
    return CustomerStore.objects.filter(IsAmong("customer_id", ids)).values_list(
        "customer_id", "store_id", Milliseconds("since")
    )


def _identities(ids: Sequence[int]) -> Iterable[Row]:
    """On which channels a row has an identity that can be one; never which identity."""
    held = Identity.objects.filter(IsAmong("customer_id", ids)).order_by("customer_id", "channel")
    known = (
        (row_id, channel)
        for row_id, channel, value in held.values_list("customer_id", "channel", "value")
        if not is_doubtful(channel, value)
    )
    return (pair for pair, _ in groupby(known))


def _consents(ids: Sequence[int]) -> Iterable[Row]:
    return Consent.objects.filter(IsAmong("pk", ids)).values_list(
        "pk", "customer_id", "channel", "purpose", "granted", Milliseconds("at")
    )


def _consent_keys(after: int, limit: int) -> Sequence[int]:
    rows = Consent.objects.filter(pk__gt=after).order_by("pk")
    return list(rows.values_list("pk", flat=True)[:limit])


def _tags(ids: Sequence[int]) -> Iterable[Row]:
    tags = Tag.objects.filter(IsAmong("pk", ids)).annotate(archived=Q(archived_at__isnull=False))
    return tags.values_list("pk", "kind", "name", "archived")


def _tag_keys(after: int, limit: int) -> Sequence[int]:
    tags = Tag.objects.filter(pk__gt=after).order_by("pk")
    return list(tags.values_list("pk", flat=True)[:limit])


def _taggings(ids: Sequence[int]) -> Iterable[Row]:
    taggings = Tagging.objects.filter(IsAmong("customer_id", ids))
    by_rule = Q(batch__source__startswith=RULE)
    return taggings.annotate(by_rule=by_rule).values_list(
        "customer_id", "tag_id", Milliseconds("given_at"), "by_rule"
    )


def _tagged_keys(after: int, limit: int) -> Sequence[int]:
    taggings = Tagging.objects.filter(customer__gt=after).order_by("customer_id")
    return list(taggings.values_list("customer_id", flat=True).distinct()[:limit])


DIMENSIONS = (
    Dimension(CUSTOMERS, _customers, _customer_keys),
    # Stores that know a row, and its channels, are told of with the row itself: mark the customer.
    Dimension(CUSTOMER_STORES, _customer_stores, _customer_keys, told_as=PEOPLE),
    Dimension(IDENTITIES, _identities, _customer_keys, told_as=PEOPLE),
    Dimension(CONSENTS, _consents, _consent_keys),
    Dimension(TAGS, _tags, _tag_keys),
    Dimension(TAGGINGS, _taggings, _tagged_keys),
)
