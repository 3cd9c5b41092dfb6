"""A clock that was ahead, and was set right: what it marked as done or held is taken back.

Slots, leases and holds are moments of the wall clock. One that stood an hour or a day ahead for
half a minute would stop the work that waits for them until the real time comes there.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from django.apps import apps
from django.db import transaction
from django.db.models import Q

from guisu.ground.jobs.domain import LEASE, LONGEST_WAIT
from guisu.ground.jobs.models import ClockTurn, Job, PeriodicRun
from guisu.ground.jobs.owing import Due, Owed

logger = logging.getLogger("guisu.clock")
# The mark of the latest moment that any process has seen, among those of periodic tasks.
LATEST = "clock"
MARKED_EVERY = timedelta(minutes=1)
# Machines' clocks differ a little; that is no turn.
DIFFER = timedelta(minutes=1)
Marks = Callable[[datetime], int]

_marks: dict[str, Marks] = {}


def register(name: str, take_back: Marks) -> None:
    """Have `take_back` set marks of a room's that stand after the moment it is given; how many."""
    _marks[name] = take_back


def watch(*, at: datetime) -> bool:
    """Note that it is `at`; whether the clock had been ahead, and its marks were taken back.

    Called every few seconds, in several processes at once.
    """
    PeriodicRun.objects.bulk_create([PeriodicRun(name=LATEST, slot_at=at)], ignore_conflicts=True)
    last = PeriodicRun.objects.get(name=LATEST).slot_at
    mine = PeriodicRun.objects.filter(name=LATEST, slot_at=last)
    if last > at + DIFFER:
        with transaction.atomic():
            return bool(mine.update(slot_at=at)) and _turned_back(last, at=at)
    if at > last + MARKED_EVERY:
        mine.update(slot_at=at)
    return False


def take_back(*, at: datetime) -> int:
    """Take back what stands further ahead of `at` than it can; how many marks. Repeats are safe."""
    return sum(take(at) for take in (_slots, _jobs, _owed, *_marks.values()))


def _turned_back(stood: datetime, *, at: datetime) -> bool:
    count = take_back(at=at)
    ClockTurn.objects.create(at=at, stood_at=stood, marks=count)
    logger.warning("the clock was ahead, at %s: %d marks of it are taken back", stood, count)
    return True


def _slots(at: datetime) -> int:
    """The slot under way then counts as entered; the next one comes in its time."""
    ahead = PeriodicRun.objects.exclude(name=LATEST).filter(slot_at__gt=at)
    return ahead.update(slot_at=at)


def _jobs(at: datetime) -> int:
    waiting = Job.objects.filter(state=Job.State.WAITING)
    held = waiting.filter(leased_until__gt=at + LEASE + DIFFER).update(leased_until=at)
    # A job that is meant to wait was made before now, and not tried yet.
    hastened = waiting.filter(Q(created_at__gt=at) | Q(attempts__gt=0), run_at__gt=at)
    return held + hastened.update(run_at=at)


def _owed(at: datetime) -> int:
    """Holds, and moments at which something that was tried is looked after again."""
    kinds = [kind for kind in apps.get_models() if issubclass(kind, Due)]
    return sum(_held(kind, at=at) + _put_off(kind, at=at) for kind in kinds)


def _held(kind: type[Due], *, at: datetime) -> int:
    ahead = kind._default_manager.filter(held_until__gt=at + LONGEST_WAIT)
    return ahead.update(held_until=at)


def _put_off(kind: type[Due], *, at: datetime) -> int:
    again = Q(due_at__gt=at, tries__gt=0)
    if issubclass(kind, Owed):
        again &= Q(state=Owed.State.WAITING)
    return kind._default_manager.filter(again).update(due_at=at)
