"""Whether what a message rests on is there still."""

from guisu.act.messaging.domain.content import Kind
from guisu.act.messaging.domain.grounds import Gone
from guisu.act.messaging.models import Broadcast
from guisu.act.messaging.selectors import audiences
from guisu.ground.channels.carriers import carrier_of
from guisu.know.segments.models import Segment


def gone(broadcast: Broadcast) -> Gone | None:
    """The first thing that was put away or changed so that it cannot go as it was meant.

    Nothing is ever left out in silence: one of three senders who may not send is enough.
    """
    checks = {
        Gone.CONNECTION: broadcast.connection.is_active,
        Gone.STORE: broadcast.store is None or broadcast.store.is_open,
    }
    if lost := next((why for why, is_there in checks.items() if not is_there), None):
        return lost
    if not _has_segment(broadcast):
        return Gone.SEGMENT
    if not _has_senders(broadcast):
        return Gone.SENDERS
    if not _has_tags(broadcast):
        return Gone.TAGS
    carrier = carrier_of(broadcast.connection, audiences.WAYS[Kind(broadcast.kind)])
    return Gone.CONTENT if carrier.check(broadcast.content) else None


def _has_segment(broadcast: Broadcast) -> bool:
    asked = broadcast.audience
    if "segment" not in asked:
        return True
    return Segment.objects.filter(pk=asked["segment"], archived_at=None).exists()


def _has_senders(broadcast: Broadcast) -> bool:
    """All who were chosen may send, and of a store's message somebody of it may."""
    asked, is_group = broadcast.audience, broadcast.kind == Kind.GROUPS
    chosen = set(asked.get("colleagues") or asked.get("owners") or ())
    able = audiences.senders(broadcast.connection).filter(pk__in=chosen)
    if able.count() < len(chosen):
        return False
    if broadcast.store_id is None or is_group:
        return True
    of_store = audiences.senders(broadcast.connection, store_id=broadcast.store_id)
    return (of_store.filter(pk__in=chosen) if chosen else of_store).exists()


def _has_tags(broadcast: Broadcast) -> bool:
    chosen = set(broadcast.audience.get("tags") or ())
    living = audiences.tags(broadcast.connection).filter(pk__in=chosen)
    return living.count() == len(chosen)
