"""Parquet files, a batch at a time."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from guisu.take_in.imports.domain.problems import Unreadable
from guisu.take_in.imports.reading.cells import UNREADABLE, text

ROWS_AT_ONCE = 5_000


def rows(path: Path) -> Iterator[list[str]]:
    """The column names, then the rows."""
    try:
        with pq.ParquetFile(path) as file:
            yield [str(name) for name in file.schema_arrow.names]
            for batch in file.iter_batches(ROWS_AT_ONCE):
                columns = [_texts(column) for column in batch]
                yield from (list(cells) for cells in zip(*columns, strict=True))
    except (pa.ArrowException, OSError) as error:
        raise Unreadable(why=str(error)) from error


def _texts(column: "pa.Array[Any]") -> list[str]:
    try:
        return [text(value) for value in column.to_pylist()]
    except (OverflowError, ValueError):
        return [_text(value) for value in column]


def _text(value: "pa.Scalar[Any]") -> str:
    """What Python has no value for (an instant before year 1, bytes that are no text): a row's."""
    try:
        return text(value.as_py())
    except (OverflowError, ValueError):
        return UNREADABLE
