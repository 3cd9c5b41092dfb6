"""Jobs are claimed once, tried again with patience, and never lost with their worker."""

from datetime import timedelta

import pytest
from django.db import transaction
from django_tasks import task_backends
from django_tasks.base import TaskResultStatus

from guisu.ground.jobs import services, worker
from guisu.ground.jobs.backend import once
from guisu.ground.jobs.domain import LEASE, wait_before
from guisu.ground.jobs.models import Job
from tests import make
from tests.jobs import acts

pytestmark = pytest.mark.django_db
LATER = make.NOON + timedelta(days=3650)

DAY = timedelta(days=1)


def claim_one() -> Job:
    [job] = services.claim(limit=1, at=LATER)
    return job


def test_a_job_runs_with_its_arguments_and_keeps_its_result() -> None:
    result = acts.note.enqueue("plum")

    worked = worker.work()

    kept = task_backends["default"].get_result(result.id)
    assert worked
    assert (kept.status, kept.return_value) == (TaskResultStatus.SUCCESSFUL, "plum")


def test_a_decision_rolled_back_leaves_no_job() -> None:
    with transaction.atomic():
        acts.note.enqueue("never")
        transaction.set_rollback(True)

    assert not Job.objects.exists()


def test_a_claimed_job_is_not_given_to_another_worker_until_its_lease_ends() -> None:
    acts.note.enqueue(1)

    first = services.claim(limit=9, at=LATER)
    meanwhile = services.claim(limit=9, at=LATER + LEASE)
    after = services.claim(limit=9, at=LATER + LEASE + timedelta(seconds=1))

    assert [len(first), len(meanwhile), len(after)] == [1, 0, 1]


def test_a_worker_whose_lease_has_passed_on_changes_nothing() -> None:
    acts.note.enqueue(1)
    late = claim_one()
    [current] = services.claim(limit=1, at=LATER + 2 * LEASE)

    told = [
        services.complete(late, result=None, at=LATER),
        services.fail(late, error="late", at=LATER),
        services.extend(late, at=LATER),
    ]

    assert told == [False, False, False]
    assert services.complete(current, result=None, at=LATER)


def test_a_failing_job_waits_longer_each_time_and_is_parked_after_its_last_try() -> None:
    acts.refuse.enqueue()
    waits = []
    job = None

    for _ in range(8):
        job = claim_one()
        services.fail(job, error="no", at=make.NOON)
        job.refresh_from_db()
        waits.append((job.run_at - make.NOON).total_seconds())

    assert waits[:7] == [wait_before(n).total_seconds() for n in range(2, 9)]
    assert job is not None
    assert (job.state, job.attempts, job.error) == (Job.State.FAILED, 8, "no")


def test_a_job_that_ends_its_worker_every_time_is_parked() -> None:
    acts.note.enqueue(1)
    at = LATER
    for _ in range(8):
        assert len(services.claim(limit=1, at=at)) == 1
        at += 2 * LEASE

    assert services.claim(limit=1, at=at) == []
    job = Job.objects.get()
    assert (job.state, job.error) == (Job.State.FAILED, services.DIED)


def test_a_failed_job_can_be_given_new_tries() -> None:
    Job.objects.create(
        task="t", state=Job.State.FAILED, attempts=8, run_at=make.NOON, created_at=make.NOON
    )
    failed = Job.objects.get()

    assert services.retry(failed, at=LATER)
    assert not services.retry(failed, at=LATER)
    assert claim_one().attempts == 1


def test_work_with_a_key_waits_once() -> None:
    first = once(acts.note, "stock").enqueue(1)
    again = once(acts.note, "stock").enqueue(2)
    other = once(acts.note, "price").enqueue(3)

    assert first.id == again.id != other.id
    assert Job.objects.count() == 2


def test_what_is_enqueued_while_its_like_runs_is_run_after_it() -> None:
    once(acts.note, "stock").enqueue("old")
    running = claim_one()

    once(acts.note, "stock").enqueue("new")

    assert services.claim(limit=9, at=LATER) == []
    services.complete(running, result=None, at=LATER)
    assert claim_one().arguments["args"] == ["new"]


def test_a_failure_gives_way_to_its_like_that_was_enqueued_meanwhile() -> None:
    once(acts.note, "stock").enqueue("old")
    running = claim_one()
    once(acts.note, "stock").enqueue("new")

    assert services.fail(running, error="no", at=make.NOON)

    assert sorted(Job.objects.values_list("key", flat=True)) == ["", "stock"]
    assert {job.arguments["args"][0] for job in services.claim(limit=9, at=LATER)} == {"old", "new"}


def test_higher_priority_goes_first_and_the_future_waits() -> None:
    acts.note.using(run_after=LATER + timedelta(hours=1)).enqueue("later")
    acts.note.enqueue("usual")
    acts.note.using(priority=10).enqueue("urgent")

    claimed = services.claim(limit=9, at=LATER)

    assert [job.arguments["args"] for job in claimed] == [["urgent"], ["usual"]]


def test_a_task_may_ask_which_try_it_is() -> None:
    result = acts.tell_try.enqueue()

    worker.work()

    assert task_backends["default"].get_result(result.id).return_value == 1


def test_what_a_task_raises_is_kept_with_the_job() -> None:
    acts.refuse.enqueue()

    worker.work()

    job = Job.objects.get()
    assert (job.state, job.attempts) == (Job.State.WAITING, 1)
    assert "ValueError: not today" in job.error


def test_done_jobs_are_forgotten_and_failed_ones_are_not() -> None:
    for state in Job.State:
        Job.objects.create(
            task="t", state=state, run_at=make.NOON, created_at=make.NOON, finished_at=make.NOON
        )

    assert services.forget_finished(before=LATER) == 1
    assert set(Job.objects.values_list("state", flat=True)) == {"waiting", "failed"}


def test_a_slot_is_entered_once() -> None:
    entered = [services.enter_slot("daily", slot_at=make.NOON, interval=DAY) for _ in range(3)]
    next_day = services.enter_slot("daily", slot_at=make.NOON + DAY, interval=DAY)
    back = services.enter_slot("daily", slot_at=make.NOON, interval=DAY)

    assert [*entered, next_day, back] == [True, False, False, True, False]
