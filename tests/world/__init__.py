"""An installation with one of everything, in two stores that must not see each other's.

Each room says in a module here how one of its things is made: `house` for what the whole house
shares, `side` for what is a store's own. A page whose address names a row finds the row's number
in `World.rows` or `Side.rows`, under the part of the address before it (`customers`,
`tags/batches`) or, for a second number, under its name there (`tag_pk`).
"""

import pkgutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib import import_module
from types import ModuleType

from guisu.ground.channels.models import Connection
from guisu.ground.staff.domain import Post
from guisu.ground.staff.models import Staff, Store
from tests import make

Rows = dict[str, int | str]


@dataclass(slots=True)
class World:
    """`connection` is to WeCom; what makers of several rooms speak of is a field here."""

    connection: Connection
    rows: Rows = field(default_factory=dict)


@dataclass(slots=True)
class Side:
    """One store, its people of each post, and its rows."""

    world: World
    store: Store
    rows: Rows = field(default_factory=dict)

    def staff(self, post: Post) -> Staff:
        return make.staff(f"{post.value}-{self.store.code}", post, self.store)

    def said(self, what: str) -> str:
        """Words that stand nowhere else."""
        return f"{what} of {self.store.name}"

    def number(self, name: str) -> int:
        return int(self.rows[name])


def begin(connection: Connection) -> World:
    """The house, with nothing yet that is a store's own."""
    world = World(connection)
    for room in _rooms():
        if hasattr(room, "house"):
            room.house(world)
    return world


def open_store(world: World, name: str) -> Side:
    """One of everything for a new store."""
    side = Side(world, make.store(name))
    for room in _rooms():
        if hasattr(room, "side"):
            room.side(side)
    return side


def _rooms() -> Iterator[ModuleType]:
    """In the order of their names: a number puts what others need first."""
    for found in sorted(pkgutil.iter_modules(__path__), key=lambda one: one.name):
        yield import_module(f"{__name__}.{found.name}")
