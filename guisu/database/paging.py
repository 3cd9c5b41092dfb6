"""Paging by key: page 1,000 costs what page 1 costs, and new rows do not shift what follows."""

import base64
import binascii
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

import msgspec
from django.core.exceptions import ValidationError
from django.db.models import Model, Q, QuerySet

Row = TypeVar("Row", bound=Model)
INSTANT, PLAIN = "t", "v"


@dataclass(frozen=True, slots=True)
class KeyPage(Generic[Row]):
    """`rows` in order; `next` asks for the page behind them (empty: there is none)."""

    rows: list[Row]
    next: str
    is_first: bool


def page(
    rows: QuerySet[Row], *, order: Sequence[str], after: str = "", size: int = 50
) -> KeyPage[Row]:
    """The `size` rows behind the key `after`, in `order` (its last field must be unique).

    A key that makes no sense shows the first page. Fields of `order` must never be null.
    """
    ordered = rows.order_by(*order)
    key = _read(after, len(order))
    if key:
        try:
            ordered = ordered.filter(_behind(order, key))
        except (TypeError, ValueError, ValidationError):
            key = []
    found = list(ordered[: size + 1])
    shown = found[:size]
    more = _write([getattr(shown[-1], name.lstrip("-")) for name in order]) if found[size:] else ""
    return KeyPage(shown, more, is_first=not key)


def _behind(order: Sequence[str], key: Sequence[Any]) -> Q:
    """(a, b) behind (x, y): a behind x, or a = x and b behind y."""
    condition = Q()
    equal = Q()
    for name, value in zip(order, key, strict=True):
        field = name.lstrip("-")
        side = "lt" if name.startswith("-") else "gt"
        condition |= equal & Q(**{f"{field}__{side}": value})
        equal &= Q(**{field: value})
    return condition


def _write(values: Sequence[Any]) -> str:
    tagged = [(INSTANT, v.isoformat()) if isinstance(v, datetime) else (PLAIN, v) for v in values]
    return base64.urlsafe_b64encode(msgspec.json.encode(tagged)).decode().rstrip("=")


def _read(text: str, length: int) -> list[Any]:
    try:
        raw = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
        tagged = msgspec.json.decode(raw, type=list[tuple[str, int | str]])
        values = [datetime.fromisoformat(str(v)) if tag == INSTANT else v for tag, v in tagged]
    except (binascii.Error, msgspec.MsgspecError, ValueError):
        return []
    return values if len(values) == length else []
