"""Whom a code leads to at a moment: the week's shifts, the day's caps, and who stands in."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from enum import StrEnum

DAY_MINUTES = 24 * 60
WEEK = range(7)
# As many as WeCom takes in one code.
MOST_NAMED = 100


class Why(StrEnum):
    """Why just these are named."""

    ON_DUTY = "on_duty"
    BACKUP = "backup"
    OVER_CAP = "over_cap"
    OFF_DUTY = "off_duty"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Shift:
    """Weekly hours of some colleagues. `days`: 0 is Monday; minutes of the local day.

    A shift that ends no later than it starts goes on into the next day.
    """

    days: frozenset[int]
    starts: int
    ends: int
    colleagues: frozenset[int]

    def covers(self, moment: datetime) -> bool:
        """Whether it is under way at `moment`, local time. It has begun at its first minute."""
        minute = moment.hour * 60 + moment.minute
        today, yesterday = moment.weekday(), (moment.weekday() - 1) % 7
        if self.starts < self.ends:
            return today in self.days and self.starts <= minute < self.ends
        return (today in self.days and minute >= self.starts) or (
            yesterday in self.days and minute < self.ends
        )


@dataclass(frozen=True, slots=True)
class Plan:
    """Who takes whom. Without shifts all of `colleagues` are always on duty.

    `daily_cap`: new people a colleague takes in one local day; None: any number. Backups have
    neither hours nor cap.
    """

    colleagues: tuple[int, ...]
    backups: tuple[int, ...] = ()
    shifts: tuple[Shift, ...] = ()
    daily_cap: int | None = None


@dataclass(frozen=True, slots=True)
class Duty:
    """What a moment is like: local time, who can take people at all, how many each took today."""

    moment: datetime
    able: Collection[int]
    taken: Mapping[int, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Named:
    """Whom the code names now, and why. Empty only where nobody is able (`Why.NOBODY`)."""

    colleagues: tuple[int, ...]
    why: Why


def on_duty(plan: Plan, duty: Duty) -> Named:
    """Whom the code leads to: who is on duty and below the cap, or else who stands in.

    A code cannot name nobody, and a stranger is not sent away: without an able backup the cap
    bends for those on duty, and where nobody is on duty all colleagues of the code are named.
    """
    present = _able(_present(plan, duty.moment), duty)
    below = [one for one in present if _is_below(plan, duty, one)]
    for named, why in (
        (below, Why.ON_DUTY),
        (_able(plan.backups, duty), Why.BACKUP),
        (present, Why.OVER_CAP),
        (_able(plan.colleagues, duty), Why.OFF_DUTY),
    ):
        if named:
            return Named(tuple(sorted(named)[:MOST_NAMED]), why)
    return Named((), Why.NOBODY)


def next_change(plan: Plan, moment: datetime) -> datetime:
    """The first moment after `moment` at which a shift begins or ends, or a new day does."""
    midnight = datetime.combine(moment.date(), time(), moment.tzinfo)
    edges = {DAY_MINUTES}
    edges.update(edge for shift in plan.shifts for edge in (shift.starts, shift.ends))
    coming = (midnight + timedelta(minutes=edge) for edge in sorted(edges))
    return next(edge for edge in coming if edge > moment)


def _present(plan: Plan, moment: datetime) -> Iterable[int]:
    if not plan.shifts:
        return plan.colleagues
    here = {one for shift in plan.shifts if shift.covers(moment) for one in shift.colleagues}
    return [one for one in plan.colleagues if one in here]


def _able(colleagues: Iterable[int], duty: Duty) -> list[int]:
    return [one for one in colleagues if one in duty.able]


def _is_below(plan: Plan, duty: Duty, colleague: int) -> bool:
    return plan.daily_cap is None or duty.taken.get(colleague, 0) < plan.daily_cap
