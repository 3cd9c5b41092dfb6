"""How the callbacks of a connection stand."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Max, Min, Q, QuerySet

from guisu.doors.callbacks.domain import mostly_within
from guisu.doors.callbacks.models import Callback
from guisu.ground.channels.models import Connection

LATEST = 500


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
        parked=Count("pk", filter=Q(state=Callback.State.FAILED)),
    )
    return Heard(**found)


@dataclass(frozen=True, slots=True)
class Lag:
    """Within which time nineteen of twenty of the latest came here, and were then worked off."""

    coming: timedelta | None
    working: timedelta | None


def lag(connection: Connection) -> Lag:
    latest = Callback.objects.filter(connection=connection).order_by("-pk")
    told = latest.values_list("happened_at", "received_at", "settled_at")[:LATEST]
    rows = list(told)
    return Lag(
        mostly_within([came - happened for happened, came, _ in rows if happened]),
        mostly_within([settled - came for _, came, settled in rows if settled]),
    )


def callbacks(connection: Connection, *, state: str = "") -> QuerySet[Callback]:
    """Those that are kept; of one state where it is named."""
    found = Callback.objects.filter(connection=connection).select_related("connection")
    return found.filter(state=state) if state else found


def parked(connection: Connection) -> QuerySet[Callback]:
    """Those that failed too often, the latest first."""
    return callbacks(connection, state=Callback.State.FAILED).order_by("-pk")


def every() -> QuerySet[Callback]:
    """All callbacks that are kept, of every connection."""
    return Callback.objects.all()
