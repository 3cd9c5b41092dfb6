"""Starting an import, pausing, resuming, stopping it: for the console, while a worker runs it."""

from datetime import datetime, timedelta

from django.db import transaction

from guisu.ground.database import editions
from guisu.ground.jobs import naming
from guisu.ground.jobs.backend import once
from guisu.ground.jobs.models import Job
from guisu.ground.staff.models import Staff
from guisu.ground.staff.services import audit
from guisu.take_in.imports.domain.problems import FileGone, GaveUp, WrongState
from guisu.take_in.imports.models import Import
from guisu.take_in.imports.services.planning import check_names, require_complete

State = Import.State
# By its name, as the lease table holds it: tasks stand above services.
TASK = "imports.run_import"
# Columns of why an import failed.
WHY = ("code", "refusal", "error")
SILENT_FOR = timedelta(minutes=2)


@transaction.atomic
def start(imported: Import, *, by: Staff | None, at: datetime, seen: int | None = None) -> Import:
    """Put the import in the queue. Raises `NotReady`, `UnknownColumn`, `WrongState`, `FileGone`.

    `seen`: the edition that was checked; another is not run. Raises `Stale`.
    """
    locked = _locked(imported, State.DRAFT)
    editions.refuse_stale(locked, seen)
    require_complete(locked)
    check_names(locked, locked.read_plan())
    return _queue(locked, "import.started", by=by, at=at)


@transaction.atomic
def begin(imported: Import, *, by: Staff | None, at: datetime) -> Import:
    """As `start`, but nothing is queued: the caller runs it at once in the foreground."""
    locked = _locked(imported, State.DRAFT)
    require_complete(locked)
    check_names(locked, locked.read_plan())
    locked.state, locked.beat_at = State.WAITING, at
    locked.save(update_fields=["state", "beat_at"])
    audit("import.started", subject=locked.source, by=by, at=at, after=locked.plan)
    return locked


@transaction.atomic
def pause(imported: Import, *, by: Staff | None, at: datetime) -> Import:
    """Have the worker stop after its batch, so that `resume` can go on. Repeats are harmless."""
    locked = _locked(imported, State.WAITING, State.RUNNING, State.PAUSED)
    if locked.state == State.PAUSED:
        return locked
    locked.asked = Import.Ask.PAUSE
    if locked.state == State.WAITING:
        locked.state, locked.asked = State.PAUSED, Import.Ask.NOTHING
    locked.save(update_fields=["asked", "state"])
    audit("import.paused", subject=locked.source, by=by, at=at)
    return locked


@transaction.atomic
def resume(imported: Import, *, by: Staff | None, at: datetime) -> Import:
    """Go on from the checkpoint: a paused import, or one that failed and whose cause is gone."""
    locked = _locked(imported, State.PAUSED, State.FAILED)
    return _queue(locked, "import.resumed", by=by, at=at)


@transaction.atomic
def stop(imported: Import, *, by: Staff | None, at: datetime) -> Import:
    """End it for good after the batch under way; what went in stays in."""
    locked = _locked(imported, State.WAITING, State.RUNNING, State.PAUSED, State.FAILED)
    if locked.state == State.RUNNING:
        locked.asked = Import.Ask.STOP
    else:
        locked.state, locked.asked, locked.ended_at = State.STOPPED, Import.Ask.NOTHING, at
    locked.save(update_fields=["asked", "state", "ended_at"])
    audit("import.stopped", subject=locked.source, by=by, at=at)
    return locked


def enqueue(imported: Import) -> None:
    """Put a job for the import in the queue, in the caller's transaction; unsaved `job_id`."""
    job = once(naming.find(TASK), key=f"import:{imported.pk}").enqueue(imported.pk)
    imported.job_id = int(job.id)


def _queue(locked: Import, action: str, *, by: Staff | None, at: datetime) -> Import:
    if not locked.has_file:
        raise FileGone
    locked.state, locked.asked, locked.ended_at = State.WAITING, Import.Ask.NOTHING, None
    locked.failed(None)
    enqueue(locked)
    locked.save(update_fields=["state", "asked", *WHY, "ended_at", "job_id"])
    audit(action, subject=locked.source, by=by, at=at, after=locked.plan)
    return locked


def _locked(imported: Import, *allowed: State) -> Import:
    locked = Import.objects.select_for_update().get(pk=imported.pk)
    if locked.state not in allowed:
        raise WrongState(state=locked.get_state_display())
    return locked


def mend(*, at: datetime) -> int:
    """Queue imports again whose job is gone, and fail those whose job gave up; how many.

    Safe to repeat: an import with a waiting job is left alone.
    """
    mended = 0
    for pk in Import.objects.filter(state__in=[State.WAITING, State.RUNNING]).values_list("pk"):
        with transaction.atomic():
            locked = Import.objects.select_for_update().get(pk=pk[0])
            mended += _mend_one(locked, at=at)
    return mended


def _mend_one(locked: Import, *, at: datetime) -> bool:
    job = Job.objects.filter(pk=locked.job_id).first()
    if job is not None and job.state == Job.State.WAITING:
        return False
    # An import without a job is run by a command in the foreground, which gives a sign of life.
    if locked.beat_at is not None and at - locked.beat_at < SILENT_FOR:
        return False
    if job is not None and job.state == Job.State.FAILED:
        reason = job.error.strip().rsplit("\n", 1)[-1]
        locked.failed(GaveUp(), reason)
        locked.state, locked.ended_at = State.FAILED, at
    else:
        enqueue(locked)
    locked.save(update_fields=["state", *WHY, "ended_at", "job_id"])
    return True
