"""Which piece of a condition is shown by which inputs."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from guisu.doors.console.segments import parts
from guisu.doors.console.segments.happening import Event
from guisu.doors.console.segments.lookups import Lookups
from guisu.doors.console.segments.parts import Fields, Part, Raw
from guisu.know.segments import pieces


@dataclass(frozen=True, slots=True)
class Inner:
    """The inputs of a value within the condition stand beside the condition's own."""

    piece: pieces.Inner

    @property
    def parts(self) -> dict[str, Part]:
        return {each.attribute: part_of(each) for each in self.piece.pieces}

    def fields(self, raw: Raw, lookups: Lookups) -> Fields:
        found: Fields = {}
        for part in self.parts.values():
            found |= part.fields(raw, lookups)
        return found

    def value(self, cleaned: Mapping[str, Any]) -> Any:
        return self.piece.made(**{name: part.value(cleaned) for name, part in self.parts.items()})

    def raw(self, value: Any) -> Raw:
        held: Raw = {}
        for name, part in self.parts.items():
            held |= part.raw(getattr(value, name))
        return held


PARTS: dict[type, Callable[[Any], Part]] = {
    pieces.OneOf: parts.OneOf,
    pieces.SomeOf: parts.SomeOf,
    pieces.Chosen: parts.Chosen,
    pieces.Number: parts.Number,
    pieces.Reach: parts.Reach,
    pieces.When: parts.When,
    pieces.Event: Event,
    pieces.Inner: Inner,
}


def part_of(piece: pieces.Piece) -> Part:
    """The piece with its inputs."""
    return PARTS[type(piece)](piece)
