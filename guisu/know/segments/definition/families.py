"""Families of conditions: which there are, and what each says of its own conditions.

A family is a package with one file a concern (`segments.families` tells which). Files are imported
when they are first asked for, so that who asks one person needs no analytical engine, and nothing
here knows a framework.
"""

import pkgutil
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import Any, Generic, TypeVar, get_args

from guisu.know.segments.definition.conditions import Leaf

Said = TypeVar("Said")


@dataclass(frozen=True, slots=True)
class Family:
    """`name` is the last part of `package`; no two families share one."""

    name: str
    package: str

    def says(self, file: str, name: str) -> Any:
        """What the file of this concern calls `name`."""
        return getattr(import_module(f"{self.package}.{file}"), name)

    @property
    def kinds(self) -> tuple[type[Leaf], ...]:
        """Its conditions: those that `Own` in its struct lists."""
        own = self.says("struct", "Own")
        return get_args(own) or (own,)


class Concern(Generic[Said]):
    """What every family's `file` says under `name`, found by the kind of condition."""

    def __init__(self, file: str, name: str) -> None:
        self._file = file
        self._name = name
        self._known: dict[type[Leaf], Said] = {}

    def of(self, leaf: Leaf) -> Said:
        kind = type(leaf)
        found = self._known.get(kind)
        if found is None:
            found = self._known[kind] = by_kind()[kind].says(self._file, self._name)
        return found


_registered: dict[str, Family] = {}


def register(package: str) -> None:
    """Add the families that stand in `package`; rooms do so in `apps.py`.

    Raises ValueError where another package has a family of that name.
    """
    for module in pkgutil.iter_modules(import_module(package).__path__):
        family = Family(module.name, f"{package}.{module.name}")
        if _registered.setdefault(family.name, family) != family:
            raise ValueError(f"two families are called {family.name}")
    by_kind.cache_clear()


def registered() -> list[Family]:
    return list(_registered.values())


@cache
def by_kind() -> dict[type[Leaf], Family]:
    """Every kind of condition with the family that it is of."""
    return {kind: family for family in _registered.values() for kind in family.kinds}
