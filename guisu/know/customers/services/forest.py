"""Edges between rows, and keeping roots and faces as the standing edges say."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import Q
from msgspec.structs import asdict

from guisu.ground.events.services import record
from guisu.ground.staff.models import Staff
from guisu.ground.staff.services import audit
from guisu.ground.warehouse.services import mark_changed
from guisu.know.customers.domain.forest import Forest, persons, roots
from guisu.know.customers.domain.traits import Face, Told, face
from guisu.know.customers.facts import CustomerMerged
from guisu.know.customers.models import Customer, Merge
from guisu.know.customers.selectors import rows_of_all

ADVISORY_LOCK = 4_711_002
SHOWN = (
    "merged_into",
    "name",
    "name_key",
    "gender",
    "birthday_on",
    "region",
    "first_seen_at",
    "last_seen_at",
    "own_first_seen_at",
    "own_last_seen_at",
)


@dataclass(frozen=True, slots=True)
class Union:
    """That two rows are one person: an edge before it is written."""

    first: int
    second: int
    reason: Merge.Reason
    evidence: str
    at: datetime


def lock() -> None:
    """Wait for one's turn to add identities or edges; held until the transaction ends.

    Always before rows are locked. SQLite's writers take turns anyway.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ADVISORY_LOCK])


def rows_with(row_ids: Iterable[int]) -> list[Customer]:
    """All rows of the persons that `row_ids` belong to, smallest first, locked.

    Locks in the order of ids, so that two callers never wait for each other crosswise.
    """
    ids = set(row_ids)
    roots = Customer.objects.filter(pk__in=ids).values_list("merged_into", flat=True)
    found = rows_of_all(ids.union(root for root in roots if root))
    return list(found.select_for_update().order_by("pk"))


def join(unions: Sequence[Union], *, by: Staff | None, at: datetime) -> list[Merge]:
    """Write the edges of `unions` that join two persons, with audit and event; then replant.

    Call with `lock` held. The edges go between the rows named, so that undoing one gives back
    exactly what it joined.
    """
    if not unions:
        return []
    held = rows_with(pk for union in unions for pk in (union.first, union.second))
    trees = Forest(row.pk for row in held)
    for row in held:
        trees.join(row.pk, row.merged_into_id or row.pk)
    joining = [union for union in unions if trees.join(union.first, union.second)]
    merges = Merge.objects.bulk_create(
        Merge(
            first_id=min(union.first, union.second),
            second_id=max(union.first, union.second),
            reason=union.reason,
            evidence=union.evidence[:300],
            at=union.at,
            by=by,
        )
        for union in joining
    )
    root_of = replant(held)
    for merge in merges:
        _tell_joined(merge, root_of[merge.first_id], by=by, at=at)
    return merges


def replant(held: Sequence[Customer]) -> dict[int, int]:
    """Point rows at their roots as standing edges say, and renew faces. Returns row -> root.

    `held` are all rows of the persons concerned.
    """
    ids = [row.pk for row in held]
    standing = Merge.objects.filter(Q(first__in=ids) | Q(second__in=ids), undone_at=None)
    root_of = roots(ids, standing.values_list("first_id", "second_id"))
    by_id = {row.pk: row for row in held}
    changed: list[Customer] = []
    for root, members in persons(root_of).items():
        changed += _look_alike(root, [by_id[pk] for pk in members])
    Customer.objects.bulk_update(changed, SHOWN, batch_size=500)
    mark_changed("customers", (row.pk for row in changed))
    return root_of


def refresh(root_ids: Iterable[int]) -> None:
    """Renew the faces of persons whose rows were told something."""
    ids = list(root_ids)
    held: dict[int, list[Customer]] = {pk: [] for pk in ids}
    found = rows_of_all(ids).order_by("pk")
    for row in found:
        held[row.merged_into_id or row.pk].append(row)
    changed: list[Customer] = []
    for root, members in held.items():
        changed += _look_alike(root, members)
    Customer.objects.bulk_update(changed, SHOWN, batch_size=500)


def _look_alike(root_id: int, members: Sequence[Customer]) -> list[Customer]:
    """Give the root what all rows together say, and empty the others' faces; who changed."""
    changed = []
    shown = face(Told(row.pk, row.traits, row.traits_at) for row in members)
    own = {row.pk: own_moments(row) for row in members}
    for row in members:
        before = [getattr(row, _stored(name)) for name in SHOWN]
        if row.pk != root_id:
            _show(row, Face(), root_id)
            row.first_seen_at, row.last_seen_at = own[row.pk]
            row.own_first_seen_at = row.own_last_seen_at = None
        else:
            _show(row, shown, None)
            row.first_seen_at = min(first for first, _ in own.values())
            row.last_seen_at = max(last for _, last in own.values())
            alone = len(members) == 1
            row.own_first_seen_at = None if alone else own[row.pk][0]
            row.own_last_seen_at = None if alone else own[row.pk][1]
        if before != [getattr(row, _stored(name)) for name in SHOWN]:
            changed.append(row)
    return changed


def own_moments(row: Customer) -> tuple[datetime, datetime]:
    """When this row alone was first and last seen."""
    return row.own_first_seen_at or row.first_seen_at, row.own_last_seen_at or row.last_seen_at


def _show(row: Customer, shown: Face, root_id: int | None) -> None:
    row.merged_into_id = root_id
    row.name, row.name_key = shown.name, shown.name_key
    row.gender, row.birthday_on, row.region = shown.gender, shown.birthday_on, shown.region


def _stored(name: str) -> str:
    return "merged_into_id" if name == "merged_into" else name


def _tell_joined(merge: Merge, root_id: int, *, by: Staff | None, at: datetime) -> None:
    fact = CustomerMerged(
        merge=merge.pk, first=merge.first_id, second=merge.second_id, reason=str(merge.reason)
    )
    subject = f"customer:{root_id}"
    audit("customer.merged", subject=subject, by=by, at=at, after=asdict(fact))
    record(fact, at=at, customer_id=root_id, subject=f"customer:{merge.second_id}")
