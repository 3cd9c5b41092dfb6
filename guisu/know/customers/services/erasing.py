"""Forgetting a person: at once what names them, then in batches what was noted of them."""

from collections.abc import Sequence
from datetime import datetime

import msgspec
from django.db import transaction
from django.db.models import Q, QuerySet

from guisu.ground.database import rows
from guisu.ground.events.models import Event, Letter
from guisu.ground.events.services import record
from guisu.ground.staff.models import Actor, AuditEntry
from guisu.ground.staff.services import audit
from guisu.ground.warehouse.services import mark_erased
from guisu.know.customers import holdings
from guisu.know.customers.domain import AlreadyErased, NotErased
from guisu.know.customers.domain.erasure import kept
from guisu.know.customers.domain.identities import space
from guisu.know.customers.facts import CustomerErased
from guisu.know.customers.models import (
    Consent,
    Customer,
    ErasedIdentity,
    Identity,
    Merge,
    MergeSuggestion,
)
from guisu.know.customers.services import forest, mentions, tombstones

AT_ONCE = 1_000
# What the audit holds of these is row numbers only, which the forest needs to be understood.
NAMELESS = ("customer.merged", "customer.unmerged", "customer.erased")
_json = msgspec.json.Encoder().encode


@transaction.atomic
def erase(customer: Customer, *, by: Actor | None, at: datetime) -> None:
    """Forget a person on all their rows. Orders, amounts and the number of events stay.

    Identities become tombstones, so that what still arrives under them stays nameless. Names,
    traits and evidence go now; `tasks.empty_events` empties the events after, and searches what
    others wrote (`mentions`).
    Raises `AlreadyErased`.
    """
    forest.lock()
    held = forest.rows_with([customer.pk])
    if any(row.erased_at for row in held):
        raise AlreadyErased
    row_ids = [row.pk for row in held]
    told = Identity.objects.filter(customer__in=row_ids)
    identities = list(told.values_list("channel", "value", "customer"))
    what = mentions.sought(row_ids)
    for holding in holdings.registered():
        holding.erase(row_ids, {(channel, value) for channel, value, _ in identities})
    tombstones.bury([*identities, *_of_accounts(told)], at=at)
    _empty(row_ids, at=at)
    root_id = held[0].pk
    mentions.open_search(root_id, what, by=by, at=at)
    audit("customer.erased", subject=f"customer:{root_id}", by=by, at=at, after={"rows": row_ids})
    subject = f"customer:{root_id}"
    record(CustomerErased(rows=tuple(row_ids)), at=at, customer_id=root_id, subject=subject)
    mark_erased(row_ids)


def _of_accounts(told: QuerySet[Identity]) -> list[tuple[str, str, int]]:
    """Identities of one account as they arrive; texts name them without it."""
    found = told.exclude(account="").values_list("channel", "account", "value", "customer")
    return [(space(channel, account), value, row) for channel, account, value, row in found]


def scrub(row_ids: Sequence[int]) -> int:
    """Empty the events of erased rows, batch by batch; returns how many events changed.

    May be killed anywhere and called again: what is done is left alone.
    """
    changed = 0
    for row_id in row_ids:
        last: tuple[datetime, int] | None = None
        while True:
            with transaction.atomic():
                last, count = _scrub_after(row_id, last)
            changed += count
            if last is None:
                break
    with transaction.atomic():
        mark_erased(row_ids)
    return changed


@transaction.atomic
def lift_erasure(customer: Customer, *, by: Actor, at: datetime) -> None:
    """The person came back of their own will: what arrives from now on makes a new customer.

    What was erased stays erased. Lifting again changes nothing. Raises `NotErased`.
    """
    forest.lock()
    held = forest.rows_with([customer.pk])
    if not any(row.erased_at for row in held):
        raise NotErased
    stones = ErasedIdentity.objects.filter(customer__in=[row.pk for row in held], lifted_at=None)
    if stones.update(lifted_at=at):
        audit("customer.erasure_lifted", subject=f"customer:{held[0].pk}", by=by, at=at)


def _empty(row_ids: Sequence[int], *, at: datetime) -> None:
    """Take from the rows, and from what hangs on them, all that names the person."""
    Identity.objects.filter(customer__in=row_ids).delete()
    Customer.objects.filter(pk__in=row_ids).update(
        traits={},
        traits_at={},
        name="",
        name_key="",
        gender="",
        birthday_on=None,
        region="",
        erased_at=at,
    )
    either = Q(first__in=row_ids) | Q(second__in=row_ids)
    MergeSuggestion.objects.filter(either).delete()
    Merge.objects.filter(either).update(evidence="")
    Consent.objects.filter(customer__in=row_ids).update(evidence="")
    Letter.objects.filter(customer_id__in=row_ids).update(error="")
    subjects = [f"customer:{pk}" for pk in row_ids]
    trail = AuditEntry.objects.filter(subject__in=subjects).exclude(action__in=NAMELESS)
    trail.update(before={}, after={})


def _scrub_after(
    row_id: int, last: tuple[datetime, int] | None
) -> tuple[tuple[datetime, int] | None, int]:
    """One batch of a row's events behind the key `last`; the next key, None at the end."""
    events = Event.objects.filter(customer_id=row_id)
    if last is not None:
        moment, pk = last
        events = events.filter(occurred_at__gte=moment).filter(
            Q(occurred_at__gt=moment) | Q(occurred_at=moment, pk__gt=pk)
        )
    batch = list(events.order_by("occurred_at", "id")[:AT_ONCE])
    changed = []
    for event in batch:
        remaining = kept(event.kind, event.source, event.properties)
        if remaining != event.properties:
            changed.append((event.pk, [_json(remaining).decode()]))
    rows.update(Event, ["properties"], changed)
    if len(batch) < AT_ONCE:
        return None, len(changed)
    return (batch[-1].occurred_at, batch[-1].pk), len(changed)
