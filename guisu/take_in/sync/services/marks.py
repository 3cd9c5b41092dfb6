"""Marks of the clock on what was read of a channel, taken back where the clock had been ahead."""

from datetime import datetime

from guisu.know.groups.models import Group
from guisu.take_in.sync.models import Reading, Tie


def take_back(at: datetime) -> int:
    """Have nothing wait for, or be younger than, what comes after `at`; how many marks."""
    open_still = [Reading.State.WAITING, Reading.State.RUNNING]
    return (
        Tie.objects.filter(seen_at__gt=at).update(seen_at=at)
        + Group.objects.filter(told_at__gt=at).update(told_at=at)
        + Group.objects.filter(look_at__gt=at).update(look_at=at)
        + Reading.objects.filter(due_at__gt=at, state__in=open_still).update(due_at=at)
    )
