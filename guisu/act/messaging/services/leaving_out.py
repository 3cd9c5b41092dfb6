"""The gates, asked once more in the moment before WeCom is: much may have happened meanwhile."""

from django.db import transaction

from guisu.act.messaging.models import Recipient, Task
from guisu.act.messaging.selectors.audiences import CHANNEL, PURPOSE
from guisu.act.outreach.domain.codes import Code
from guisu.act.outreach.selectors import receivers

State, Reason = Recipient.State, Recipient.Reason
REASONS = {Code.SAID_NO: Reason.REFUSED, Code.NO_YES: Reason.NO_YES}


@transaction.atomic
def ask_again(task: Task) -> None:
    """Leave out who may not be sent it any more, however long ago it was planned."""
    waiting = Recipient.objects.filter(duty__task=task, state=State.WAITING, customer__isnull=False)
    found = dict(waiting.values_list("pk", "customer"))
    barred = receivers.barred(found.values(), channel=CHANNEL, purpose=PURPOSE)
    for code, reason in REASONS.items():
        out = [pk for pk, row in found.items() if barred.get(row) is code]
        held = waiting.filter(pk__in=out)
        held.update(state=State.LEFT_OUT, reason=reason, duty=None)
