"""How far callbacks are behind is said of most of them, not of the worst."""

from datetime import timedelta

import pytest

from guisu.doors.callbacks.domain import mostly_within


@pytest.mark.parametrize(
    ("seconds", "within"),
    [
        ([], None),
        ([4], 4),
        ([*range(1, 20), 900], 19),
        ([900, 800, *range(1, 20)], 800),
        ([-3], 0),
    ],
)
def test_nineteen_of_twenty_waits_are_no_longer(seconds: list[int], within: int | None) -> None:
    waits = [timedelta(seconds=one) for one in seconds]

    assert mostly_within(waits) == (None if within is None else timedelta(seconds=within))
