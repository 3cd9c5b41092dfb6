"""Funnels agree with trying every path, and stay what they were when looked at again."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guisu.know.segments.definition.conditions import Happening, Property
from guisu.see.insights import funnel as funnels
from guisu.see.insights.funnel import Funnel
from tests.insights import oracles
from tests.insights.world import AT, SHANGHAI, Click, day, moments, population, zones
from tests.properties import a_share

VIEW, CART, BUY = (Happening(kind) for kind in ("view", "cart", "buy"))
HOUR = timedelta(hours=1)

clicks = st.lists(
    st.builds(
        Click,
        person=st.integers(1, 3),
        kind=st.sampled_from(["view", "view", "cart", "buy", "share"]),
        at=moments,
    ),
    max_size=14,
)
windows = st.sampled_from([1, 2, 3600, 86_400, 86_401, 3 * 86_400, 30 * 86_400]).map(
    lambda seconds: timedelta(seconds=seconds)
)
step_lists = st.lists(st.sampled_from([VIEW, CART, BUY]), min_size=2, max_size=4).map(tuple)


def whole(*steps: Happening, within: timedelta = timedelta(days=7)) -> Funnel:
    today = day(AT, SHANGHAI)
    return Funnel(steps, within, today - timedelta(days=30), today)


@a_share(4)
@given(clicks, step_lists, windows, zones, st.integers(0, 8), st.integers(0, 8))
def test_people_days_and_medians_are_those_of_every_path_tried(
    clicks: list[Click], steps: tuple[Happening, ...], within: timedelta, zone: object,
    first: int, length: int,
) -> None:  # fmt: skip
    until = day(AT, zone) - timedelta(days=first)  # type: ignore[arg-type]
    asked = Funnel(steps, within, until - timedelta(days=length), until)

    found = funnels.figures(asked, population(clicks=clicks, zone=zone))  # type: ignore[arg-type]

    people, medians, by_day = oracles.funnel_figures(asked, clicks, zone)  # type: ignore[arg-type]
    assert [step.people for step in found.steps] == people
    assert [step.median_seconds for step in found.steps] == medians
    told = {(d.day, n): count for d in found.days for n, count in enumerate(d.people, 1) if count}
    assert told == dict(by_day)
    assert len(found.days) == length + 1


@a_share(4)
@given(clicks, st.randoms(use_true_random=False))
def test_rows_in_another_order_tell_the_same(clicks: list[Click], chance: object) -> None:
    mixed = list(clicks)
    chance.shuffle(mixed)  # type: ignore[attr-defined]

    once = funnels.figures(whole(VIEW, CART, BUY), population(clicks=clicks))

    assert funnels.figures(whole(VIEW, CART, BUY), population(clicks=mixed)) == once


@a_share(4)
@given(clicks, st.lists(st.sampled_from(["view", "cart", "buy"]), max_size=5))
def test_what_is_closed_never_changes_when_looked_at_again(
    clicks: list[Click], later: list[str]
) -> None:
    until = day(AT, SHANGHAI) - timedelta(days=4)
    asked = Funnel((VIEW, CART, BUY), timedelta(days=3), until - timedelta(days=6), until)
    then = AT + timedelta(days=40)
    more = [Click(1 + n % 3, kind, AT + timedelta(days=n)) for n, kind in enumerate(later)]
    first = funnels.figures(asked, population(clicks=clicks))

    again = funnels.figures(asked, population(clicks=[*clicks, *more], as_of=then))

    assert not any(each.is_open for each in first.days)
    assert again == first


def test_a_step_after_the_window_does_not_count() -> None:
    at = AT - timedelta(days=5)
    in_time = [Click(1, "view", at), Click(1, "buy", at + HOUR)]
    late = [Click(2, "view", at), Click(2, "buy", at + HOUR + timedelta(milliseconds=1))]

    found = funnels.figures(whole(VIEW, BUY, within=HOUR), population(clicks=in_time + late))

    assert [step.people for step in found.steps] == [2, 1]


def test_a_step_before_or_at_the_same_moment_does_not_count() -> None:
    at = AT - timedelta(days=5)
    same = [Click(1, "view", at), Click(1, "buy", at)]
    before = [Click(2, "buy", at - HOUR), Click(2, "view", at)]

    found = funnels.figures(whole(VIEW, BUY), population(clicks=same + before))

    assert [step.people for step in found.steps] == [2, 0]


def test_a_step_takes_only_events_whose_properties_fit() -> None:
    milk = Happening("cart", (Property("sku", "is", ("milk",)),))
    at = AT - timedelta(days=5)
    clicks = [
        Click(1, "view", at),
        Click(1, "cart", at + HOUR, sku="milk"),
        Click(2, "view", at),
        Click(2, "cart", at + HOUR, sku="toys"),
        Click(3, "view", at),
        Click(3, "cart", at + HOUR),
    ]

    found = funnels.figures(whole(VIEW, milk), population(clicks=clicks))

    assert [step.people for step in found.steps] == [3, 1]


def test_one_event_is_not_two_steps() -> None:
    at = AT - timedelta(days=5)

    once = funnels.figures(whole(VIEW, VIEW), population(clicks=[Click(1, "view", at)]))

    assert [step.people for step in once.steps] == [1, 0]


def test_a_later_try_that_comes_further_is_the_one_that_counts() -> None:
    first, second = AT - timedelta(days=20), AT - timedelta(days=5)
    clicks = [Click(1, "view", first), Click(1, "view", second), Click(1, "buy", second + HOUR)]

    found = funnels.figures(whole(VIEW, BUY), population(clicks=clicks))

    assert [step.people for step in found.steps] == [1, 1]
    assert [each.day for each in found.days if each.people[0]] == [day(second, SHANGHAI)]
    assert found.steps[1].median_seconds == 3600


def test_days_whose_window_is_not_over_are_marked_open() -> None:
    found = funnels.figures(whole(VIEW, BUY, within=timedelta(days=2)), population())

    assert [each.is_open for each in found.days][-4:] == [False, True, True, True]


def test_erased_people_are_not_counted() -> None:
    clicks = [Click(1, "view", AT), Click(2, "view", AT)]

    found = funnels.figures(whole(VIEW, BUY), population(clicks=clicks, erased=[2]))

    assert found.steps[0].people == 1


@pytest.mark.parametrize("steps", [(VIEW,), (VIEW,) * 11])
def test_a_funnel_has_two_to_ten_steps(steps: tuple[Happening, ...]) -> None:
    with pytest.raises(ValueError, match="steps"):
        whole(*steps)
