"""What may stay of an event when the person it is about is erased."""

from collections.abc import Mapping
from typing import Any

from guisu.ground.events import facts

LONGEST_WORD = 20


def kept(kind: str, source: str, properties: Mapping[str, Any]) -> dict[str, Any]:
    """The part of an event's properties that totals need and that names nobody."""
    fact = facts.own(kind, source)
    if fact is None:
        return {name: value for name, value in properties.items() if _is_harmless(name, value)}
    stays = {each.name for each in facts.fields(fact) if each.stays}
    return {name: value for name, value in properties.items() if name in stays and _is_short(value)}


def _is_harmless(name: str, value: Any) -> bool:
    if name in facts.figures_of_others():
        return isinstance(value, int | float)
    return name in facts.words_of_others() and isinstance(value, str) and len(value) <= LONGEST_WORD


def _is_short(value: Any) -> bool:
    """Numbers, and words that are too short to tell anything that is not from a list."""
    if isinstance(value, list):
        return all(map(_is_short, value))
    return isinstance(value, int | float) or (isinstance(value, str) and len(value) <= LONGEST_WORD)
