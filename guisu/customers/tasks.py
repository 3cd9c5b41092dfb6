"""Work of this room that takes a while."""

from collections.abc import Sequence

from django_tasks import task

from guisu.customers.services import erasing
from guisu.events.models import Event

ERASED = "customer.erased"


@task()
def scrub(row_ids: Sequence[int]) -> int:
    """Empty the events of erased rows."""
    return erasing.scrub(row_ids)


def empty_events(events: Sequence[Event]) -> None:
    """Have the events of erased people emptied. A person erased twice in the log is harmless."""
    for event in events:
        scrub.enqueue(event.properties.get("rows", [event.customer_id]))
