"""What a person decides about refused messages: seen, and done with."""

from datetime import datetime

from django.db import transaction

from guisu.intake.models import RefusedMessage
from guisu.staff.models import Staff
from guisu.staff.services import audit


@transaction.atomic
def dismiss_refused(*, up_to: int, by: Staff, at: datetime) -> int:
    """Take the refused messages with an id of at most `up_to` off the list. Returns how many.

    The bound is what the person had seen: a message that came since stays. Safe to repeat.
    """
    seen = RefusedMessage.objects.filter(pk__lte=up_to, dismissed_at=None)
    count = seen.update(dismissed_at=at)
    if count:
        audit("messages.dismissed", subject="intake", by=by, at=at, after={"messages": count})
    return count
