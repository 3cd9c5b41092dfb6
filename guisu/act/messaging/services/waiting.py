"""Messages that have not left yet, or missed their moment: what a person does about them."""

from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from guisu.act.messaging.domain.outcomes import LATEST, NothingToCancel
from guisu.act.messaging.models import Broadcast, Errand
from guisu.act.messaging.services import drafts
from guisu.ground.channels.models import Connection
from guisu.ground.channels.waiting import Connections, Kind
from guisu.ground.jobs import owed
from guisu.ground.staff.models import Staff

State = Broadcast.State


def _due(connection: Connection) -> QuerySet[Broadcast]:
    return Broadcast.objects.filter(connection=connection, state=State.WAITING)


def _held(connections: Connections) -> QuerySet[Broadcast]:
    return Broadcast.objects.filter(connection__in=connections, state=State.HELD)


def _call_back(found: QuerySet[Broadcast], by: Staff, at: datetime) -> None:
    for each in found.order_by("pk"):
        drafts.call_back(each, by=by, at=at)


def _send_off(found: QuerySet[Broadcast], _by: Staff, at: datetime) -> None:
    found.filter(state=State.HELD).update(state=State.WAITING, held_for="", due_at=at)


def _asking(connections: Connections) -> QuerySet[Errand]:
    return Errand.objects.filter(
        task__broadcast__connection__in=connections, kind=Errand.Kind.MAKE, held_until=None
    )


def _cancel(found: QuerySet[Errand], by: Staff, at: datetime) -> None:
    """The whole message: a colleague whom it was not asked of yet is no reason to send half."""
    for each in Broadcast.objects.filter(tasks__errands__in=found).distinct().order_by("pk"):
        try:
            drafts.cancel(each, by=by, at=at)
        except NothingToCancel:
            continue


def _ask_after_all(found: QuerySet[Errand], _by: Staff, at: datetime) -> None:
    owed.revive(found, until=at + LATEST, at=at)


MESSAGES = Kind(
    "messages",
    _("mass messages whose time has come"),
    due=_due,
    discard=_call_back,
    late=_held,
    release=_send_off,
)
ERRANDS = Kind(
    "errands",
    _("colleagues to be asked to send a mass message"),
    due=lambda one: _asking(Connection.objects.filter(pk=one.pk)).filter(
        state=Errand.State.WAITING
    ),
    discard=_cancel,
    late=lambda some: _asking(some).filter(state=Errand.State.EXPIRED),
    release=_ask_after_all,
)
