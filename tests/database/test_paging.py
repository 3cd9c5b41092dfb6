"""Paging by key shows each row once, whatever is added meanwhile, and shrugs at nonsense."""

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


@pytest.mark.parametrize(
    "after", ["nonsense", "W10", "!!", "WyJ2IiwxXQ", "W1sidiIsImEiXSxbInYiLCJiIl1d"]
)
def test_a_key_that_makes_no_sense_shows_the_first_page(after: str) -> None:
    made = entry(minutes=0)

    page = paging.page(AuditEntry.objects.all(), order=ORDER, after=after)

    assert ([row.pk for row in page.rows], page.is_first) == ([made.pk], True)
