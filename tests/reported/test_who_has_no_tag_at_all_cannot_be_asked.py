"""Whoever has no tag at all is whom nobody has looked at yet."""

import pytest

from guisu.know.segments.definition import storing
from tests import conditions as c


@pytest.mark.xfail(reason="no condition means: has no tag at all", raises=storing.FaultyCondition)
def test_there_is_a_condition_for_people_without_any_tag() -> None:
    storing.sound(c.Not(c.Tagged(())))
