"""What may stay of a fact when the person it is about is erased: figures, and words from lists."""

from collections.abc import Mapping
from typing import Any

FIGURES = frozenset(
    {"total_minor", "amount_minor", "refunded_minor", "quantity", "total", "revenue", "value"}
    | {"order_id", "store_id", "items", "refund_minor"}
    | {"price", "tax", "shipping", "discount", "merge", "first", "second", "other_root", "granted"}
)
WORDS = frozenset(["currency", "status", "channel", "purpose", "reason"])
LONGEST_WORD = 20
# Of these all is kept: they hold row numbers only, which the forest needs to be understood.
NAMELESS = ("customer.merged", "customer.unmerged", "customer.erased")


def kept(kind: str, properties: Mapping[str, Any]) -> dict[str, Any]:
    """The part of an event's properties that totals need and that names nobody."""
    if kind in NAMELESS:
        return dict(properties)
    return {name: value for name, value in properties.items() if _stays(name, value)}


def _stays(name: str, value: Any) -> bool:
    if name in FIGURES:
        return isinstance(value, int | float)
    return name in WORDS and isinstance(value, str) and len(value) <= LONGEST_WORD
