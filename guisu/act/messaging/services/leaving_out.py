"""The gates, asked once more in the moment before WeCom is: much may have happened meanwhile."""

from datetime import datetime

from django.db import transaction

from guisu.act.messaging.models import Recipient, Task
from guisu.act.messaging.services import copies
from guisu.act.outreach.domain.codes import Code
from guisu.act.outreach.services import carried, others

State, Reason = Recipient.State, Recipient.Reason
REASONS = {
    Code.SAID_NO: Reason.REFUSED,
    Code.NO_YES: Reason.NO_YES,
    Code.CAP: Reason.CAP,
    Code.CHANNEL_CAP: Reason.CAP,
    Code.HAD_IT: Reason.HAD_IT,
    Code.SUPPRESSED: Reason.BARRED,
    Code.STOPPED: Reason.STOPPED,
    Code.ERASED: Reason.NOBODY,
    Code.NO_ADDRESS: Reason.NOBODY,
}


def ask_again(task: Task, *, at: datetime) -> None:
    """Leave out who may not be sent it any more, however long ago it was planned."""
    waiting = Recipient.objects.filter(duty__task=task, state=State.WAITING)
    cause = copies.cause_of(task.broadcast, at=at)
    groups = copies.groups_of(waiting)
    if groups.ids and not others.begin(cause, groups, at=at):
        waiting.update(state=State.LEFT_OUT, reason=Reason.STOPPED, duty=None)
        return
    found = waiting.filter(customer__isnull=False).exclude(receiver="")
    addresses = {row: address for row, address in found.values_list("customer", "receiver") if row}
    if not addresses:
        return
    left_out = carried.begin(cause, addresses, at=at)
    with transaction.atomic():
        for code in set(left_out.values()):
            out = [row for row, why in left_out.items() if why is code]
            reason = REASONS[code]
            held = waiting.filter(customer__in=out)
            held.update(state=State.LEFT_OUT, reason=reason, duty=None)
