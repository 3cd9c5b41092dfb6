"""Finding out whether WeCom has what may have been asked for, before it is asked again."""

from datetime import datetime

from guisu.act.messaging.models import Errand, Task
from guisu.act.messaging.services import wording


def find(errand: Errand, *, until: datetime) -> str:
    """The reference of what `errand` asked for, if WeCom lists it; else empty.

    Raises a `ChannelError`: nothing is known then.
    """
    task = errand.task
    parcel = wording.parcel(task, wording.receivers(task), wording.senders(task), until=until)
    found = wording.carrier(task.broadcast).look_up(
        parcel, called_at=errand.asked_at, is_known=_is_known
    )
    return found.reference if found else ""


def _is_known(reference: str) -> bool:
    return Task.objects.filter(reference=reference).exists()
