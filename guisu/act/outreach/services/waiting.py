"""Copies that have not left yet, or missed their moment: what a person does about them."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from guisu.act.outreach.domain.codes import Receiver
from guisu.act.outreach.models import Delivery
from guisu.act.outreach.services import settling
from guisu.act.outreach.services.planning import LATEST
from guisu.act.outreach.services.settling import Fate
from guisu.ground.channels.models import Connection
from guisu.ground.channels.waiting import Connections, Kind
from guisu.ground.database import rows
from guisu.ground.jobs import owed
from guisu.ground.staff.models import Staff

State = Delivery.State
AT_ONCE = 2_000


def _ours(connections: Connections) -> QuerySet[Delivery]:
    """Those that rooms word themselves are carried, and listed, by them."""
    return Delivery.objects.filter(
        connection__in=connections,
        receiver=Receiver.PERSON,
        held_until=None,
        cause__words__isnull=False,
        cause__stopped_at=None,
    )


def _discard(found: QuerySet[Delivery], _by: Staff, at: datetime) -> None:
    never = Q(state=State.WAITING) | Q(state=State.EXPIRED)
    for some in rows.chunks(list(found.filter(never).values_list("pk", flat=True)), AT_ONCE):
        with transaction.atomic():
            free = rows.not_held(Delivery.objects.filter(never, pk__in=some, held_until=None))
            pks = [each.pk for each in free]
            settling.write(pks, Fate(State.DROPPED, code=owed.DISCARDED), at=at)


def _release(found: QuerySet[Delivery], _by: Staff, at: datetime) -> None:
    late = list(found.filter(state=State.EXPIRED).values_list("pk", flat=True))
    for some in rows.chunks(late, AT_ONCE):
        with transaction.atomic():
            settling.write(some, Fate(State.WAITING), at=at)
            again = Delivery.objects.filter(pk__in=some)
            again.update(due_at=at, expires_at=at + LATEST)


DELIVERIES = Kind(
    "deliveries",
    _("messages to single people"),
    due=lambda one: _ours(Connection.objects.filter(pk=one.pk)).filter(state=State.WAITING),
    discard=_discard,
    late=lambda some: _ours(some).filter(state=State.EXPIRED),
    release=_release,
)
