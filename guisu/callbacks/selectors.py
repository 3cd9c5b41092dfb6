"""How the callbacks of a connection stand."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max, Min, Q, QuerySet

from guisu.callbacks.models import Callback
from guisu.channels.models import Connection


@dataclass(frozen=True, slots=True)
class Heard:
    """Of the callbacks that are kept: when the last came, how many wait, how many are parked.

    `oldest_at` is when the one came that has waited longest to be worked off.
    """

    last_at: datetime | None
    oldest_at: datetime | None
    waiting: int
    parked: int


def heard(connection: Connection) -> Heard:
    found = Callback.objects.filter(connection=connection).aggregate(
        last_at=Max("received_at"),
        oldest_at=Min("received_at", filter=Q(state=Callback.State.WAITING)),
        waiting=Count("pk", filter=Q(state=Callback.State.WAITING)),
        parked=Count("pk", filter=Q(state=Callback.State.PARKED)),
    )
    return Heard(**found)


def parked(connection: Connection) -> QuerySet[Callback]:
    """Those that failed too often, the latest first."""
    found = Callback.objects.filter(connection=connection, state=Callback.State.PARKED)
    return found.order_by("-pk")
