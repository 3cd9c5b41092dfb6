"""What can be chosen in condition forms, read once a page and only where a form asks."""

from collections.abc import Callable, Sequence
from enum import StrEnum
from functools import cached_property

from django.utils.functional import Promise

from guisu.doors.console.segments.chips import ChipsField, Find, Label
from guisu.ground.staff.domain import Scope
from guisu.ground.staff.selectors import visible_stores
from guisu.ground.warehouse.domain import WarehouseAway
from guisu.know.segments.selectors import vocabulary


class Lookup(StrEnum):
    PRODUCTS = "product"
    TAGS = "tag"
    SEGMENTS = "segment"
    CATEGORIES = "category"
    CHANNELS = "channel"
    KINDS = "kind"
    WORDS = "words"
    STORES = "store"


class Lookups:
    """The choices that `scope` has."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    def choices(self, lookup: Lookup) -> list[tuple[str, str]]:
        """All of a short list: stores."""
        stores = visible_stores(self._scope).order_by("name")
        return [(str(store.pk), store.name) for store in stores] if lookup == Lookup.STORES else []

    def chips(self, lookup: Lookup, label: str | Promise) -> ChipsField:
        return ChipsField(
            find=_FINDS.get(lookup, lambda typed: [typed]),
            label_of=_label(lookup),
            suggestions=lambda: self._suggestions(lookup),
            label=label,
        )

    def properties(self, kind: str) -> list[str]:
        return vocabulary.properties(self._scope, kind) if kind else []

    @cached_property
    def kinds(self) -> list[str]:
        try:
            return vocabulary.kinds(self._scope)
        except WarehouseAway:
            return []

    def _suggestions(self, lookup: Lookup) -> Sequence[str]:
        ways: dict[Lookup, Callable[[Scope], list[str]]] = {
            Lookup.PRODUCTS: vocabulary.product_names,
            Lookup.TAGS: vocabulary.tag_names,
            Lookup.SEGMENTS: vocabulary.segment_names,
            Lookup.CATEGORIES: vocabulary.categories,
            Lookup.CHANNELS: vocabulary.channels,
            Lookup.KINDS: lambda _: self.kinds,
        }
        return ways[lookup](self._scope) if lookup in ways else ()


_FINDS: dict[Lookup, Find] = {
    Lookup.PRODUCTS: vocabulary.product_called,
    Lookup.TAGS: vocabulary.tag_called,
    Lookup.SEGMENTS: vocabulary.segment_called,
}


def _label(lookup: Lookup) -> Label:
    """Names for what is held by number; words are their own."""

    def label(values: Sequence[str]) -> list[tuple[str, str]]:
        if lookup not in _FINDS:
            return [(value, value) for value in values]
        numbers = [int(value) for value in values if value.isdecimal()]
        names = vocabulary.names_of(lookup.value, numbers)
        return [(str(pk), names.get(pk, f"#{pk}")) for pk in numbers]

    return label
