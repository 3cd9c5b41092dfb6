"""Telling the warehouse what changed."""

from collections.abc import Collection, Iterable
from datetime import datetime

from guisu.ground.database import rows
from guisu.ground.warehouse.domain import EVENTS_OF, PEOPLE
from guisu.ground.warehouse.models import AskedProperty

NOTE_CHANGED = "INSERT INTO warehouse_change (dimension, row_id) SELECT %s, value FROM "


def mark_changed(dimension: str, row_ids: Iterable[int]) -> None:
    """Have the rows fetched anew. Call in the transaction that changes them; repeats harmless."""
    if changed := list(set(row_ids)):
        each, given = rows.spread(changed)
        rows.write(NOTE_CHANGED + each, [dimension, given])


def mark_erased(row_ids: Collection[int]) -> None:
    """Have the customer rows and all their events fetched anew, emptied as they are now.

    Call in the transaction that empties them, with every row of the person.
    """
    mark_changed(PEOPLE, row_ids)
    mark_changed(EVENTS_OF, row_ids)


def ask_for(properties: Iterable[tuple[str, str]], *, at: datetime) -> None:
    """Have these (kind of event, property) kept in rows that conditions compare; repeats harmless.

    Events already loaded follow within the next loads (`selectors.unanswered`).
    """
    AskedProperty.objects.bulk_create(
        [AskedProperty(kind=kind, name=name, asked_at=at) for kind, name in set(properties)],
        ignore_conflicts=True,
    )
