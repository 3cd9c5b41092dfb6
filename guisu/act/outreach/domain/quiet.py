"""Quiet hours by the wall clock of a place: overnight, and on the days when clocks change."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

SECOND = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Quiet:
    """From `begins` until `ends`, over midnight where it begins later; equal: never."""

    begins: time
    ends: time

    def covers(self, clock: time) -> bool:
        """Whether nothing is said when the wall shows `clock`."""
        if self.begins <= self.ends:
            return self.begins <= clock < self.ends
        return clock >= self.begins or clock < self.ends


PEOPLE = Quiet(time(23), time(7))
COLLEAGUES = Quiet(time(21), time(9))


def not_before(moment: datetime, zone: ZoneInfo, quiet: Quiet) -> datetime:
    """`moment` as it is, or the first later one at which `zone`'s clock is out of `quiet`.

    Where the clock jumps over the end, quiet ends with the jump; where it shows the end twice,
    the first time ends it, and what then falls into the repeated hour waits for the second. An
    hour that is repeated across the beginning does not interrupt it.
    """
    there = moment.astimezone(zone)
    if not quiet.covers(there.time()):
        return moment
    today = datetime.combine(there.date(), quiet.ends)
    ends = [
        (today + timedelta(days=days)).replace(tzinfo=zone, fold=fold).astimezone(UTC)
        for days in (0, 1, 2)
        for fold in (0, 1)
    ]
    later = (each for each in sorted(ends) if each >= moment)
    awake = next(each for each in later if not quiet.covers(each.astimezone(zone).time()))
    return _earliest(moment, awake, zone, quiet)


def _earliest(moment: datetime, awake: datetime, zone: ZoneInfo, quiet: Quiet) -> datetime:
    """`awake`, or the change of the clock before it by which quiet ended already."""
    there = awake.astimezone(zone)
    if there.time() == quiet.ends:
        return awake
    before, after = moment.astimezone(UTC), awake
    while after - before > SECOND:
        middle = (before + (after - before) / 2).replace(microsecond=0)
        middle = middle if middle > before else before + SECOND
        if quiet.covers(middle.astimezone(zone).time()):
            before = middle
        else:
            after = middle
    return after
