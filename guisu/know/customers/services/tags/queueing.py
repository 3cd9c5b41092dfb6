"""Large batches: put in the queue, stopped, gone on with, undone, while a worker does them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from guisu.ground.jobs import naming
from guisu.ground.jobs.backend import once
from guisu.ground.jobs.models import Job
from guisu.ground.staff.models import Staff
from guisu.ground.staff.services import audit
from guisu.know.customers.domain.refusals import TaggingOver, TaggingUnderWay
from guisu.know.customers.models import Tag, TagBatch
from guisu.know.customers.services.tags.giving import require_in_use, undoing_of

Act = TagBatch.Act
State = TagBatch.State
# By its name, as the lease table holds it: tasks stand above services.
TASK = "customers.run_tag_batch"


@transaction.atomic
def queue(
    tag: Tag, act: str, selection: Mapping[str, Any], *, why: str, by: Staff, at: datetime
) -> TagBatch:
    """Have a worker give (or take) the tag for all whom `selection` chooses when it begins.

    `selection` is a choice that `customers.selections` reads. Raises `TagIsArchived`.
    """
    if act == Act.GIVE:
        require_in_use(tag)
    batch = TagBatch.objects.create(
        tag=tag,
        act=act,
        source=f"staff:{by.pk}",
        why=why[:200],
        by=by,
        at=at,
        state=State.WAITING,
        selection=dict(selection),
    )
    return _enqueue(batch)


@transaction.atomic
def queue_undo(batch: TagBatch, *, by: Staff, at: datetime) -> TagBatch:
    """Have a worker turn back what the batch changed; again, the undoing there is.

    Raises `TaggingUnderWay` while the batch itself is not over.
    """
    if _locked(batch).is_under_way:
        raise TaggingUnderWay
    undoing, is_new = undoing_of(batch, by=by, at=at, state=State.WAITING)
    return _enqueue(undoing) if is_new else undoing


@transaction.atomic
def stop(batch: TagBatch, *, by: Staff, at: datetime) -> TagBatch:
    """End it after the piece under way; what was done stays, and can be undone or gone on with.

    Raises `TaggingOver`.
    """
    locked = _locked(batch)
    if not locked.is_under_way:
        raise TaggingOver
    if locked.state == State.WAITING or not _has_worker(locked):
        locked.state, locked.ended_at = State.STOPPED, at
    else:
        locked.asked_to_stop = True
    locked.save(update_fields=["state", "ended_at", "asked_to_stop"])
    audit("tag.stopped", subject=f"tag:{locked.tag_id}", by=by, at=at, after={"batch": locked.pk})
    return locked


@transaction.atomic
def resume(batch: TagBatch, *, by: Staff, at: datetime) -> TagBatch:
    """Go on behind the last piece: a stopped batch, or one whose worker gave up.

    Raises `TaggingOver` where it is done, or has been undone meanwhile.
    """
    locked = _locked(batch)
    if locked.state == State.DONE or hasattr(locked, "undone_by"):
        raise TaggingOver
    locked.state, locked.asked_to_stop, locked.ended_at = State.WAITING, False, None
    locked.save(update_fields=["state", "asked_to_stop", "ended_at"])
    audit("tag.resumed", subject=f"tag:{locked.tag_id}", by=by, at=at, after={"batch": locked.pk})
    return _enqueue(locked)


def _has_worker(batch: TagBatch) -> bool:
    """Whether a job will still look at it: one that failed for good never asks whether to stop."""
    return Job.objects.filter(pk=batch.job_id, state=Job.State.WAITING).exists()


def _enqueue(batch: TagBatch) -> TagBatch:
    job = once(naming.find(TASK), key=f"tagging:{batch.pk}").enqueue(batch.pk)
    batch.job_id = int(job.id)
    batch.save(update_fields=["job_id"])
    return batch


def _locked(batch: TagBatch) -> TagBatch:
    return TagBatch.objects.select_for_update().get(pk=batch.pk)
