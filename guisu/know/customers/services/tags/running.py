"""Running a queued batch: piece by piece, each one transaction together with its checkpoint.

Killed anywhere, a run goes on behind its last committed piece, with the people who were chosen
when it began. Whoever calls `run` last holds the batch; a worker that was believed dead finds its
piece refused and leaves.
"""

import sys
import uuid
from array import array
from collections.abc import Callable, Sequence
from datetime import datetime

from django.db import transaction

from guisu.know.customers import selections
from guisu.know.customers.models import BatchPeople, TagBatch
from guisu.know.customers.services.tags import giving, pieces

Act = TagBatch.Act
State = TagBatch.State
Clock = Callable[[], datetime]
Beat = Callable[[], object]


def run(pk: int, *, clock: Clock, on_piece: Beat = lambda: None) -> TagBatch:
    """Do the batch from its checkpoint to its end, or until somebody stops it.

    Safe to call again at any time. `on_piece` is called before each piece (to hold a lease).
    """
    runner = _hold(pk)
    if runner is not None:
        people = _gathered(pk)
        while _piece(pk, people, runner, at=clock()):
            on_piece()
    return TagBatch.objects.get(pk=pk)


def _hold(pk: int) -> str | None:
    """Make this call the batch's runner; None if it is not to run."""
    with transaction.atomic():
        batch = TagBatch.objects.select_for_update().get(pk=pk)
        if not batch.is_under_way:
            return None
        batch.runner, batch.state = uuid.uuid4().hex, State.RUNNING
        batch.save(update_fields=["runner", "state"])
    return batch.runner


def _gathered(pk: int) -> Sequence[int]:
    """Whom the batch is about: chosen by whoever comes first, the same for all after."""
    kept = BatchPeople.objects.filter(batch=pk).first()
    if kept is None:
        batch = TagBatch.objects.get(pk=pk)
        undone = batch.undoes
        ids = pieces.rows_changed(undone) if undone else selections.chosen(batch.selection)
        kept = _keep(pk, ids)
    return _unpacked(bytes(kept.ids))


@transaction.atomic
def _keep(pk: int, ids: Sequence[int]) -> BatchPeople:
    batch = TagBatch.objects.select_for_update().get(pk=pk)
    kept, is_new = BatchPeople.objects.get_or_create(batch=batch, defaults={"ids": _packed(ids)})
    if is_new:
        TagBatch.objects.filter(pk=pk).update(people_total=len(ids))
    return kept


@transaction.atomic
def _piece(pk: int, people: Sequence[int], runner: str, *, at: datetime) -> bool:
    """One piece with its checkpoint; False when there is nothing more to be done."""
    batch = TagBatch.objects.select_for_update().get(pk=pk)
    if batch.runner != runner or batch.state != State.RUNNING:
        return False
    piece = people[batch.people_done : batch.people_done + giving.PEOPLE_A_PIECE]
    if batch.asked_to_stop or not piece:
        _end(batch, people, State.STOPPED if piece else State.DONE, at=at)
        return False
    batch.people_changed += pieces.settle(batch, piece, at=at)
    batch.people_done += len(piece)
    batch.save(update_fields=["people_changed", "people_done"])
    return True


def _end(batch: TagBatch, people: Sequence[int], state: State, *, at: datetime) -> None:
    batch.state, batch.ended_at, batch.asked_to_stop, batch.runner = state, at, False, ""
    batch.save(update_fields=["state", "ended_at", "asked_to_stop", "runner"])
    if state == State.DONE:
        BatchPeople.objects.filter(batch=batch).delete()
        if batch.by is not None:
            giving.note(batch, people, batch.people_changed, by=batch.by, at=at)


def _packed(ids: Sequence[int]) -> bytes:
    packed = array("q", ids)
    if sys.byteorder == "big":
        packed.byteswap()
    return packed.tobytes()


def _unpacked(packed: bytes) -> Sequence[int]:
    ids = array("q", packed)
    if sys.byteorder == "big":
        ids.byteswap()
    return ids
