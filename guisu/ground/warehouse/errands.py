"""What another process wants of the one that holds the warehouse's file, and its answer.

DuckDB's file opens in one process only: while the product runs, a command leaves its wish in the
store, and the product's loop answers within a second or so.
"""

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from guisu.ground.warehouse import rebuilding, selectors
from guisu.ground.warehouse.domain import WarehouseAway
from guisu.ground.warehouse.models import Errand

KEPT = timedelta(days=1)
NOTED_EVERY = 1.0


def ask(what: Errand.What, *, at: datetime) -> Errand:
    """Leave a wish. Repeats are answered each."""
    Errand.objects.filter(asked_at__lt=at - KEPT).delete()
    return Errand.objects.create(what=what, asked_at=at)


def do_next() -> bool:
    """Answer the oldest wish; False where there is none. One that was killed is done again."""
    errand = Errand.objects.filter(done_at=None).order_by("id").first()
    if errand is None:
        return False
    answer, refusal = None, ""
    try:
        answer = _DOING[Errand.What(errand.what)](errand)
    except WarehouseAway as refused:
        refusal = str(refused)
    # Whoever asked may have gone, and taken it back.
    Errand.objects.filter(pk=errand.pk).update(
        answer=answer, refusal=refusal, done_at=timezone.now()
    )
    return True


def step() -> bool:
    """One step for the loop: a wish, else a load or what mends the warehouse."""
    return do_next() or rebuilding.load_or_mend()


def _status(_errand: Errand) -> dict[str, Any]:
    return selectors.status()


def _rebuild(errand: Errand) -> dict[str, Any]:
    noted = time.monotonic()

    def progress(batch: int) -> None:
        nonlocal noted
        if time.monotonic() - noted >= NOTED_EVERY:
            noted = time.monotonic()
            Errand.objects.filter(pk=errand.pk).update(steps=batch)

    return {"steps": rebuilding.rebuild(progress=progress).steps}


_DOING: dict[Errand.What, Callable[[Errand], dict[str, Any]]] = {
    Errand.What.STATUS: _status,
    Errand.What.REBUILD: _rebuild,
}
