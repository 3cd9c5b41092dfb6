"""The ladder of a task: who is told when, whatever the hour and however long nobody looked."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from guisu.act.stafftasks.domain import (
    LADDER,
    Rung,
    Subject,
    Times,
    due_rung,
    next_rung_at,
    subject,
)

ZONES = st.sampled_from(["Asia/Shanghai", "Europe/Berlin", "America/New_York"]).map(ZoneInfo)
MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31)).map(  # noqa: DTZ001
    lambda moment: moment.replace(tzinfo=UTC)
)
TIMES = st.builds(
    lambda opened, minutes, zone: Times(opened, opened + timedelta(minutes=minutes), zone),
    MOMENTS,
    st.integers(-100, 100_000),
    ZONES,
)


@given(TIMES)
def test_each_rung_comes_after_the_one_below_and_none_before_the_task_is_due(times: Times) -> None:
    moments = [times.of(rung) for rung in LADDER]

    assert moments == sorted(moments)
    assert all(moment >= times.due_at for moment in moments[1:])


@given(TIMES)
def test_nobody_is_told_or_reminded_at_night(times: Times) -> None:
    for rung in LADDER:
        there = times.of(rung).astimezone(times.zone).time()

        assert time(9) <= there < time(21)


@given(TIMES, st.lists(st.integers(0, 5_000), max_size=12))
def test_whenever_somebody_looks_each_rung_is_said_at_most_once_and_in_order(
    times: Times, pauses: list[int]
) -> None:
    climbed, said, at = Rung.TOLD, [Rung.TOLD], times.opened_at

    for minutes in [*pauses, 10**6]:
        at += timedelta(minutes=minutes)
        rung = due_rung(climbed, times, at=at)
        if rung is not None:
            climbed = rung
            said.append(rung)
        following = next_rung_at(climbed, times)
        assert following is None or following > at

    assert [LADDER.index(one) for one in said] == sorted({LADDER.index(one) for one in said})
    assert climbed is Rung.OWNER


@given(st.integers(0), st.integers(0), st.integers(0), st.text())
def test_a_subject_is_read_as_it_was_written(
    group: int, customer: int, colleague: int, name: str
) -> None:
    written = Subject(group, customer, colleague, name)

    assert subject(str(written)) == written


def test_the_words_of_other_rooms_are_no_subject_of_ours() -> None:
    assert subject("message:7 colleague:3") == Subject(colleague=3)
