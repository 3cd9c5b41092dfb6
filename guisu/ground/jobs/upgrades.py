"""What migrations of several rooms share: rows of before there was one way to owe work."""

from collections.abc import Mapping
from typing import Any

from django.db.models import F

WAITING = "waiting"


def hold_what_was_under_way(model: Any, *states: str) -> None:
    """Rows that stood as being done until `due_at` wait, held until then. Safe to repeat."""
    model.objects.filter(state__in=states).update(state=WAITING, held_until=F("due_at"))


def rename_states(model: Any, names: Mapping[str, str]) -> None:
    """Stored states under their names of now. Safe to repeat."""
    for before, now in names.items():
        model.objects.filter(state=before).update(state=now)
