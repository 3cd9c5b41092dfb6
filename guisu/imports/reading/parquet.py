"""Parquet files, a batch at a time."""

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from guisu.imports.domain.problems import Unreadable
from guisu.imports.reading.cells import text

ROWS_AT_ONCE = 5_000


def rows(path: Path) -> Iterator[list[str]]:
    """The column names, then the rows."""
    try:
        with pq.ParquetFile(path) as file:
            yield [str(name) for name in file.schema_arrow.names]
            for batch in file.iter_batches(ROWS_AT_ONCE):
                columns = [[text(value) for value in column.to_pylist()] for column in batch]
                yield from (list(cells) for cells in zip(*columns, strict=True))
    except (pa.ArrowInvalid, OSError) as error:
        raise Unreadable(why=str(error)) from error
