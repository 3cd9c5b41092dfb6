"""Everything that is held about one person, in a form they can be given."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from guisu.ground.events.models import Event
from guisu.ground.staff.models import Actor
from guisu.ground.staff.services import audit
from guisu.know.customers import holdings, selectors
from guisu.know.customers.domain.traits import Told, latest
from guisu.know.customers.models import Customer


@transaction.atomic
def hand_out(customer: Customer, *, by: Actor | None, at: datetime) -> dict[str, Any]:
    """`export_person`, and a note in the audit log of who took it."""
    told = export_person(customer)
    audit("customer.exported", subject=f"customer:{told['customer']}", by=by, at=at)
    return told


def export_person(customer: Customer) -> dict[str, Any]:
    """Profile, identities, consent, merges, events, and what other rooms hold; JSON-able.

    Moments are ISO 8601 in UTC. Events are read row by row, oldest first.
    """
    row_ids = selectors.rows_of(customer)
    rows = list(Customer.objects.filter(pk__in=row_ids).order_by("pk"))
    root = rows[0]
    return {
        "customer": root.pk,
        "rows": row_ids,
        "profile": {
            "name": root.name,
            "gender": root.gender,
            "birthday": _plain(root.birthday_on),
            "region": root.region,
            "store": root.store.name if root.store else "",
            "first_seen_at": _plain(root.first_seen_at),
            "last_seen_at": _plain(root.last_seen_at),
            "erased_at": _plain(root.erased_at),
        },
        "traits": latest(Told(row.pk, row.traits, row.traits_at) for row in rows),
        "identities": _listed(
            selectors.identities_of(customer), "channel", "value", "shown", "first_seen_at"
        ),
        "consents": _listed(
            selectors.consents_of(customer),
            *("channel", "purpose", "granted", "at", "evidence", "source"),
        ),
        "merges": _listed(
            selectors.merges_of(customer),
            *("first_id", "second_id", "reason", "evidence", "at", "undone_at"),
        ),
        "events": _events(row_ids),
        **{each.name: each.export(row_ids) for each in holdings.registered()},
    }


def _events(row_ids: Sequence[int]) -> list[dict[str, Any]]:
    events = Event.objects.filter(customer_id__in=row_ids).order_by("id")
    return _listed(events, "kind", "subject", "source", "occurred_at", "properties")


def _listed(rows: QuerySet[Any], *names: str) -> list[dict[str, Any]]:
    values = rows.select_related(None).values_list(*names).iterator(chunk_size=2_000)
    return [dict(zip(names, map(_plain, row), strict=True)) for row in values]


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value
