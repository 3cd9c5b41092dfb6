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
Rows = QuerySet[Row]
INSTANT, PLAIN = "t", "v"


@dataclass(frozen=True, slots=True)
class KeyPage(Generic[Row]):
    """`rows` in order; `next` asks for the page behind them (empty: there is none)."""

    rows: list[Row]
    next: str
    is_first: bool


def page(
    rows: QuerySet[Row],
    *,
    order: Sequence[str],
    after: str = "",
    size: int = 50,
    until: str = "",
) -> KeyPage[Row]:
    """The `size` rows behind the key `after`, in `order` (its last field must be unique).

    A key that makes no sense shows the first page. Fields of `order` must never be null. With
    `until` (of `milestone`) no row behind it is looked at: the next page goes on from there.
    """
    ordered = rows.order_by(*order)
    key = _read(after, len(order))
    if key:
        try:
            ordered = ordered.filter(_from(order, key), _behind(order, key))
        except (TypeError, ValueError, OverflowError, ValidationError):
            key = []
    found = list(before(ordered, order=order, until=until)[: size + 1])
    shown = found[:size]
    more = _key_of(shown[-1], order) if found[size:] else until
    return KeyPage(shown, more, is_first=not key)


def milestone(rows: QuerySet[Row], *, order: Sequence[str], after: str = "", steps: int) -> str:
    """The key of the row `steps` behind `after`; empty: there are not so many.

    One run along the index of `order`, if `rows` has no other conditions than the index.
    """
    ordered = rows.order_by(*order)
    if key := _read(after, len(order)):
        ordered = ordered.filter(_from(order, key), _behind(order, key))
    names = [name.lstrip("-") for name in order]
    found = ordered.values_list(*names)[steps - 1 : steps].first()
    return _write(found) if found else ""


def before(rows: QuerySet[Row], *, order: Sequence[str], until: str) -> QuerySet[Row]:
    """The rows up to the one with the key `until`, itself included; all for an empty key."""
    key = _read(until, len(order))
    if not key:
        return rows
    side = "gte" if order[0].startswith("-") else "lte"
    reach = Q(**{f"{order[0].lstrip('-')}__{side}": key[0]})
    return rows.filter(reach, ~_behind(order, key))


def _key_of(row: Model, order: Sequence[str]) -> str:
    return _write([getattr(row, name.lstrip("-")) for name in order])


def _from(order: Sequence[str], key: Sequence[Any]) -> Q:
    """The first field's range: what an index can use, where `_behind` decides among equals."""
    side = "lte" if order[0].startswith("-") else "gte"
    return Q(**{f"{order[0].lstrip('-')}__{side}": key[0]})


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
