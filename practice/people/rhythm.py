"""The day's rhythm in China: how lively a moment is, and when the next thing happens."""

import random

from practice.people.parameters import HOURS, NIGHT_FROM, NIGHT_UNTIL

HOUR, DAY, ZONE = 3_600, 86_400, 8 * 3_600
_MEAN = sum(HOURS) / len(HOURS)
LEVEL = tuple(each / _MEAN for each in HOURS)
DAYS_TRIED = 400


def hour_of(at: float) -> int:
    """The hour of the day in China."""
    return int((at + ZONE) % DAY // HOUR)


def liveliness(at: float) -> float:
    """1 on the day's average."""
    return LEVEL[hour_of(at)]


def is_night(at: float) -> bool:
    hour = hour_of(at)
    return hour >= NIGHT_FROM or hour < NIGHT_UNTIL


def after(at: float, a_day: float, dice: random.Random) -> float:
    """The next moment of something that happens `a_day` times a day; a year on if ever.

    Exact for a rate that is constant within each hour: an exponential amount of liveliness is
    used up hour by hour.
    """
    if a_day <= 0:
        return at + DAYS_TRIED * DAY
    left = dice.expovariate(1.0) * DAY / a_day
    for _ in range(DAYS_TRIED * 24):
        level = LEVEL[hour_of(at)]
        ends = HOUR - (at + ZONE) % HOUR
        if left <= level * ends:
            return at + left / level
        left -= level * ends
        at += ends
    return at


def next_time(at: float, hour: float) -> float:
    """The next moment after `at` that is `hour` o'clock in China."""
    today = at - (at + ZONE) % DAY + hour * HOUR
    return today if today > at else today + DAY
