"""Reading customers: who may be seen, by any name they go by."""

from collections.abc import Collection, Iterable
from typing import Any

from django.db.models import Case, Exists, IntegerField, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce

from guisu.ground.database.columns import IsAmong
from guisu.ground.kernel.refusals import NotFound
from guisu.ground.kernel.words import gettext_noop
from guisu.ground.staff.domain import Scope
from guisu.ground.staff.models import Staff
from guisu.know.customers.domain.identities import STRENGTH, space
from guisu.know.customers.domain.traits import Told, is_own, latest
from guisu.know.customers.models import (
    Consent,
    Customer,
    CustomerStore,
    ErasedIdentity,
    Identity,
    Merge,
    MergeSuggestion,
)
from guisu.know.customers.selectors.listed import roots_of


def people(scope: Scope) -> QuerySet[Customer]:
    """The persons (roots) that `scope` sees: those that one of its stores knows, by any row."""
    roots = Customer.objects.filter(merged_into=None)
    if scope.stores is None:
        return roots
    ids = few(scope)
    return roots.filter(IsAmong("pk", ids)) if ids is not None else _known(scope)


def few(scope: Scope) -> set[int] | None:
    """Ids of the roots that `scope` sees, if so few that a list of them beats a walk; else None."""
    if scope.stores is None:
        return None
    return roots_of(CustomerStore.objects.filter(store__in=scope.stores), "customer")


def _known(scope: Scope) -> QuerySet[Customer]:
    """As `people`, asked of each person: for one of them, or a walk over very many."""
    roots = Customer.objects.filter(merged_into=None)
    if scope.stores is None:
        return roots
    known = CustomerStore.objects.filter(store__in=scope.stores)
    merged = Customer.objects.filter(merged_into=OuterRef("pk"), known_to__store__in=scope.stores)
    return roots.filter(Exists(known.filter(customer=OuterRef("pk"))) | Exists(merged))


def person(scope: Scope, pk: int) -> Customer:
    """The root of row `pk`. Raises `NotFound` if absent, or not to be seen."""
    row = Customer.objects.filter(pk=pk).values_list("merged_into", flat=True).first()
    root = _known(scope).filter(pk=row or pk).select_related("store").first()
    if root is None:
        raise NotFound(what=gettext_noop("customer"))
    return root


def rows_of(customer: Customer) -> list[int]:
    """Ids of all rows of the person, the root's first."""
    root = customer.merged_into_id or customer.pk
    merged = Customer.objects.filter(merged_into=root).order_by("pk")
    return [root, *merged.values_list("pk", flat=True)]


def rows_of_all(roots: Collection[int] | QuerySet[Customer]) -> QuerySet[Customer]:
    """All rows of the persons `roots`.

    What belongs to them is asked for by `customer__in` this: an OR over `customer` and
    `customer__merged_into` makes SQLite read whole tables.
    """
    return Customer.objects.filter(Q(pk__in=roots) | Q(merged_into__in=roots))


def persons_of(row_ids: Iterable[int | None]) -> dict[int, int]:
    """The root that each of these rows belongs to; rows that are no more are left out."""
    known = Customer.objects.filter(pk__in={pk for pk in row_ids if pk})
    return dict(known.values_list("pk", Coalesce("merged_into", "pk")))


def seen_rows(scope: Scope, row_ids: Iterable[int]) -> set[int]:
    """Those of `row_ids` that belong to somebody whom `scope` sees."""
    seen = Customer.objects if scope.stores is None else rows_of_all(people(scope))
    return set(seen.filter(pk__in=set(row_ids)).values_list("pk", flat=True))


def owners_of(keys: Iterable[tuple[str, str]]) -> dict[tuple[str, str], int]:
    """The row that each known name (space, value in normal form) belongs to."""
    wanted = set(keys)
    by_value = Identity.objects.filter(value__in={value for _, value in wanted})
    found = by_value.values_list("channel", "account", "value", "customer_id")
    owned = {(space(channel, account), value): pk for channel, account, value, pk in found}
    return {name: pk for name, pk in owned.items() if name in wanted}


def own_fields(customer: Customer) -> list[tuple[str, Any]]:
    """(name, value) of what was told of the person besides face and contacts, by name."""
    rows = Customer.objects.filter(pk__in=rows_of(customer))
    told = latest(Told(row.pk, row.traits, row.traits_at) for row in rows)
    return sorted((name, value) for name, value in told.items() if is_own(name))


def identities_of(customer: Customer) -> QuerySet[Identity]:
    """All the person goes by, the strongest channel first."""
    order = Case(
        *(When(channel=channel, then=Value(rank)) for channel, rank in STRENGTH.items()),
        output_field=IntegerField(),
    )
    return Identity.objects.filter(customer__in=rows_of(customer)).order_by(order, "value")


def is_kept_nameless(customer: Customer) -> bool:
    """Whether what arrives under the identities of this erased person stays without a name."""
    standing = ErasedIdentity.objects.filter(customer__in=rows_of(customer), lifted_at=None)
    return customer.erased_at is not None and standing.exists()


def consents_of(customer: Customer) -> QuerySet[Consent]:
    """Every word given or taken back, the latest first."""
    told = Consent.objects.filter(customer__in=rows_of(customer))
    return told.select_related("by").order_by(*Consent.LATEST_FIRST)


def consents_now(customer: Customer) -> dict[tuple[str, str], Consent]:
    """(channel, purpose) -> the word that holds: the latest over all rows of the person."""
    return {(word.channel, word.purpose): word for word in reversed(consents_of(customer))}


def words(*, channel: str, purpose: str, of: Collection[int] | None = None) -> dict[int, bool]:
    """Root -> their latest word on this over all their rows; only the roots `of`, if given.

    Who is not in it was never asked.
    """
    told = Consent.objects.filter(channel=channel, purpose=purpose)
    if of is not None:
        told = told.filter(customer__in=rows_of_all(of))
    root = Coalesce("customer__merged_into", "customer")
    said = told.annotate(root=root).order_by(*Consent.LATEST_LAST)
    return dict(said.values_list("root", "granted").iterator())


def refusing(*, channel: str, purpose: str) -> frozenset[int]:
    """Roots whose latest word on this, over all their rows, is no."""
    said = words(channel=channel, purpose=purpose)
    return frozenset(root for root, granted in said.items() if not granted)


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
    seen = rows_of_all(people(scope))
    return found.filter(first__in=seen, second__in=seen)


def suggestion(scope: Scope, pk: int) -> MergeSuggestion:
    """Raises `NotFound` if settled, absent, or not to be seen."""
    found = suggestions(scope).filter(pk=pk).select_related("first", "second").first()
    if found is None:
        raise NotFound(what=gettext_noop("suggestion"))
    return found


def settled_by(staff: Staff) -> MergeSuggestion | None:
    """The suggestion that this person answered last."""
    settled = MergeSuggestion.objects.filter(settled_by=staff).select_related("first", "second")
    return settled.order_by("-settled_at", "-pk").first()
