"""Looking at what the installation rests on."""

import shutil
from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import DatabaseError, connection

from guisu.ground.database import archives, room
from guisu.ground.jobs.clock import LATEST
from guisu.ground.jobs.models import PeriodicRun
from guisu.ground.warehouse import selectors as warehouse
from guisu.ground.warehouse.domain import WarehouseAway
from guisu.see.health.domain import LITTLE_ROOM, LOOPS_REST, MUCH, Check, Part, State
from guisu.take_in.intake import selectors as intake

# A backup that takes long, or a machine that was off for a night, is not late.
GRACE = timedelta(hours=12)


def checks(*, at: datetime) -> list[Check]:
    """Every part, in order; where the store is away, nothing that stands in it can be asked."""
    found = [_database(), _disk()]
    if found[0].state is State.BAD:
        return found
    return found + [look(at) for look in _IN_THE_STORE]


def _database() -> Check:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return Check(Part.DATABASE, State.BAD)
    return Check(Part.DATABASE, State.GOOD)


def _disk() -> Check:
    if room.tried(settings.DATA):
        return Check(Part.DISK, State.BAD)
    free = shutil.disk_usage(settings.DATA).free
    return Check(Part.DISK, State.LATE if free < LITTLE_ROOM else State.GOOD, {"free": free})


def _loops(at: datetime) -> Check:
    last = PeriodicRun.objects.filter(name=LATEST).values_list("slot_at", flat=True).first()
    works = last is not None and at - last <= LOOPS_REST
    return Check(Part.LOOPS, State.GOOD if works else State.BAD, at=last)


def _intake(at: datetime) -> Check:
    waiting = intake.waiting()
    state = State.GOOD if waiting < MUCH else State.LATE
    if waiting >= settings.INTAKE_BACKLOG:
        state = State.BAD
    return Check(Part.INTAKE, state, {"waiting": waiting})


def _warehouse(at: datetime) -> Check:
    try:
        reached = warehouse.as_of()
    except WarehouseAway:
        return Check(Part.WAREHOUSE, State.LATE)
    state = State.LATE if reached.waiting >= MUCH or not reached.loaded_at else State.GOOD
    return Check(Part.WAREHOUSE, state, {"waiting": reached.waiting}, at=reached.loaded_at)


def _backup(at: datetime) -> Check:
    if settings.BACKUP_FOLDER is None:
        return Check(Part.BACKUP, State.OFF)
    kept = archives.archives(settings.BACKUP_FOLDER)
    if not kept:
        return Check(Part.BACKUP, State.LATE)
    last = kept[-1]
    is_late = at - last.made_at > timedelta(hours=settings.BACKUP_HOURS) + GRACE
    figures = {"kept": len(kept), "bytes": last.size}
    return Check(Part.BACKUP, State.LATE if is_late else State.GOOD, figures, at=last.made_at)


_IN_THE_STORE: tuple[Callable[[datetime], Check], ...] = (_loops, _intake, _warehouse, _backup)
