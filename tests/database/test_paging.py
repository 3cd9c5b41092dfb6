"""Paging by key shows each row once, whatever is added meanwhile, and shrugs at nonsense."""

import base64
from datetime import timedelta

import pytest

from guisu.ground.database import paging
from guisu.ground.staff.models import AuditEntry
from tests import make

pytestmark = pytest.mark.django_db
ORDER = ("-at", "-id")


def entry(minutes: int) -> AuditEntry:
    at = make.NOON - timedelta(minutes=minutes)
    return AuditEntry.objects.create(at=at, staff_name="x", action="a", subject="s")


def test_each_row_comes_once_though_moments_tie_and_new_rows_arrive() -> None:
    made = [entry(minutes=n // 3) for n in range(10)]
    seen: list[int] = []
    after = ""

    while True:
        page = paging.page(AuditEntry.objects.all(), order=ORDER, after=after, size=4)
        seen += [row.pk for row in page.rows]
        entry(minutes=-1)
        if not page.next:
            break
        after = page.next

    assert sorted(seen) == [row.pk for row in made]
    assert len(set(seen)) == len(seen)


@pytest.mark.parametrize("size", [1, 2, 3])
def test_rows_of_one_second_come_once_each_in_the_order_of_their_milliseconds(size: int) -> None:
    moments = [(7, 0), (7, 999), (0, 0), (7, 1), (0, 0), (250_500, 0), (250_400, 0)]
    made = {}
    for milliseconds, microseconds in moments:
        at = make.NOON + timedelta(milliseconds=milliseconds % 1000, microseconds=microseconds)
        row = AuditEntry.objects.create(at=at, staff_name="x", action="a", subject="s")
        made[row.pk] = at
    seen: list[int] = []
    after = ""

    while True:
        page = paging.page(AuditEntry.objects.all(), order=ORDER, after=after, size=size)
        seen += [row.pk for row in page.rows]
        if not page.next:
            break
        after = page.next

    assert seen == sorted(made, key=lambda pk: (made[pk], pk), reverse=True)


def test_a_cursor_of_whole_seconds_goes_on_behind_its_row() -> None:
    rows = [
        AuditEntry.objects.create(
            at=make.NOON + timedelta(milliseconds=each), staff_name="x", action="a", subject="s"
        )
        for each in (-1, 0, 1)
    ]
    told = f'[["t","2026-11-22T04:00:00+00:00"],["v",{rows[1].pk}]]'
    after = base64.urlsafe_b64encode(told.encode()).decode().rstrip("=")

    page = paging.page(AuditEntry.objects.all(), order=ORDER, after=after)

    assert page.rows == rows[:1]


@pytest.mark.parametrize(
    "after", ["nonsense", "W10", "!!", "WyJ2IiwxXQ", "W1sidiIsImEiXSxbInYiLCJiIl1d"]
)
def test_a_key_that_makes_no_sense_shows_the_first_page(after: str) -> None:
    made = entry(minutes=0)

    page = paging.page(AuditEntry.objects.all(), order=ORDER, after=after)

    assert ([row.pk for row in page.rows], page.is_first) == ([made.pk], True)
