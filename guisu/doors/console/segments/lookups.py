"""What can be chosen in condition forms, read once a page and only where a form asks."""

from collections.abc import Sequence
from functools import cached_property, partial

from guisu.doors.console.segments.chips import ChipsField
from guisu.ground.kernel.numbers import row_id
from guisu.ground.staff.domain import Scope
from guisu.ground.warehouse.domain import WarehouseAway
from guisu.know.segments.pieces import Lookup, Text
from guisu.know.segments.selectors import vocabulary


class Lookups:
    """The choices that `scope` has."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope
        self._kinds = Lookup(lambda _: vocabulary.words(self.kinds))

    def choices(self, lookup: Lookup) -> Sequence[tuple[str, str]]:
        """All of a short list: stores."""
        return lookup.offered(self._scope)

    def chips(self, lookup: Lookup, label: Text) -> ChipsField:
        return ChipsField(
            find=partial(lookup.called, self._scope),
            label_of=partial(self._labels, lookup),
            suggestions=lambda: [name for _, name in lookup.offered(self._scope)],
            label=label,
        )

    def kind_chips(self, label: Text) -> ChipsField:
        """Chips of kinds of events."""
        return self.chips(self._kinds, label)

    def properties(self, kind: str) -> list[str]:
        return vocabulary.properties(self._scope, kind) if kind else []

    @cached_property
    def kinds(self) -> list[str]:
        try:
            return vocabulary.kinds(self._scope)
        except WarehouseAway:
            return []

    def _labels(self, lookup: Lookup, values: Sequence[str]) -> list[tuple[str, str]]:
        """Names for what is held by number; words are their own."""
        if lookup.names is None:
            return [(value, value) for value in values]
        numbers = [pk for pk in map(row_id, values) if pk]
        names = lookup.names(self._scope, numbers)
        return [(str(pk), names.get(pk, f"#{pk}")) for pk in numbers]
