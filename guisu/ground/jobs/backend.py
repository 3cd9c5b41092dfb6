"""Django's Tasks interface on the lease table: `@task`, and `.enqueue(...)` inside `atomic`."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django_tasks.backends.base import BaseTaskBackend
from django_tasks.base import Task, TaskResult, TaskResultStatus
from django_tasks.exceptions import TaskResultDoesNotExist
from django_tasks.utils import normalize_json

from guisu.ground.jobs import naming
from guisu.ground.jobs.models import Job

STATUS = {
    Job.State.WAITING: TaskResultStatus.READY,
    Job.State.DONE: TaskResultStatus.SUCCESSFUL,
    Job.State.FAILED: TaskResultStatus.FAILED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class LeasedTask(Task):  # type: ignore[type-arg]
    """A task with a number of tries and, by `once`, a key that keeps it from queueing twice."""

    max_attempts: int = 8
    key: str = ""


class LeaseTableBackend(BaseTaskBackend):
    """Enqueues in the caller's transaction: a rolled-back decision leaves no job behind."""

    task_class = LeasedTask
    supports_defer = True
    supports_priority = True
    supports_get_result = True

    def enqueue(self, task: Any, args: Any, kwargs: Any) -> TaskResult[Any]:
        now = timezone.now()
        job = Job(
            task=naming.name_of(task),
            arguments=normalize_json({"args": list(args), "kwargs": dict(kwargs)}),
            key=task.key,
            priority=task.priority,
            run_at=task.run_after or now,
            max_attempts=task.max_attempts,
            created_at=now,
        )
        if task.key:
            job = _waiting_like(job)
        else:
            job.save()
        return result_of(job)

    def get_result(self, result_id: str) -> TaskResult[Any]:
        job = Job.objects.filter(pk=int(result_id)).first()
        if job is None:
            raise TaskResultDoesNotExist(result_id)
        return result_of(job)


@transaction.atomic
def _waiting_like(job: Job) -> Job:
    """`job`, stored, or the job of its key that waits already.

    That one is locked until the caller commits: run earlier, it would not see the change for
    which the caller wanted it to run.
    """
    while True:
        Job.objects.bulk_create([job], ignore_conflicts=True)
        waiting = Job.objects.filter(key=job.key, state=Job.State.WAITING, leased_until=None)
        if found := waiting.select_for_update().first():
            return found


def once(task: Any, key: str) -> Any:
    """`task`, to be enqueued only if no job with `key` is waiting already.

    A job under way does not count, since it may have read what has changed now; the new one
    starts when it is done.
    """
    return LeasedTask(
        func=task.func,
        priority=task.priority,
        queue_name=task.queue_name,
        backend=task.backend,
        run_after=task.run_after,
        takes_context=task.takes_context,
        max_attempts=task.max_attempts,
        key=key,
    )


def result_of(job: Job) -> TaskResult[Any]:
    """The job as Django's Tasks interface shows it."""
    result: TaskResult[Any] = TaskResult(
        task=naming.find(job.task),
        id=str(job.pk),
        status=TaskResultStatus.RUNNING if job.lease else STATUS[Job.State(job.state)],
        enqueued_at=job.created_at,
        started_at=None,
        last_attempted_at=None,
        finished_at=job.finished_at,
        args=job.arguments["args"],
        kwargs=job.arguments["kwargs"],
        backend="default",
        errors=[],
        worker_ids=["worker"] * job.attempts,
    )
    object.__setattr__(result, "_return_value", job.result)
    return result
