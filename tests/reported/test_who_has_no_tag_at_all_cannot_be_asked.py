"""Whoever has no tag at all is whom nobody has looked at yet."""

from guisu.know.segments.definition import storing
from tests import conditions as c


def test_there_is_a_condition_for_people_without_any_tag() -> None:
    assert storing.sound(c.Untagged()) == storing.read('{"is":"untagged"}')
