"""Those next in line: requests of the spool read and mapped while the ones before are recorded."""

from collections.abc import Collection, Iterator
from concurrent.futures import ThreadPoolExecutor

from guisu.ground.staff.models import AccessKey
from guisu.take_in.intake.domain.items import Item, Request
from guisu.take_in.intake.models import Arrived
from guisu.take_in.intake.services import helper

MOST_REQUESTS = 500
MESSAGES = 5_000
MOST_STRETCHES = 8


def stretches(*, begun: int, done: int) -> Iterator[list[Item]]:
    """The oldest messages that are not in the log yet, stretch after stretch, none empty.

    Of the request `begun` the first `done` are in the log. While a stretch is recorded, the next
    one is read aside, without asking a database. Ends after `MOST_STRETCHES`.
    """
    requests = _oldest(after=0)
    if not requests:
        return
    with ThreadPoolExecutor(1, "intake ahead") as ahead:
        reading = ahead.submit(helper.items_of, requests)
        for number in range(1, MOST_STRETCHES + 1):
            items = reading.result()
            if not items:
                return
            if number < MOST_STRETCHES:
                requests = _oldest(after=items[-1].arrived_id)
                reading = ahead.submit(helper.items_of, requests)
            if fresh := items[done:] if items[0].arrived_id == begun else items:
                yield fresh


def requests(ids: Collection[int]) -> list[Request]:
    """These requests of the spool, in their order."""
    found = list(Arrived.objects.filter(pk__in=ids).order_by("id"))
    keys = AccessKey.objects.filter(pk__in={one.key_id for one in found})
    stores = dict(keys.values_list("pk", "store_id"))
    return [
        Request(
            one.pk,
            one.key_id,
            stores.get(one.key_id),
            one.kind,
            one.received_at,
            bytes(one.body),
        )
        for one in found
    ]


def _oldest(*, after: int) -> list[Request]:
    """The oldest requests with an id above `after`."""
    waiting = Arrived.objects.filter(pk__gt=after).order_by("id")
    chosen, messages = [], 0
    for pk, count in waiting.values_list("id", "messages")[:MOST_REQUESTS]:
        chosen.append(pk)
        messages += count
        if messages >= MESSAGES:
            break
    return requests(chosen) if chosen else []
