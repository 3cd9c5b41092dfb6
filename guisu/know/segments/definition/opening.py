"""Segments named in conditions, put in place of their names."""

from collections.abc import Callable, Iterator

from guisu.ground.kernel.refusals import Refusal
from guisu.ground.kernel.words import gettext_noop
from guisu.know.segments.definition.conditions import All, AnyOf, Condition, InSegment, Not, walk

MOST_OPENED = 1000
UNOPENED = "segment %d is named and not opened"
Lookup = Callable[[int], Condition | None]


class SegmentCircle(Refusal):
    """A segment would be decided by itself."""

    code = "segments.circle"
    http_status = 422
    template = gettext_noop("The segments name each other in a circle: %(circle)s.")


class SegmentGone(Refusal):
    code = "segments.gone"
    http_status = 422
    template = gettext_noop(
        "The condition names segment %(number)s, which does not exist any more."
    )


class TooMuchOpened(Refusal):
    code = "segments.too_much"
    http_status = 422
    template = gettext_noop(
        "With the segments that it names, this condition has more than %(most)s parts."
    )


def opened(condition: Condition, lookup: Lookup, *, own: int = 0) -> Condition:
    """`condition` with the present definition of each segment that it names, however deep.

    `own` is the number of the segment that `condition` belongs to. Raises `SegmentCircle`,
    `SegmentGone`, `TooMuchOpened`.
    """
    whole = _opened(condition, lookup, (own,) if own else ())
    if sum(1 for _ in walk(whole)) > MOST_OPENED:
        raise TooMuchOpened(most=MOST_OPENED)
    return whole


def named(condition: Condition) -> Iterator[int]:
    """The segments that `condition` names itself."""
    return (each.segment for each in walk(condition) if isinstance(each, InSegment))


def _opened(condition: Condition, lookup: Lookup, way: tuple[int, ...]) -> Condition:
    match condition:
        case InSegment(number):
            if number in way:
                raise SegmentCircle(circle=" → ".join(map(str, (*way, number))))
            found = lookup(number)
            if found is None:
                raise SegmentGone(number=number)
            return _opened(found, lookup, (*way, number))
        case All(parts):
            return All(tuple(_opened(part, lookup, way) for part in parts))
        case AnyOf(parts):
            return AnyOf(tuple(_opened(part, lookup, way) for part in parts))
        case Not(part):
            return Not(_opened(part, lookup, way))
        case _:
            return condition
