"""Choosing people by what rooms above know: they say here how a stored choice becomes row ids."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

Choice = Mapping[str, Any]
Choose = Callable[[Choice], Iterable[int]]

KIND = "kind"
_registered: dict[str, Choose] = {}


def register(kind: str, choose: Choose) -> None:
    """Have `choose` read choices of this `kind`; rooms do so in `apps.py`.

    A choice is JSON with its kind under `KIND`. It names whom somebody asked for and on whose
    behalf, so that a worker finds the people whom that person sees.
    """
    _registered[kind] = choose


def chosen(choice: Choice) -> list[int]:
    """Ids of the people chosen now, ascending. Raises `KeyError` for a kind that nobody reads."""
    return sorted(set(_registered[choice[KIND]](choice)))
