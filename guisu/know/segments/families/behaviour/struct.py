"""Conditions on what people did."""

from typing import TypeAlias

from guisu.know.segments.definition.conditions import ONCE_OR_MORE, End, Happening, Leaf, Range
from guisu.know.segments.definition.windows import Window


class Did(Leaf, frozen=True, tag="did"):
    """How often it happened; `Range(at_most=0)`: never."""

    event: Happening
    times: Range = ONCE_OR_MORE
    window: Window | None = None

    @property
    def happenings(self) -> tuple[Happening, ...]:
        return (self.event,)


class DidAt(Leaf, frozen=True, tag="did_at"):
    """It happened for the first or the last time in `window`."""

    event: Happening
    which: End
    window: Window

    @property
    def happenings(self) -> tuple[Happening, ...]:
        return (self.event,)


class DidThen(Leaf, frozen=True, tag="did_then"):
    """`first`, and later, within `within_hours`, `then`; both in `window`. Not in one second."""

    first: Happening
    then: Happening
    within_hours: int
    window: Window | None = None

    @property
    def happenings(self) -> tuple[Happening, ...]:
        return self.first, self.then


class DidRegularly(Leaf, frozen=True, tag="did_regularly"):
    """In at least `at_least` of the last `periods` stretches of `every_days` days, up to today."""

    event: Happening
    every_days: int
    at_least: int
    periods: int

    @property
    def happenings(self) -> tuple[Happening, ...]:
        return (self.event,)


class Stopped(Leaf, frozen=True, tag="stopped"):
    """Not in the last `quiet_days` days, but in the `before_days` days before these."""

    event: Happening
    quiet_days: int
    before_days: int

    @property
    def happenings(self) -> tuple[Happening, ...]:
        return (self.event,)


class Resumed(Leaf, frozen=True, tag="resumed"):
    """In the last `within_days` days, not in the `quiet_days` before these, but earlier once."""

    event: Happening
    quiet_days: int
    within_days: int

    @property
    def happenings(self) -> tuple[Happening, ...]:
        return (self.event,)


Own: TypeAlias = Did | DidAt | DidThen | DidRegularly | Stopped | Resumed
