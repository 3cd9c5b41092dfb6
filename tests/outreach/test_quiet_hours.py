"""Quiet hours by the wall clock: overnight, in twelve zones, on the days when clocks change."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guisu.act.outreach.domain.quiet import COLLEAGUES, PEOPLE, Quiet, not_before

ZONES = (
    "Asia/Shanghai",
    "Asia/Kolkata",
    "Asia/Kathmandu",
    "Europe/Berlin",
    "Europe/London",
    "America/New_York",
    "America/Santiago",
    "America/St_Johns",
    "Australia/Lord_Howe",
    "Australia/Sydney",
    "Pacific/Chatham",
    "Pacific/Apia",
)
BERLIN, LORD_HOWE = ZoneInfo("Europe/Berlin"), ZoneInfo("Australia/Lord_Howe")
clocks = st.integers(0, 24 * 60 - 1).map(lambda minute: time(minute // 60, minute % 60))
quiets = st.builds(Quiet, clocks, clocks)
# Moments around every change of a clock in these years are as likely as all others together.
FIRST = datetime(2025, 1, 1, tzinfo=UTC)
moments = st.integers(0, 3 * 365 * 24 * 60).map(lambda minutes: FIRST + timedelta(minutes=minutes))


def changes(zone: ZoneInfo) -> list[datetime]:
    hours = (FIRST + timedelta(hours=each) for each in range(24 * 800))
    told = [(each, each.astimezone(zone).utcoffset()) for each in hours]
    return [later[0] for earlier, later in pairwise(told) if earlier[1] != later[1]]


CHANGES = {name: changes(ZoneInfo(name)) for name in ZONES}


@st.composite
def near_a_change(draw: st.DrawFn) -> tuple[str, datetime]:
    name = draw(st.sampled_from(ZONES))
    around = CHANGES[name]
    if not around or draw(st.booleans()):
        return name, draw(moments)
    minutes = draw(st.integers(-36 * 60, 12 * 60))
    return name, draw(st.sampled_from(around)) + timedelta(minutes=minutes)


@pytest.mark.parametrize(
    ("clock", "expected"),
    [
        ("22:59", "22:59"),
        ("23:00", "07:00"),
        ("00:00", "07:00"),
        ("06:59", "07:00"),
        ("07:00", "07:00"),
        ("12:00", "12:00"),
    ],
)
@pytest.mark.parametrize("name", ZONES)
def test_nights_wait_for_the_morning_of_the_place(name: str, clock: str, expected: str) -> None:
    zone = ZoneInfo(name)
    moment = datetime.combine(date(2026, 6, 17), time.fromisoformat(clock), zone)

    told = not_before(moment.astimezone(UTC), zone, PEOPLE)

    assert told.astimezone(zone).strftime("%H:%M") == expected
    assert timedelta() <= told - moment < timedelta(hours=9)


@given(near_a_change(), quiets)
def test_what_waits_is_said_as_soon_as_the_place_is_awake(
    place: tuple[str, datetime], quiet: Quiet
) -> None:
    zone, moment = ZoneInfo(place[0]), place[1]

    told = not_before(moment, zone, quiet)

    assert not quiet.covers(told.astimezone(zone).time())
    assert moment <= told <= moment + timedelta(hours=26)
    if told > moment:
        assert quiet.covers(moment.astimezone(zone).time())
        just_before = (told - timedelta(seconds=1)).astimezone(zone)
        assert quiet.covers(just_before.time())


@given(near_a_change(), quiets)
def test_what_is_ready_again_waits_no_further(place: tuple[str, datetime], quiet: Quiet) -> None:
    zone = ZoneInfo(place[0])

    once = not_before(place[1], zone, quiet)

    assert not_before(once, zone, quiet) == once


@given(near_a_change(), clocks)
def test_hours_that_begin_as_they_end_are_never_quiet(
    place: tuple[str, datetime], clock: time
) -> None:
    assert not_before(place[1], ZoneInfo(place[0]), Quiet(clock, clock)) == place[1]


def test_a_clock_that_jumps_over_the_end_ends_it_by_the_jump() -> None:
    quiet = Quiet(time(22), time(2, 30))
    night = datetime(2026, 3, 29, 0, 30, tzinfo=UTC)  # 01:30; at 02:00 the clock shows 03:00

    told = not_before(night, BERLIN, quiet)

    assert told == datetime(2026, 3, 29, 1, 0, tzinfo=UTC)


def test_a_clock_that_shows_the_end_twice_ends_it_at_the_first() -> None:
    quiet = Quiet(time(22), time(2, 30))
    night = datetime(2026, 10, 24, 23, 30, tzinfo=UTC)  # 01:30; at 03:00 the clock shows 02:00

    assert not_before(night, BERLIN, quiet) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    again = datetime(2026, 10, 25, 1, 15, tzinfo=UTC)  # 02:15 for the second time
    assert not_before(again, BERLIN, quiet) == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)


def test_half_an_hour_is_a_change_too() -> None:
    quiet = Quiet(time(23), time(2, 15))
    night = datetime(2026, 10, 3, 15, 0, tzinfo=UTC)  # 01:30 on Lord Howe; 02:00 becomes 02:30

    assert not_before(night, LORD_HOWE, quiet) == datetime(2026, 10, 3, 15, 30, tzinfo=UTC)


def test_colleagues_sleep_longer_than_customers_are_left_alone() -> None:
    shanghai = ZoneInfo("Asia/Shanghai")
    evening = datetime(2026, 11, 22, 14, 0, tzinfo=UTC)  # 22:00

    assert not_before(evening, shanghai, PEOPLE) == evening
    assert not_before(evening, shanghai, COLLEAGUES) == datetime(2026, 11, 23, 1, tzinfo=UTC)
