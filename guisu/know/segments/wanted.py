"""Whose facts are to be read from the operational store, and for which conditions."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.db.models import QuerySet

from guisu.know.segments.definition.conditions import Leaf
from guisu.know.segments.reference.people import Moment, Person

Made = TypeVar("Made")


@dataclass(frozen=True)
class Wanted:
    """`faces` are the living by root, without facts; `row_ids` gives the root of each row."""

    faces: Mapping[int, Person]
    row_ids: Mapping[int, int]
    leaves: frozenset[Leaf]
    moment: Moment
    _made: dict[str, Any] = field(default_factory=dict)

    def asks(self, *sorts: type[Leaf]) -> bool:
        """Whether one of these kinds of conditions is among those asked."""
        return any(isinstance(leaf, sorts) for leaf in self.leaves)

    def once(self, name: str, make: Callable[[], Made]) -> Made:
        """What `make` gives, read once where several families look at it."""
        if name not in self._made:
            self._made[name] = make()
        found: Made = self._made[name]
        return found

    def gathered(self, rows: QuerySet[Any], *names: str) -> dict[int, list[tuple[Any, ...]]]:
        """These values of the rows of each person, by root."""
        found: dict[int, list[tuple[Any, ...]]] = defaultdict(list)
        of_people = rows.filter(customer_id__in=self.row_ids).values_list("customer_id", *names)
        for row_id, *values in of_people:
            found[self.row_ids[row_id]].append(tuple(values))
        return found
