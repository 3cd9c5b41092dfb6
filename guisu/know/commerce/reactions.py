"""What this room does when the log tells of merges, and of sales that a shop's SDK reports."""

from collections.abc import Sequence
from itertools import groupby

from django.utils import timezone

from guisu.ground.events import facts
from guisu.ground.events.models import Event
from guisu.know.commerce import services, shop_events
from guisu.know.commerce.facts import ORDER_COMPLETED
from guisu.know.customers.facts import CustomerMerged, CustomerUnmerged

MERGES = (CustomerMerged, CustomerUnmerged)


def count_anew(events: Sequence[Event]) -> None:
    """Rebuild the purchases of the persons whom merges joined or parted."""
    rows = {event.customer_id for event in events}
    for event in events:
        match facts.read(event):
            case CustomerMerged(first=first, second=second):
                rows |= {first, second}
            case CustomerUnmerged(first=first, second=second, other_root=other_root):
                rows |= {first, second, other_root}
            case _:
                pass
    services.rebuild_purchases(rows - {0})


def take_sales(events: Sequence[Event]) -> None:
    """Record the orders that SDKs tell of. Raises a Refusal for one that cannot be taken.

    Neighbours of one kind and key are recorded together; a refund or a cancelling needs to see
    the order that came before it, so each waits for what stands in front.
    """
    by_keys = [event for event in events if event.source.startswith(shop_events.KEY)]
    for (source, kind), run in groupby(by_keys, key=lambda event: (event.source, event.kind)):
        together = list(run)
        parts = [together] if kind == ORDER_COMPLETED.kind else [[one] for one in together]
        for part in parts:
            told = [shop_events.told_by(event) for event in part]
            # Of one order reported twice the first report stands, as it does across batches.
            first = {(order.channel, order.number): order for order in reversed(told)}
            services.record_orders(list(first.values()), source=source, at=timezone.now())
