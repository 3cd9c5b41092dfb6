"""How long the spool is, and what was set aside."""

import time

from django.db.models import QuerySet, Sum

from guisu.take_in.intake.models import Arrived, RefusedMessage

COUNTED_FOR = 1.0  # seconds for which a count of the spool stands

_counted: tuple[float, int] = (-COUNTED_FOR, 0)


def waiting() -> int:
    """Messages accepted and not yet in the log; up to a second old."""
    global _counted  # noqa: PLW0603 - a cache of one number, replaced as a whole
    moment, messages = _counted
    now = time.monotonic()
    if now - moment >= COUNTED_FOR:
        messages = Arrived.objects.aggregate(all=Sum("messages"))["all"] or 0
        _counted = (now, messages)
    return messages


def refused_messages() -> QuerySet[RefusedMessage]:
    """Messages that wait for a person's look, newest first."""
    return RefusedMessage.objects.filter(dismissed_at=None).order_by("-id")
