"""A broadcast as its carrier takes it: what is said, in whose name, to whom."""

from collections.abc import Iterable
from datetime import datetime

from guisu.act.messaging.domain.content import Kind
from guisu.act.messaging.models import Broadcast, Recipient, Task
from guisu.act.messaging.selectors import audiences
from guisu.act.outreach.services.enclosures import Files
from guisu.ground.channels.carriers import Way, carrier_of
from guisu.ground.channels.port import Carrier, Parcel


def way_of(broadcast: Broadcast) -> Way:
    return audiences.WAYS[Kind(broadcast.kind)]


def carrier(broadcast: Broadcast) -> Carrier:
    return carrier_of(broadcast.connection, way_of(broadcast))


def parcel(task: Task, to: Iterable[str], senders: Iterable[str], *, until: datetime) -> Parcel:
    content = task.broadcast.content
    return Parcel(
        key=f"message {task.pk}",
        to=tuple(to),
        content=content,
        expires_at=until,
        senders=tuple(senders),
        files=Files(content),
    )


def waiting(task: Task) -> list[str]:
    """The receivers who still wait for it, as the channel knows them."""
    found = Recipient.objects.filter(duty__task=task, state=Recipient.State.WAITING)
    told = found.exclude(receiver="").order_by("receiver")
    return list(told.values_list("receiver", flat=True))


def receivers(task: Task) -> list[str]:
    """All of them, whatever became of each."""
    found = Recipient.objects.filter(duty__task=task).exclude(receiver="")
    return list(found.values_list("receiver", flat=True))


def senders(task: Task) -> list[str]:
    """The colleague of a message; of a moment those chosen, or of its store, who may still send.

    Empty: everybody.
    """
    if task.broadcast.kind != Broadcast.Kind.MOMENT:
        return list(task.duties.values_list("colleague__userid", flat=True))
    return chosen_senders(task.broadcast) or []


def chosen_senders(broadcast: Broadcast) -> list[str] | None:
    """None: nobody was chosen. A list without anybody in it would mean everybody to WeCom."""
    chosen = broadcast.audience.get("colleagues", ())
    if not chosen and not broadcast.store_id:
        return None
    able = audiences.senders(broadcast.connection, store_id=broadcast.store_id)
    able = able.filter(pk__in=chosen) if chosen else able
    return list(able.values_list("userid", flat=True))


def chosen_tags(broadcast: Broadcast) -> list[str] | None:
    """Those chosen that there still are; None: none were chosen."""
    chosen = broadcast.audience.get("tags", ())
    living = audiences.tags(broadcast.connection).filter(pk__in=chosen).order_by("pk")
    return list(living.values_list("corp_tag_id", flat=True)) if chosen else None
