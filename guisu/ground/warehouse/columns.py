"""Rows from the operational store as Arrow columns."""

from collections.abc import Iterable, Mapping
from typing import Any

import pyarrow as pa

from guisu.ground.warehouse.domain import Kind, Row

TYPES = {
    Kind.WHOLE: pa.int64(),
    Kind.NUMBER: pa.float64(),
    Kind.TEXT: pa.string(),
    Kind.INSTANT: pa.timestamp("ms"),
    Kind.DAY: pa.date32(),
    Kind.FLAG: pa.bool_(),
}
KEYS = {"key": Kind.WHOLE}
_KINDS = {each: kind for kind, each in TYPES.items()}


def arrow(columns: Mapping[str, Kind], rows: Iterable[Row]) -> pa.Table:
    """`rows`, values in the order of `columns`, as a table.

    Instants are text in UTC, in milliseconds at most.
    """
    values = list(zip(*rows, strict=True)) or [()] * len(columns)
    pairs = zip(columns.items(), values, strict=True)
    return pa.table({name: _column(kind, each) for (name, kind), each in pairs})


def keys(values: Iterable[int]) -> pa.Table:
    return pa.table({"key": pa.array(values, pa.int64())})


def kinds(rows: pa.Table) -> dict[str, Kind]:
    """The columns of `rows`. Raises KeyError for a type that no kind of ours has."""
    return {field.name: _KINDS[field.type] for field in rows.schema}


def _column(kind: Kind, values: tuple[Any, ...]) -> pa.Array:
    if kind is Kind.INSTANT:
        return pa.array(values, pa.string()).cast(TYPES[kind])
    return pa.array(values, TYPES[kind])
