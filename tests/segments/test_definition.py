"""What keeps a tree from being asked: faults with their place, and segments in a circle."""

import pytest

from guisu.know.segments.definition.checks import DEEPEST, MOST_LEAVES, Problem, problems
from guisu.know.segments.definition.faults import Fault
from guisu.know.segments.definition.opening import (
    MOST_OPENED,
    SegmentCircle,
    SegmentGone,
    TooMuchOpened,
    opened,
)
from guisu.know.segments.definition.windows import Dates, DaysAgo, LastDays
from tests import conditions as c
from tests.segments.spec import VIEW, instant

Kept = dict[int, c.Condition]
FEMALE = c.Attribute("gender", "is", ("female",))
LATE, EARLY = instant("2026-03-02T00:00+08:00").date(), instant("2026-02-02T00:00+08:00").date()


@pytest.mark.parametrize(
    ("leaf", "fault"),
    [
        (c.Attribute("gender", "is"), Fault.NOTHING_CHOSEN),
        (c.Attribute("region", "starts", ("",)), Fault.WRONG_VALUE),
        (c.Tagged(()), Fault.NOTHING_CHOSEN),
        (c.InCell(), Fault.NOTHING_CHOSEN),
        (c.InCell(recency=(6,)), Fault.NUMBER_OUT_OF_REACH),
        (c.Bought(c.Range()), Fault.NO_NUMBER),
        (c.Bought(c.Range(3, 2)), Fault.NUMBERS_CROSSED),
        (c.Bought(c.Range(-1)), Fault.NUMBER_OUT_OF_REACH),
        (c.Did(VIEW, window=LastDays(0)), Fault.NUMBER_OUT_OF_REACH),
        (c.Did(VIEW, window=DaysAgo(5, 4)), Fault.NUMBER_OUT_OF_REACH),
        (c.Did(VIEW, window=Dates()), Fault.NO_DAYS),
        (c.Did(VIEW, window=Dates(LATE, EARLY)), Fault.DAYS_CROSSED),
        (c.Did(c.Happening("")), Fault.NOTHING_CHOSEN),
        (c.Did(c.Happening("view", (c.Property("price", "at_least", ("5",)),))), Fault.WRONG_VALUE),
        (c.DidRegularly(VIEW, 7, 5, 4), Fault.NUMBER_OUT_OF_REACH),
    ],
)
def test_what_is_wrong_with_a_leaf_is_said_with_its_place(leaf: c.Leaf, fault: Fault) -> None:
    whole = c.All((FEMALE, c.Not(leaf)))

    assert set(problems(whole)) == {Problem((1, 0), fault)}


def test_an_empty_group_is_everybody_at_the_top_and_a_fault_below() -> None:
    assert problems(c.All()) == []
    assert problems(c.All((c.AnyOf(),))) == [Problem((0,), Fault.EMPTY_GROUP)]


def test_too_many_leaves_and_too_many_levels_are_refused() -> None:
    wide = c.All((FEMALE,) * (MOST_LEAVES + 1))
    deep: c.Condition = FEMALE
    for _ in range(DEEPEST + 1):
        deep = c.Not(deep)

    assert problems(wide) == [Problem((), Fault.TOO_MANY)]
    assert problems(deep) == [Problem((0,) * (DEEPEST + 1), Fault.TOO_DEEP)]


def test_a_segment_five_deep_is_opened_to_its_last_leaf() -> None:
    kept: Kept = {
        **{number: c.Not(c.InSegment(number + 1)) for number in range(1, 5)},
        5: FEMALE,
    }

    whole = opened(c.InSegment(1), kept.get)

    assert whole == c.Not(c.Not(c.Not(c.Not(FEMALE))))


def test_a_circle_is_refused_and_its_way_told() -> None:
    kept: Kept = {2: c.All((FEMALE, c.InSegment(3))), 3: c.Not(c.InSegment(1))}

    with pytest.raises(SegmentCircle) as refused:
        opened(c.AnyOf((c.InSegment(2),)), kept.get, own=1)

    assert refused.value.data == {"circle": "1 → 2 → 3 → 1"}


def test_one_segment_named_twice_is_no_circle() -> None:
    kept: Kept = {2: FEMALE}

    whole = opened(c.All((c.InSegment(2), c.Not(c.InSegment(2)))), kept.get, own=1)

    assert whole == c.All((FEMALE, c.Not(FEMALE)))


def test_a_segment_that_is_gone_is_refused_by_its_number() -> None:
    kept: Kept = {}

    with pytest.raises(SegmentGone) as refused:
        opened(c.InSegment(9), kept.get)

    assert refused.value.data == {"number": 9}


def test_segments_that_grow_beyond_reason_are_refused() -> None:
    kept: Kept = {2: c.All((FEMALE,) * MOST_LEAVES)}

    with pytest.raises(TooMuchOpened):
        opened(c.All((c.InSegment(2),) * (MOST_OPENED // MOST_LEAVES)), kept.get)
