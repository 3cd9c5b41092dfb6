"""Whom a broadcast will never reach any more, so that they can be written to again."""

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from guisu.act.messaging.models import Broadcast, Errand, Recipient
from guisu.ground.channels.port import NOBODY_KNOWS

State = Recipient.State


def missed(broadcast_id: int) -> QuerySet[Recipient]:
    """Receivers for whom WeCom refused it, it was cancelled in time, or who had enough just then.

    Not those whose colleague may still confirm it in WeCom, nor those of a call of which nobody
    knows: they may have it, or get it yet.
    """
    calls = Errand.objects.filter(task=OuterRef("duty__task"))
    refused = Q(kind=Errand.Kind.MAKE, state=Errand.State.FAILED) & ~Q(code=NOBODY_KNOWS)
    dropped = Q(kind=Errand.Kind.MAKE, state=Errand.State.DROPPED)
    cancelled = Q(kind=Errand.Kind.CANCEL, state=Errand.State.DONE)
    over = Exists(calls.filter(refused | dropped | cancelled))
    found = Recipient.objects.filter(broadcast=broadcast_id)
    return found.filter(Q(over, state=State.NOT_SENT) | Q(state=State.OVER_QUOTA))


def people(broadcast_id: int) -> QuerySet[Recipient, int]:
    """The roots, as of now, of the people among `missed`."""
    root = Coalesce("customer__merged_into", "customer")
    found = missed(broadcast_id).filter(customer__isnull=False)
    return found.annotate(root=root).values_list("root", flat=True)


def written_again(broadcast: Broadcast) -> Broadcast | None:
    """The message to those whom `broadcast` missed, if there is one already."""
    return Broadcast.objects.filter(audience__missed=broadcast.pk).order_by("pk").first()
