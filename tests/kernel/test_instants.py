"""Moments are compared in milliseconds, and told with as much as there is."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from guisu.ground.kernel.instants import milliseconds, shown, written

NOON = datetime(2026, 11, 22, 12, 0, 1, 999_999, tzinfo=timezone(timedelta(hours=8)))


def test_what_is_finer_than_a_millisecond_is_cut_off_not_rounded() -> None:
    assert milliseconds(NOON) == datetime(2026, 11, 22, 4, 0, 1, 999_000, tzinfo=UTC)
    assert written(milliseconds(NOON)) == "2026-11-22 04:00:01.999"


@pytest.mark.parametrize(
    ("microsecond", "told"),
    [
        (0, "2026-11-22 12:00:01"),
        (999, "2026-11-22 12:00:01"),
        (250_900, "2026-11-22 12:00:01.250"),
    ],
)
def test_people_are_shown_a_fraction_where_there_is_one(microsecond: int, told: str) -> None:
    assert shown(NOON.replace(microsecond=microsecond)) == told
