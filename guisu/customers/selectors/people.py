"""Reading customers: who may be seen, by any name they go by."""

from collections.abc import Collection, Iterable

import phonenumbers
from django.db import connection
from django.db.models import Case, Exists, IntegerField, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce, StrIndex

from guisu.customers.domain.identities import EMAIL, PHONE, STRENGTH, folded, normal
from guisu.customers.models import (
    Consent,
    Customer,
    CustomerStore,
    ErasedIdentity,
    Identity,
    Merge,
    MergeSuggestion,
)
from guisu.database.columns import IsAmong
from guisu.kernel.refusals import NotFound
from guisu.kernel.text import clean, search_key
from guisu.staff.domain import Permission, Scope
from guisu.staff.models import Staff
from guisu.staff.selectors import installation

HIGHEST = "\U0010ffff"
SHORTEST_INSIDE = 2
MOST_FOUND = 5_000
MOST_LISTED = 5_000  # beyond it so many fit that a walk by time soon fills a page


def people(scope: Scope) -> QuerySet[Customer]:
    """The persons (roots) that `scope` sees: those that one of its stores knows, by any row."""
    roots = Customer.objects.filter(merged_into=None)
    if scope.stores is None:
        return roots
    few = _few(scope)
    return roots.filter(IsAmong("pk", few)) if few is not None else _known(scope)


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
        raise NotFound(what="customer")
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


def seen_rows(scope: Scope, row_ids: Iterable[int]) -> set[int]:
    """Those of `row_ids` that belong to somebody whom `scope` sees."""
    rows = Customer.objects if scope.stores is None else rows_of_all(people(scope))
    return set(rows.filter(pk__in=set(row_ids)).values_list("pk", flat=True))


def owners_of(keys: Iterable[tuple[str, str]]) -> dict[tuple[str, str], int]:
    """The row that each known (channel, value in normal form) belongs to."""
    wanted = set(keys)
    by_value = Identity.objects.filter(value__in={value for _, value in wanted})
    found = by_value.values_list("channel", "value", "customer_id")
    return {(channel, value): pk for channel, value, pk in found if (channel, value) in wanted}


def search(scope: Scope, text: str) -> QuerySet[Customer]:
    """The people of `scope` that go by `text`: an identity, `#id`, or the beginning of either.

    Whoever goes by exactly this comes alone; else those whose identities (at most `MOST_FOUND`)
    or name begin so; else those with it inside their name (at most `MOST_FOUND`). Who works
    without contacts finds by `#id` or a whole ID: a search must not tell what pages hide.
    """
    return searched(scope, text)[0]


def searched(scope: Scope, text: str) -> tuple[QuerySet[Customer], bool]:
    """As `search`, and whether they are few: found by their ids, not by looking at everybody."""
    wanted = clean(text)
    seen = people(scope)
    if not wanted:
        return seen.none(), True
    if wanted.startswith("#") and wanted[1:].isdecimal():
        return seen.filter(pk=int(wanted[1:])), True
    key = search_key(wanted)
    few = _few(scope)
    if not scope.may(Permission.SEE_CONTACT):
        nameless = Q(value=wanted) & ~Q(channel__in=(PHONE, EMAIL))
        return seen.filter(IsAmong("pk", _owners(nameless, few))), True
    for way in (_exactly, _beginning, _inside):
        condition, is_few = way(wanted, key, few)
        found = seen.filter(condition)
        if found.exists():
            return found, is_few
    return seen.none(), True


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
    return told.select_related("by").order_by("-at", "-id")


def consents_now(customer: Customer) -> dict[tuple[str, str], Consent]:
    """(channel, purpose) -> the word that holds: the latest over all rows of the person."""
    return {(word.channel, word.purpose): word for word in reversed(consents_of(customer))}


def refusing(*, channel: str, purpose: str) -> frozenset[int]:
    """Roots whose latest word on this, over all their rows, is no."""
    words = Consent.objects.filter(channel=channel, purpose=purpose)
    root = Coalesce("customer__merged_into", "customer")
    said_no = words.filter(granted=False).annotate(root=root).values("root")
    told = words.annotate(root=root).filter(root__in=said_no).order_by("at", "id")
    latest = dict(told.values_list("root", "granted"))
    return frozenset(root for root, granted in latest.items() if not granted)


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
        raise NotFound(what="suggestion")
    return found


def settled_by(staff: Staff) -> MergeSuggestion | None:
    """The suggestion that this person answered last."""
    settled = MergeSuggestion.objects.filter(settled_by=staff).select_related("first", "second")
    return settled.order_by("-settled_at", "-pk").first()


def begins_with(field: str, prefix: str) -> Q:
    """`field` begins with `prefix`, in the form for which the store at hand uses its index."""
    if connection.vendor == "postgresql":
        return Q(**{f"{field}__startswith": prefix})
    return Q(**{f"{field}__gte": prefix, f"{field}__lt": prefix + HIGHEST})


def _few(scope: Scope) -> set[int] | None:
    """Ids of the roots that `scope` sees, if so few that a list of them beats a walk; else None."""
    if scope.stores is None:
        return None
    known = CustomerStore.objects.filter(store__in=scope.stores).order_by()
    if known.values("pk")[MOST_FOUND : MOST_FOUND + 1]:
        return None
    return {root or row for root, row in known.values_list("customer__merged_into", "customer")}


def _exactly(wanted: str, _key: str, few: set[int] | None) -> tuple[Q, bool]:
    return Q(IsAmong("pk", _owners(Q(value__in=list(_spellings(wanted))), few))), True


def _beginning(wanted: str, key: str, few: set[int] | None) -> tuple[Q, bool]:
    """Ids are gathered by index first: an OR of subqueries would be asked of every person."""
    owners = _owners(_any_of(_beginnings(wanted)), few)
    named = Customer.objects.filter(begins_with("name_key", key))
    by_name = set(named.order_by().values_list("pk", flat=True)[: MOST_LISTED + 1])
    if len(by_name) <= MOST_LISTED:
        return Q(IsAmong("pk", owners | by_name)), True
    return Q(IsAmong("pk", owners)) | Q(name_key__startswith=key), False


def _inside(_wanted: str, key: str, few: set[int] | None) -> tuple[Q, bool]:
    if len(key) < SHORTEST_INSIDE:
        return Q(pk__in=()), True
    named = Customer.objects.filter(name_key__gt="").alias(at=StrIndex("name_key", Value(key)))
    if few is not None:
        named = named.filter(IsAmong("pk", few))
    found = named.filter(at__gt=0).order_by().values_list("pk", flat=True)
    return Q(IsAmong("pk", set(found[:MOST_FOUND]))), True


def _owners(identities: Q, few: set[int] | None) -> set[int]:
    """Ids of the roots (among `few`, if given) that such identities belong to."""
    found = Identity.objects.filter(identities).order_by()
    if few is not None:
        found = found.filter(customer__in=rows_of_all(few))
    owning = found.values_list("customer__merged_into", "customer")[:MOST_FOUND]
    return {root or row for root, row in owning}


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
