"""A person's addresses: which of them nothing is sent to, since when, and by whom."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.http import HttpResponse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from guisu.act.outreach.models import Suppression
from guisu.act.outreach.selectors import suppressions
from guisu.act.outreach.selectors.suppressions import Address
from guisu.act.outreach.services import suppressing
from guisu.doors.console.customers.people import identity_shown
from guisu.doors.console.http import OperatorRequest, go, operator_view
from guisu.ground.channels.reach import REACH, Channel
from guisu.ground.kernel.numbers import row_id
from guisu.ground.kernel.refusals import NotFound
from guisu.ground.kernel.words import gettext_noop
from guisu.ground.staff.domain import Permission, Scope
from guisu.know.customers import selectors
from guisu.know.customers.models import Customer, Identity


@dataclass(frozen=True, slots=True)
class Line:
    """One address on one channel, and all that was ever decided about it, the latest first."""

    identity: Identity
    channel: str
    label: str | Promise
    shown: str
    told: list[Suppression]

    @property
    def standing(self) -> Suppression | None:
        return next((each for each in self.told if each.lifted_at is None), None)


def lines(scope: Scope, customer: Customer) -> list[Line]:
    """One query for all of them, and one for the addresses."""
    ways = [
        (each, channel)
        for each in selectors.identities_of(customer)
        for channel, way in REACH.items()
        if each.channel in way.by and not each.is_doubtful
    ]
    told = suppressions.of_addresses((channel.value, each.value) for each, channel in ways)
    return [
        Line(
            each,
            channel.value,
            channel.label,
            identity_shown(scope, each),
            told[channel.value, each.value],
        )
        for each, channel in ways
    ]


@require_POST
@operator_view(Permission.EDIT_CUSTOMERS)
def suppress(request: OperatorRequest, pk: int) -> HttpResponse:
    """Have nothing sent to one address any more."""
    return _done(request, pk, suppressing.suppress, _("Nothing is sent to this address any more."))


@require_POST
@operator_view(Permission.EDIT_CUSTOMERS)
def release(request: OperatorRequest, pk: int) -> HttpResponse:
    """Let things be sent to it again; consent is asked all the same."""
    return _done(request, pk, suppressing.lift, _("Things can be sent to this address again."))


def _done(request: OperatorRequest, pk: int, act: Callable[..., object], said: str) -> HttpResponse:
    customer = selectors.person(request.scope, pk)
    at: datetime = timezone.now()
    act(_address(request, customer), of=customer.pk, by=request.user, at=at)
    messages.success(request, said)
    return go(request, "console:customer-consents", customer.pk)


def _address(request: OperatorRequest, customer: Customer) -> Address:
    """The address that was named, which must be the person's. Raises `NotFound`."""
    asked, channel = request.POST.get("identity", ""), request.POST.get("channel", "")
    ours = selectors.identities_of(customer)
    one = ours.filter(pk=row_id(asked)).first()
    if one is None or channel not in set(Channel) or one.channel not in REACH[Channel(channel)].by:
        raise NotFound(what=gettext_noop("address"), number=asked)
    return channel, one.value
