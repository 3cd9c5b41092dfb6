"""A message happened when its sender's clock says, less the error of that clock."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guisu.take_in.intake.domain.clock import happened_at, instant, skew

RECEIVED = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
MOMENTS = st.integers(600_000_000, 4_100_000_000).map(lambda s: datetime.fromtimestamp(s, UTC))


@pytest.mark.parametrize(
    "text",
    ["2026-11-22T04:00:00Z", "2026-11-22T12:00:00.000+08:00", "2026-11-22 04:00:00", 1795320000],
)
def test_one_moment_has_many_spellings(text: str | int) -> None:
    assert instant(text) == RECEIVED


def test_milliseconds_are_told_from_seconds() -> None:
    assert instant(1795320000000) == RECEIVED


@pytest.mark.parametrize("text", ["", "soon", "1969-12-31", float("nan"), 1e300, -5])
def test_what_is_no_moment_is_refused(text: str | float) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the reader's own words differ
        instant(text)


def test_a_clock_an_hour_slow_is_set_right() -> None:
    skewed_by = skew("2026-11-22T03:00:00Z", received_at=RECEIVED)

    at = happened_at("2026-11-22T02:59:00Z", skewed_by=skewed_by, received_at=RECEIVED)

    assert at == RECEIVED - timedelta(minutes=1)


@given(timestamp=MOMENTS, sent_at=st.none() | MOMENTS)
def test_nothing_happens_after_it_was_received(
    timestamp: datetime, sent_at: datetime | None
) -> None:
    skewed_by = skew(sent_at.isoformat() if sent_at else None, received_at=RECEIVED)

    at = happened_at(timestamp.isoformat(), skewed_by=skewed_by, received_at=RECEIVED)

    assert at <= RECEIVED
