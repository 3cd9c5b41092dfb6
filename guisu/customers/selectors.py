"""Reading customers: who may be seen, by any name they go by."""

from collections.abc import Iterable
from typing import Any

import phonenumbers
from django.db import connection
from django.db.models import Case, Exists, IntegerField, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce

from guisu.customers.domain.identities import EMAIL, PHONE, STRENGTH, folded, normal
from guisu.customers.models import (
    Consent,
    Customer,
    CustomerStore,
    Identity,
    Merge,
    MergeSuggestion,
)
from guisu.kernel.refusals import NotFound
from guisu.kernel.text import clean, search_key
from guisu.staff.domain import Scope
from guisu.staff.selectors import installation

HIGHEST = "\U0010ffff"
SHORTEST_INSIDE = 2
MOST_FOUND = 5_000


def people(scope: Scope) -> QuerySet[Customer]:
    """The persons (roots) that `scope` sees: those that one of its stores knows, by any row."""
    roots = Customer.objects.filter(merged_into=None)
    if scope.stores is None:
        return roots
    known = CustomerStore.objects.filter(store__in=scope.stores)
    merged = Customer.objects.filter(merged_into=OuterRef("pk"), known_to__store__in=scope.stores)
    return roots.filter(Exists(known.filter(customer=OuterRef("pk"))) | Exists(merged))


def person(scope: Scope, pk: int) -> Customer:
    """The root of row `pk`. Raises `NotFound` if absent, or not to be seen."""
    row = Customer.objects.filter(pk=pk).values_list("merged_into", flat=True).first()
    root = people(scope).filter(pk=row or pk).select_related("store").first()
    if root is None:
        raise NotFound(what="customer")
    return root


def rows_of(customer: Customer) -> list[int]:
    """Ids of all rows of the person, the root's first."""
    root = customer.merged_into_id or customer.pk
    merged = Customer.objects.filter(merged_into=root).order_by("pk")
    return [root, *merged.values_list("pk", flat=True)]


def search(scope: Scope, text: str) -> QuerySet[Customer]:
    """The people of `scope` that go by `text`: an identity, `#id`, or the beginning of either.

    Whoever goes by exactly this comes alone; else those whose identities (at most `MOST_FOUND`)
    or name begin so; else those with it inside their name.
    """
    wanted = clean(text)
    seen = people(scope)
    if not wanted:
        return seen.none()
    if wanted.startswith("#") and wanted[1:].isdecimal():
        return seen.filter(pk=int(wanted[1:]))
    key = search_key(wanted)
    ways = [
        Q(pk__in=_owners(Q(value__in=list(_spellings(wanted))))),
        begins_with("name_key", key) | Q(pk__in=_owners(_any_of(_beginnings(wanted)))),
    ]
    for way in ways:
        if seen.filter(way).exists():
            return seen.filter(way)
    return seen.filter(name_key__contains=key) if len(key) >= SHORTEST_INSIDE else seen.none()


def identities_of(customer: Customer) -> QuerySet[Identity]:
    """All the person goes by, the strongest channel first."""
    order = Case(
        *(When(channel=channel, then=Value(rank)) for channel, rank in STRENGTH.items()),
        output_field=IntegerField(),
    )
    return Identity.objects.filter(customer__in=rows_of(customer)).order_by(order, "value")


def consents_of(customer: Customer) -> QuerySet[Consent]:
    """Every word given or taken back, the latest first."""
    told = Consent.objects.filter(customer__in=rows_of(customer))
    return told.select_related("by").order_by("-at", "-id")


def consents_now(customer: Customer) -> dict[tuple[str, str], Consent]:
    """(channel, purpose) -> the word that holds: the latest over all rows of the person."""
    return {(word.channel, word.purpose): word for word in reversed(consents_of(customer))}


def merges_of(customer: Customer) -> QuerySet[Merge]:
    """The edges among the person's rows, undone ones too, newest first."""
    rows = rows_of(customer)
    found = Merge.objects.filter(Q(first__in=rows) | Q(second__in=rows))
    return found.select_related("by", "undone_by").order_by("-id")


def suggestions(scope: Scope) -> QuerySet[MergeSuggestion]:
    """Open suggestions between two people that `scope` both sees."""
    found = MergeSuggestion.objects.filter(state=MergeSuggestion.State.OPEN)
    if scope.stores is None:
        return found
    seen = _rows_of_all(people(scope))
    return found.filter(first__in=seen, second__in=seen)


def suggestion(scope: Scope, pk: int) -> MergeSuggestion:
    """Raises `NotFound` if settled, absent, or not to be seen."""
    found = suggestions(scope).filter(pk=pk).select_related("first", "second").first()
    if found is None:
        raise NotFound(what="suggestion")
    return found


def begins_with(field: str, prefix: str) -> Q:
    """`field` begins with `prefix`, in the form for which the store at hand uses its index."""
    if connection.vendor == "postgresql":
        return Q(**{f"{field}__startswith": prefix})
    return Q(**{f"{field}__gte": prefix, f"{field}__lt": prefix + HIGHEST})


def _owners(identities: Q) -> QuerySet[Customer, Any]:
    """Ids of the roots of the rows that such identities belong to."""
    owning = Identity.objects.filter(identities).values("customer")[:MOST_FOUND]
    rows = Customer.objects.filter(pk__in=owning)
    return rows.values_list(Coalesce("merged_into", "pk"))


def _spellings(text: str) -> set[str]:
    """How `text` may stand in the table: as typed, as a phone number, as an address."""
    region = installation().phone_region
    keys = [normal(channel, text, region) for channel in (PHONE, EMAIL)]
    return {text, folded(text), *(key.value for key in keys if key)}


def _beginnings(text: str) -> set[str]:
    """As `_spellings`, and the beginning of a domestic number: 138 -> +86138."""
    digits = text.replace(" ", "").replace("-", "")
    if not digits.isdecimal():
        return _spellings(text)
    code = phonenumbers.country_code_for_region(installation().phone_region)
    return _spellings(text) | {f"+{code}{digits}"}


def _any_of(prefixes: Iterable[str]) -> Q:
    condition = Q()
    for prefix in set(prefixes):
        condition |= begins_with("value", prefix)
    return condition


def _rows_of_all(roots: QuerySet[Customer]) -> QuerySet[Customer, Any]:
    return Customer.objects.filter(Q(pk__in=roots) | Q(merged_into__in=roots)).values("pk")
