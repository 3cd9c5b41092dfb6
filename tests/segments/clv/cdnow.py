"""CDNOW as plain Python reads it: days with an order, and what each day was worth."""

from collections import defaultdict
from datetime import date
from pathlib import Path

import numpy as np

from guisu.know.segments.domain.clv.histories import Histories, Real
from tests import shared

HALF, END = date(1997, 9, 30), date(1998, 6, 30)
Days = dict[date, float]


def sample() -> list[Days]:
    """The 2,357 people of the papers."""
    return _days(shared.path("cdnow/CDNOW_sample.txt"), person=1, day=2, amount=4)


def master() -> list[Days]:
    """All 23,570 people."""
    return _days(shared.path("cdnow/CDNOW_master.txt"), person=0, day=1, amount=3)


def histories(people: list[Days], *, until: date) -> Histories:
    rows = []
    for days in people:
        bought = sorted(day for day in days if day <= until)
        first, last = bought[0], bought[-1]
        rows.append((len(bought) - 1, (last - first).days, (until - first).days))
    return Histories.of(*zip(*rows, strict=True))


def repeat_means(people: list[Days], *, until: date) -> Real:
    """The mean worth of the days after the first, as the papers take it; 0 without any."""
    means = []
    for days in people:
        later = [days[day] for day in sorted(days) if day <= until][1:]
        means.append(sum(later) / len(later) if later else 0.0)
    return np.array(means)


def _days(file: Path, *, person: int, day: int, amount: int) -> list[Days]:
    people: dict[str, Days] = defaultdict(lambda: defaultdict(float))
    for line in file.read_text().splitlines():
        told = line.split()
        if told and told[day].isdigit():
            people[told[person]][date.fromisoformat(told[day])] += float(told[amount])
    return [dict(days) for _, days in sorted(people.items())]
