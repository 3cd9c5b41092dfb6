"""Whether a condition on events holds for one person."""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import assert_never

from guisu.ground.kernel.scalars import scalar
from guisu.know.segments.definition import conditions as c
from guisu.know.segments.definition.windows import Span
from guisu.know.segments.families.behaviour import rhythm
from guisu.know.segments.families.behaviour import struct as s
from guisu.know.segments.families.behaviour.facts import Deeds
from guisu.know.segments.reference.people import Moment, Person

ALWAYS = Span()


def holds(leaf: s.Own, person: Person, moment: Moment) -> bool:
    match leaf:
        case s.Did(event, times, window):
            return times.holds(len(_times(event, person, moment, moment.span(window))))
        case s.DidAt(event, which, window):
            found = _times(event, person, moment)
            chosen = min if which == "first" else max
            return bool(found) and moment.span(window).holds(chosen(found))
        case s.DidThen():
            return _did_then(leaf, person, moment)
        case s.DidRegularly(event, _, at_least):
            found = _times(event, person, moment)
            stretches = rhythm.stretches(leaf, moment)
            return sum(any(map(each.holds, found)) for each in stretches) >= at_least
        case s.Stopped() | s.Resumed():
            return _changed(leaf, person, moment)
        case _:
            assert_never(leaf)


def passes(test: c.Property, properties: Mapping[str, object]) -> bool:
    """Whether an event's properties fulfil `test`."""
    value = scalar(properties.get(test.name))
    match test.way:
        case "exists" | "missing":
            return value.is_there == (test.way == "exists")
        case "true" | "false":
            return value.flag is (test.way == "true")
        case "at_least" | "at_most":
            return value.number is not None and _reaches(test, value.number)
        case "is" | "is_not":
            said = value.text if value.text is not None else value.number
            return (said is not None and said in test.values) == (test.way == "is")
        case "contains" | "excludes":
            holds = value.text is not None and any(str(each) in value.text for each in test.values)
            return holds == (test.way == "contains")


def _reaches(test: c.Property, number: float) -> bool:
    (end,) = test.values
    if isinstance(end, str):
        return False
    return number >= end if test.way == "at_least" else number <= end


def _did_then(leaf: s.DidThen, person: Person, moment: Moment) -> bool:
    span = moment.span(leaf.window)
    starts = _times(leaf.first, person, moment, span)
    within = timedelta(hours=leaf.within_hours)
    return any(
        start < end <= start + within
        for end in _times(leaf.then, person, moment, span)
        for start in starts
    )


def _changed(leaf: s.Stopped | s.Resumed, person: Person, moment: Moment) -> bool:
    found = _times(leaf.event, person, moment)
    change = rhythm.change(leaf, moment)
    return all(any(map(span.holds, found)) for span in change.wanted) and not any(
        map(change.unwanted.holds, found)
    )


def _times(
    event: c.Happening, person: Person, moment: Moment, span: Span = ALWAYS
) -> list[datetime]:
    """When `event` happened, in `span`, up to the moment; earliest first."""
    deeds = person.of(Deeds)
    if event not in deeds.times:
        deeds.times[event] = sorted(
            deed.at
            for deed in deeds.by_kind.get(event.kind, ())
            if all(passes(test, deed.properties) for test in event.where)
        )
    found = deeds.times[event]
    first = bisect_left(found, span.start) if span.start else 0
    last = bisect_left(found, span.end) if span.end else len(found)
    return found[first : min(last, bisect_right(found, moment.at))]
