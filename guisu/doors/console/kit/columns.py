"""A column of a list, said once: it drives head, cells, cards, sorting, choice and files."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any, Generic, TypeVar

from django.utils.functional import Promise

Row = TypeVar("Row")


class Shown(Enum):
    """When a column stands on the page."""

    ALWAYS = "always"
    USUALLY = "usually"  # until somebody takes it off
    ON_CHOICE = "on choice"
    IN_FILES = "in files"  # never: exports only


@dataclass(frozen=True)
class Column(Generic[Row]):
    """One column of a list.

    `cell`: what stands on the page: text, a number, HTML made safe, or a `cells.Part`; a dash
    for nothing. `written`: what an export holds, as plain values; a column without is in no file.

    A column sorts by one of three: `order`, the key fields of paging, ascending, never null,
    indexed in this order, the last unique; `key`, for lists that are whole in memory; `sorts`,
    names of orders that the list itself knows, the first one first.
    """

    name: str
    label: str | Promise
    cell: Callable[[Row], object] = str
    written: Callable[[Row], object] | None = None
    style: str = ""
    shown: Shown = Shown.USUALLY
    order: tuple[str, ...] = ()
    key: Callable[[Row], Any] | None = None
    sorts: tuple[str, ...] = ()

    @property
    def sort_values(self) -> tuple[str, ...]:
        """The values of `sort` that this column answers to; a number begins with its most."""
        if self.sorts or not (self.order or self.key):
            return self.sorts
        both = (self.name, f"-{self.name}")
        return both[::-1] if self.is_number else both

    @property
    def is_fixed(self) -> bool:
        return self.shown is Shown.ALWAYS

    @property
    def is_number(self) -> bool:
        return "num" in self.style.split()

    @property
    def is_bare(self) -> bool:
        """Whether a card on a phone shows it without its label: its head, blocks, acts."""
        return not {"lead", "block", "acts"}.isdisjoint(self.style.split())


def lead(
    name: str, label: str | Promise, cell: Callable[[Row], object], **more: Any
) -> Column[Row]:
    """What a row is known by: it heads the row and the card, and cannot be taken off."""
    style = " ".join(filter(None, ("lead", more.pop("style", ""))))
    return Column(name, label, cell, style=style, shown=Shown.ALWAYS, **more)


def number(
    name: str, label: str | Promise, cell: Callable[[Row], object], **more: Any
) -> Column[Row]:
    """Digits, one under the other."""
    return Column(name, label, cell, style="num", **more)


def in_file(name: str, label: str | Promise, written: Callable[[Row], object]) -> Column[Row]:
    """A column of the exported file alone."""
    return Column(name, label, written=written, shown=Shown.IN_FILES)


def named(columns: Sequence[Column[Row]], names: Sequence[str]) -> list[Column[Row]]:
    """The columns with these names, in the order of the names."""
    by_name = {column.name: column for column in columns}
    return [by_name[name] for name in names]
