"""A message happened when its sender's clock says, less the error of that clock."""

from datetime import UTC, datetime, timedelta
from typing import Any

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
    skewed_by = skew(["2026-11-22T03:00:00Z"], [], received_at=RECEIVED)

    at = happened_at("2026-11-22T02:59:00Z", skewed_by=skewed_by, received_at=RECEIVED)

    assert at == RECEIVED - timedelta(minutes=1)


@given(timestamp=MOMENTS, sent_at=st.none() | MOMENTS)
def test_nothing_happens_after_it_was_received(
    timestamp: datetime, sent_at: datetime | None
) -> None:
    told = timestamp.isoformat()
    skewed_by = skew([sent_at.isoformat() if sent_at else None], [told], received_at=RECEIVED)

    at = happened_at(told, skewed_by=skewed_by, received_at=RECEIVED)

    assert at <= RECEIVED


def happened(*told: object, sent_at: tuple[object, ...] = ()) -> list[datetime]:
    """When a batch happened: moments as seconds from 04:00 by the sender's clock, or as words."""
    words: list[Any] = [_word(each) for each in told]
    skewed_by = skew([_word(each) for each in sent_at], words, received_at=RECEIVED)
    return [happened_at(word, skewed_by=skewed_by, received_at=RECEIVED) for word in words]


def _word(told: object) -> Any:
    return (RECEIVED + timedelta(seconds=told)).isoformat() if isinstance(told, float) else told


def seconds(moments: list[datetime]) -> list[float]:
    return [(moment - RECEIVED).total_seconds() for moment in moments]


@given(
    steps=st.lists(st.integers(0, 3_600_000), min_size=1, max_size=20),
    wrong_by=st.integers(-400 * 86_400, 400 * 86_400),
    sent_after=st.none() | st.integers(-5_000, 600_000),
)
def test_events_of_a_wrong_clock_keep_their_order_and_distances(
    steps: list[int], wrong_by: int, sent_after: int | None
) -> None:
    """Milliseconds; `sent_after` the last event, even by a clock that was set back before."""
    told = [RECEIVED + timedelta(seconds=wrong_by, milliseconds=each) for each in steps]
    sent = max(told) + timedelta(milliseconds=sent_after or 0)

    found = happened(
        *(each.isoformat() for each in told),
        sent_at=() if sent_after is None else (sent.isoformat(),),
    )

    assert [each - found[0] for each in found] == [each - told[0] for each in told]
    assert max(found) <= RECEIVED


def test_of_a_clock_ahead_the_latest_is_the_moment_of_receipt() -> None:
    assert seconds(happened(7200.1, 7200.5, 7203.0)) == [-2.9, -2.5, 0]


def test_one_day_of_next_year_moves_no_other_event() -> None:
    assert seconds(happened(-60.0, 31_536_000.0, 1.5)) == [-61.5, 0, 0]


def test_events_in_the_past_stay_where_nothing_is_said_of_sending() -> None:
    assert seconds(happened(-7200.25, -60.0)) == [-7200.25, -60]


def test_a_delayed_request_is_set_right_by_when_it_was_sent() -> None:
    assert seconds(happened(-10.5, -10.1, sent_at=(-10.0,))) == [-0.5, -0.1]


def test_of_several_words_about_the_sending_the_first_readable_holds() -> None:
    assert seconds(happened(-10.5, sent_at=(None, "soon", -10.0, -9.0))) == [-0.5]
