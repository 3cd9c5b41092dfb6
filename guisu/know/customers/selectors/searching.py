"""Finding customers by what they go by: identities and names, whole or begun."""

from collections.abc import Iterable

import phonenumbers
from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Coalesce, StrIndex
from django.db.models.lookups import GreaterThan

from guisu.ground.database.columns import IsAmong
from guisu.ground.kernel.numbers import row_id
from guisu.ground.kernel.text import clean, search_key
from guisu.ground.staff.domain import Permission, Scope
from guisu.ground.staff.selectors import installation
from guisu.know.customers.domain.identities import EMAIL, PHONE, folded, normal
from guisu.know.customers.models import Customer, Identity
from guisu.know.customers.selectors.listed import ids_of, roots_of
from guisu.know.customers.selectors.people import few, people, rows_of_all

HIGHEST = "\U0010ffff"
SHORTEST_INSIDE = 2
# Ids, gathered by an index; or, where these are too many, what to ask of each person.
Fits = set[int] | Q


def search(scope: Scope, text: str) -> QuerySet[Customer]:
    """The people of `scope` that go by `text`: an identity, `#id`, or the beginning of either.

    Whoever goes by exactly this comes alone; else those whose identities or name begin so; else
    those with it inside their name. Who works without contacts finds by `#id` or a whole ID: a
    search must not tell what pages hide.
    """
    return searched(scope, text)[0]


def searched(scope: Scope, text: str) -> tuple[QuerySet[Customer], bool]:
    """As `search`, and whether they are few: found by their ids, not by looking at everybody."""
    wanted = clean(text)
    seen = people(scope)
    if not wanted:
        return seen.none(), True
    if wanted.startswith("#") and (pk := row_id(wanted[1:])):
        return seen.filter(pk=pk), True
    key = search_key(wanted)
    among = few(scope)
    if not scope.may(Permission.SEE_CONTACT):
        nameless = Q(value=wanted) & ~Q(channel__in=(PHONE, EMAIL))
        fits = _going_by(nameless, among)
        return seen.filter(_condition(fits)), isinstance(fits, set)
    for way in (_exactly, _beginning, _inside):
        fits = way(wanted, key, among)
        found = seen.filter(_condition(fits))
        if found.exists():
            return found, isinstance(fits, set)
    return seen.none(), True


def going_by(text: str) -> QuerySet[Customer]:
    """The people of the whole organisation whose number or whole identity this is.

    `#12` is the number 12 alone; a bare 12 may be somebody's user id as well.
    """
    wanted = clean(text)
    number = row_id(wanted.removeprefix("#")) or 0
    spelt = set() if wanted.startswith("#") else _spellings(wanted)
    holders = Identity.objects.filter(value__in=spelt).values("customer")
    rows = Customer.objects.filter(Q(pk=number) | Q(pk__in=holders))
    return Customer.objects.filter(pk__in=rows.values(root=Coalesce("merged_into", "pk")))


def begins_with(field: str, prefix: str) -> Q:
    """`field` begins with `prefix`, in the form for which the store at hand uses its index."""
    if connection.vendor == "postgresql":
        return Q(**{f"{field}__startswith": prefix})
    return Q(**{f"{field}__gte": prefix, f"{field}__lt": prefix + HIGHEST})


def _exactly(wanted: str, _key: str, among: set[int] | None) -> Fits:
    return _going_by(Q(value__in=list(_spellings(wanted))), among)


def _beginning(wanted: str, key: str, among: set[int] | None) -> Fits:
    known = _going_by(_any_of(_beginnings(wanted)), among)
    # In a form that no index serves: planners would leave the list's own order for it.
    asked = Q(name_key__startswith=key)
    named = _named(begins_with("name_key", key), among, asked)
    if isinstance(known, set) and isinstance(named, set):
        return known | named
    return _condition(known) | _condition(named)


def _inside(_wanted: str, key: str, among: set[int] | None) -> Fits:
    if len(key) < SHORTEST_INSIDE:
        return set()
    inside = Q(GreaterThan(StrIndex("name_key", Value(key)), 0))
    return _named(inside & Q(name_key__gt=""), among, inside)


def _going_by(identities: Q, among: set[int] | None) -> Fits:
    """The roots (among these ids, if given) that such identities belong to."""
    theirs = Identity.objects.filter(identities)
    found = theirs.filter(customer__in=rows_of_all(among)) if among is not None else theirs
    owning = roots_of(found, "customer")
    if owning is not None:
        return owning
    own, merged = Q(customer=OuterRef("pk")), Q(customer__merged_into=OuterRef("pk"))
    return Q(Exists(theirs.filter(own))) | Q(Exists(theirs.filter(merged)))


def _named(names: Q, among: set[int] | None, asked: Q) -> Fits:
    """The people (among these ids, if given) with such `names`, which is `asked` of each."""
    found = Customer.objects.filter(names)
    ids = ids_of(found.filter(IsAmong("pk", among)) if among is not None else found)
    return ids if ids is not None else asked


def _condition(fits: Fits) -> Q:
    return Q(IsAmong("pk", fits)) if isinstance(fits, set) else fits


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
