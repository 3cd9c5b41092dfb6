"""What may stay of a fact when the person it is about is erased: figures, and words from lists."""

from collections.abc import Mapping
from typing import Any

FIGURES = frozenset(
    {"total_minor", "amount_minor", "refunded_minor", "quantity", "total", "revenue", "value"}
    | {"price", "tax", "shipping", "discount", "merge", "first", "second", "other_root", "granted"}
)
WORDS = frozenset(["currency", "status", "channel", "purpose", "reason"])
LONGEST_WORD = 20


def kept(properties: Mapping[str, Any]) -> dict[str, Any]:
    """The part of an event's properties that totals need and that names nobody."""
    return {name: value for name, value in properties.items() if _stays(name, value)}


def _stays(name: str, value: Any) -> bool:
    if name in FIGURES:
        return isinstance(value, int | float)
    return name in WORDS and isinstance(value, str) and len(value) <= LONGEST_WORD
