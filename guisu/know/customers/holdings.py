"""What other rooms hold about a person: they say here how to export and how to erase it."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

Name = tuple[str, str]
Export = Callable[[Sequence[int]], Any]
Erase = Callable[[Sequence[int], Collection[Name]], None]
Names = Callable[[Sequence[int]], Iterable[str]]


@dataclass(frozen=True, slots=True)
class Holding:
    """`export` gives JSON-able values for the rows of one person.

    `erase` empties what names them, given their rows and their (channel, value) identities, in
    the transaction of the erasure; it leaves amounts and counts alone and may be called again.
    `names` tells what the person is called there, for the search of what others wrote of them.
    """

    name: str
    export: Export
    erase: Erase
    names: Names = lambda _: ()


_registered: dict[str, Holding] = {}


def register(name: str, *, export: Export, erase: Erase, names: Names = lambda _: ()) -> None:
    """Add a room's holding; rooms do so in `apps.py`. `name` is its key in an export."""
    _registered[name] = Holding(name, export, erase, names)


def registered() -> list[Holding]:
    return list(_registered.values())
