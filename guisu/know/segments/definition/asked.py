"""What has to be known of people before conditions can be asked of them."""

from collections.abc import Iterable
from dataclasses import dataclass

from guisu.know.segments.definition.conditions import (
    ANY_ORDER,
    Condition,
    InCell,
    InStage,
    Leaf,
    Trading,
    happenings,
    walk,
)


@dataclass(frozen=True, slots=True)
class Asked:
    """All that some conditions look at, segments that they name not opened."""

    leaves: frozenset[Condition]

    @classmethod
    def by(cls, conditions: Iterable[Condition]) -> "Asked":
        parts = {part for condition in conditions for part in walk(condition)}
        return cls(frozenset(part for part in parts if isinstance(part, Leaf)))

    def any_is(self, *sorts: type[Condition]) -> bool:
        return any(isinstance(leaf, sorts) for leaf in self.leaves)

    @property
    def kinds(self) -> frozenset[str]:
        """Kinds of events."""
        return frozenset(event.kind for leaf in self.leaves for event in happenings(leaf))

    @property
    def orders(self) -> bool:
        return any(isinstance(leaf, Trading | InCell | InStage) for leaf in self.leaves)

    @property
    def lines(self) -> bool:
        """Whether orders are told apart by their lines."""
        return any(getattr(leaf, "only", ANY_ORDER).asks_lines for leaf in self.leaves)
