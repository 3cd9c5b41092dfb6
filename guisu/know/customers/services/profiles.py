"""What staff change and note about a person: the profile, and consent."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, NotRequired, TypedDict, Unpack

from django.db import transaction
from msgspec.structs import asdict

from guisu.ground.database.editions import Stale
from guisu.ground.events.services import record
from guisu.ground.staff.models import AccessKey, Actor, Staff, Store
from guisu.ground.staff.services import audit
from guisu.ground.warehouse.services import mark_changed
from guisu.know.customers.domain import AlreadyErased
from guisu.know.customers.domain.traits import Told
from guisu.know.customers.facts import ConsentGiven, ConsentWithdrawn
from guisu.know.customers.models import Consent, Customer, CustomerStore
from guisu.know.customers.selectors import rows_of
from guisu.know.customers.services import forest

TRAITS = {"name": "name", "gender": "gender", "birthday_on": "birthday", "region": "region"}


class Word(TypedDict):
    """One word given or taken back. `said_at`: when the person said it, if not now."""

    channel: str
    purpose: str
    granted: bool
    evidence: str
    source: str
    said_at: NotRequired[datetime]


@transaction.atomic
def edit(
    customer: Customer,
    *,
    changes: Mapping[str, Any],
    was: Mapping[str, Any] | None = None,
    by: Staff,
    at: datetime,
) -> Customer:
    """Change name, gender, birthday_on, region or store of a person by hand.

    A word like any other: it outweighs what was told before `at`, and a later word outweighs it.
    Of somebody who was merged meanwhile, the whole person is changed. `was`: what the values
    were when they were read, None: just now. Raises `AlreadyErased`, and `Stale` where a value of
    `changes` is neither what it was nor what it is to be.
    """
    row = _living(customer)
    if row.merged_into is not None:
        row = _living(row.merged_into)
    if was is not None:
        _refuse_stale(row, changes, was)
    before = {name: _plain(getattr(row, name)) for name in changes}
    told = Told(row.pk, row.traits, row.traits_at)
    # A field that was emptied takes the word back; an empty word alone says nothing.
    told.hear({TRAITS[name]: changes[name] or None for name in changes if name in TRAITS}, at)
    if "store" in changes:
        _move_home(row, changes["store"], at=at)
    row.save(update_fields=["traits", "traits_at", "store"])
    forest.refresh([row.pk])
    mark_changed("customers", [row.pk])
    after = {name: _plain(value) for name, value in changes.items()}
    audit("customer.edited", subject=f"customer:{row.pk}", by=by, at=at, before=before, after=after)
    row.refresh_from_db()
    return row


@transaction.atomic
def say_consent(
    customer: Customer, *, by: Actor | None, at: datetime, **word: Unpack[Word]
) -> Consent:
    """Note that a person agreed, or took it back, on one channel for one purpose.

    The latest word over all rows of the person holds; moments after `at` count as `at`. The same
    word of the same moment from the same source is noted once. Raises `AlreadyErased`.
    """
    row = _living(customer)
    said_at = min(word.pop("said_at", at), at)
    if noted_before := _noted(row, word, said_at):
        return noted_before
    staff = None if isinstance(by, AccessKey) else by
    said = Consent.objects.create(customer=row, by=staff, at=said_at, **word)
    kind = ConsentGiven if word["granted"] else ConsentWithdrawn
    fact = kind(channel=word["channel"], purpose=word["purpose"], granted=word["granted"])
    audit("consent.said", subject=f"customer:{row.pk}", by=by, at=at, after=asdict(fact))
    record(fact, at=said_at, customer_id=row.pk, subject=f"consent:{said.pk}")
    mark_changed("consents", [said.pk])
    return said


def _noted(row: Customer, word: Word, said_at: datetime) -> Consent | None:
    same = Consent.objects.filter(
        customer__in=rows_of(row),
        channel=word["channel"],
        purpose=word["purpose"],
        granted=word["granted"],
        source=word["source"],
        at=said_at,
    )
    return same.first()


def _living(customer: Customer) -> Customer:
    """The root of the person, locked."""
    root_id = customer.merged_into_id or customer.pk
    row = Customer.objects.select_for_update().get(pk=root_id)
    if row.erased_at:
        raise AlreadyErased
    return row


def _move_home(row: Customer, store: Store | None, *, at: datetime) -> None:
    row.store = store
    if store is not None:
        CustomerStore.objects.get_or_create(customer=row, store=store, defaults={"since": at})


def _refuse_stale(row: Customer, changes: Mapping[str, Any], was: Mapping[str, Any]) -> None:
    for name, value in changes.items():
        if _bare(getattr(row, name)) not in (_bare(was[name]), _bare(value)):
            raise Stale


def _bare(value: Any) -> Any:
    """As a form sends it back: no blanks around it, and nothing is nothing."""
    return (value.strip() if isinstance(value, str) else value) or ""


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, Store) else value
