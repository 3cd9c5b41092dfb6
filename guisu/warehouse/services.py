"""Telling the warehouse what changed."""

from collections.abc import Iterable

from guisu.database import rows
from guisu.warehouse.models import Change


def mark_changed(dimension: str, row_ids: Iterable[int]) -> None:
    """Have the rows fetched anew. Call in the transaction that changes them; repeats harmless."""
    rows.insert(Change, ("dimension", "row_id"), [(dimension, row_id) for row_id in set(row_ids)])
