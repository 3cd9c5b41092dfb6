"""Work of this room that takes a while."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.utils import timezone
from django_tasks import task

from guisu.ground.events.models import Event
from guisu.ground.jobs import services as jobs
from guisu.ground.jobs.models import Job
from guisu.know.customers.facts import CustomerErased
from guisu.know.customers.models import Erasure
from guisu.know.customers.services import erasing, mentions, tags, wiping

# Short, so that after a kill another worker takes over soon; renewed with each piece.
LEASE = timedelta(seconds=30)


@task()
def scrub(row_ids: Sequence[int]) -> int:
    """Empty the events of erased rows, then look for the person in what others wrote."""
    changed = erasing.scrub(row_ids)
    for erasure in Erasure.objects.filter(customer__in=row_ids):
        mentions.search(erasure, at=timezone.now())
    return changed


@task()
def wipe_stores() -> bool:
    """Have erased bytes leave the stores' logs."""
    return wiping.wipe_stores(at=timezone.now())


@task()
def wipe_warehouse() -> bool:
    """Have erased bytes leave the warehouse's file."""
    return wiping.wipe_warehouse(at=timezone.now())


def empty_events(events: Sequence[Event]) -> None:
    """Have the events of erased people emptied. A person erased twice in the log is harmless."""
    for event in events:
        scrub.enqueue(CustomerErased.of(event).rows or [event.customer_id])


@task(takes_context=True)
def run_tag_batch(context: Any, pk: int) -> int:
    """Give or take a tag from the batch's checkpoint on; the lease is renewed with each piece."""
    job = Job.objects.get(pk=int(context.task_result.id))

    def hold() -> None:
        jobs.extend(job, at=timezone.now(), lease=LEASE)

    hold()
    return tags.run(pk, clock=timezone.now, on_piece=hold).people_changed
