"""Whom a code leads to: shifts, caps and backups, by truth tables and by properties."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guisu.act.acquisition.domain.duty import (
    DAY_MINUTES,
    Duty,
    Named,
    Plan,
    Shift,
    Why,
    next_change,
    on_duty,
)
from guisu.act.acquisition.domain.rooms import MOST_ROOMS, Room, named_rooms

SHANGHAI = ZoneInfo("Asia/Shanghai")
MONDAY = datetime(2026, 11, 23, 10, 0, tzinfo=SHANGHAI)
WORKDAYS = Shift(frozenset(range(5)), 9 * 60, 18 * 60, frozenset({1, 2}))
NIGHTS = Shift(frozenset({4}), 22 * 60, 2 * 60, frozenset({3}))
PLAN = Plan(colleagues=(1, 2, 3), backups=(9,), shifts=(WORKDAYS, NIGHTS), daily_cap=2)
ALL = frozenset({1, 2, 3, 9})

people = st.sets(st.integers(1, 6), max_size=6).map(frozenset)
moments = st.integers(0, 400 * DAY_MINUTES).map(lambda gone: MONDAY + timedelta(minutes=gone))
minutes = st.integers(0, DAY_MINUTES - 1)
shifts = st.builds(
    Shift,
    days=st.sets(st.integers(0, 6), min_size=1).map(frozenset),
    starts=minutes,
    ends=st.integers(1, DAY_MINUTES),
    colleagues=people,
)
plans = st.builds(
    Plan,
    colleagues=people.map(lambda each: tuple(sorted(each))),
    backups=people.map(lambda each: tuple(sorted(each))),
    shifts=st.lists(shifts, max_size=3).map(tuple),
    daily_cap=st.none() | st.integers(1, 3),
)


@pytest.mark.parametrize(
    ("moment", "able", "taken", "named"),
    [
        (MONDAY, ALL, {}, Named((1, 2), Why.ON_DUTY)),
        (MONDAY, ALL, {1: 2}, Named((2,), Why.ON_DUTY)),
        (MONDAY, ALL, {1: 2, 2: 3}, Named((9,), Why.BACKUP)),
        (MONDAY, ALL - {9}, {1: 2, 2: 3}, Named((1, 2), Why.OVER_CAP)),
        (MONDAY, ALL - {2}, {}, Named((1,), Why.ON_DUTY)),
        (MONDAY.replace(hour=18), ALL, {}, Named((9,), Why.BACKUP)),
        (MONDAY.replace(hour=18), ALL - {9}, {}, Named((1, 2, 3), Why.OFF_DUTY)),
        (MONDAY, frozenset(), {}, Named((), Why.NOBODY)),
        (datetime(2026, 11, 27, 23, 0, tzinfo=SHANGHAI), ALL, {}, Named((3,), Why.ON_DUTY)),
        (datetime(2026, 11, 28, 1, 59, tzinfo=SHANGHAI), ALL, {}, Named((3,), Why.ON_DUTY)),
        (datetime(2026, 11, 28, 2, 0, tzinfo=SHANGHAI), ALL, {}, Named((9,), Why.BACKUP)),
    ],
)
def test_who_is_on_duty_takes_people_until_the_cap_and_then_who_stands_in(
    moment: datetime, able: frozenset[int], taken: dict[int, int], named: Named
) -> None:
    assert on_duty(PLAN, Duty(moment, able, taken)) == named


@given(plans, moments, people, st.dictionaries(st.integers(1, 6), st.integers(0, 4)))
def test_only_who_belongs_to_the_code_and_is_able_is_named_and_nobody_only_if_none_is(
    plan: Plan, moment: datetime, able: frozenset[int], taken: dict[int, int]
) -> None:
    named = on_duty(plan, Duty(moment, able, taken))

    everybody = {*plan.colleagues, *plan.backups}
    assert set(named.colleagues) <= everybody & able
    assert bool(named.colleagues) == bool(everybody & able) == (named.why is not Why.NOBODY)
    if named.why is Why.ON_DUTY and plan.daily_cap is not None:
        assert all(taken.get(one, 0) < plan.daily_cap for one in named.colleagues)


@given(plans, moments, st.integers(0, 2 * DAY_MINUTES))
def test_between_two_changes_the_same_are_named(plan: Plan, moment: datetime, later: int) -> None:
    then = (moment.astimezone(UTC) + timedelta(minutes=later)).astimezone(SHANGHAI)
    everybody = {*plan.colleagues, *plan.backups}

    change = next_change(plan, moment)

    assert moment < change <= moment + timedelta(days=1)
    if then < change:
        assert on_duty(plan, Duty(then, everybody)) == on_duty(plan, Duty(moment, everybody))


@pytest.mark.parametrize(
    ("sizes", "named"),
    [
        ([10, 0, 0], "abc"),
        ([200, 0, 0], "bc"),
        ([199, 200, 0], "ac"),
        ([200, 200, 250], "c"),
        ([0] * 8, "abcde"),
        ([None, 200, None], "b"),
        ([None, None], ""),
    ],
)
def test_groups_with_room_are_named_in_their_order(sizes: list[int | None], named: str) -> None:
    rooms = [
        Room(chat_id, size or 0, is_open=size is not None)
        for chat_id, size in zip("abcdefgh", sizes, strict=False)
    ]

    assert "".join(named_rooms(rooms, limit=200)) == named
    assert len(named) <= MOST_ROOMS
