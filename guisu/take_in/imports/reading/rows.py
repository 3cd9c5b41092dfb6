"""A stream of (row number, cells) over a file, whatever its format; every cell is text.

Row numbers count from 1 at the first line or sheet row, as a person sees them in an editor.
"""

import csv
import itertools
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import assert_never

from guisu.take_in.imports.domain.guards import bare
from guisu.take_in.imports.domain.plan import Format, Layout
from guisu.take_in.imports.domain.problems import QuoteNeverClosed, TooManyColumns, Unreadable
from guisu.take_in.imports.reading import parquet, sheets
from guisu.take_in.imports.reading.workbooks.limits import MOST_COLUMNS

Row = tuple[int, list[str]]

# A forgotten quotation mark would otherwise swallow the rest of the file as one cell.
csv.field_size_limit(1_000_000)
END_WITHIN_QUOTES = "unexpected end of data"


def titles(path: Path, layout: Layout) -> list[str]:
    """The columns' titles, each once; `#1`, `#2` ... in a file without a header."""
    first = next(iter(everything(path, layout)), None)
    if first is None:
        return []
    _require_few(first)
    if not layout.has_header:
        widest = max(len(cells) for _, cells in itertools.islice(everything(path, layout), 50))
        return [f"#{index}" for index in range(1, widest + 1)]
    return _each_once([bare(title) for title in first[1]])


def body(path: Path, layout: Layout) -> Iterator[Row]:
    """The rows below the header; empty rows and repetitions of the header are passed over."""
    rows = everything(path, layout)
    if not layout.has_header:
        return filter(_says_something, rows)
    _, header = next(rows, (0, []))
    return (row for row in rows if row[1] != header and _says_something(row))


def _says_something(row: Row) -> bool:
    return any(cell and not cell.isspace() for cell in row[1])


def _require_few(row: Row) -> None:
    number, cells = row
    if len(cells) > MOST_COLUMNS:
        raise TooManyColumns(row=number, columns=len(cells), most=MOST_COLUMNS)


def _each_once(given: list[str]) -> list[str]:
    made: dict[str, None] = {}
    repeated: Counter[str] = Counter()
    for index, title in enumerate(given, 1):
        wanted = name = title or f"#{index}"
        while name in made:
            repeated[wanted] += 1
            name = f"{wanted} ({repeated[wanted] + 1})"
        made[name] = None
    return list(made)


def everything(path: Path, layout: Layout) -> Iterator[Row]:
    """All rows from the first that is filled, without those that `skip` passes over."""
    return itertools.islice(_from_first_filled(_reader(path, layout)), layout.skip, None)


def _reader(path: Path, layout: Layout) -> Iterator[Row]:
    match layout.format:
        case Format.DELIMITED:
            return _delimited(path, layout)
        case Format.ALIGNED:
            return _aligned(path, layout)
        case Format.XLSX:
            return sheets.rows(path, layout.sheet)
        case Format.PARQUET:
            return enumerate(parquet.rows(path), 1)
    assert_never(layout.format)


def _from_first_filled(rows: Iterator[Row]) -> Iterator[Row]:
    return itertools.dropwhile(lambda row: not any(row[1]), rows)


def _delimited(path: Path, layout: Layout) -> Iterator[Row]:
    # A character that is no text in this encoding becomes U+FFFD: the row is refused, not the file.
    with path.open(encoding=layout.encoding, errors="replace", newline="") as file:
        lines = _Lines(file)
        reader = csv.reader(lines, delimiter=layout.delimiter)
        line = 1
        try:
            for cells in reader:
                if cells and ("\n" in cells[-1] or not lines.latest.endswith("\n")):
                    _require_closed(lines.since, line, layout.delimiter)
                yield line, cells
                line = reader.line_num + 1
                lines.since.clear()
        except csv.Error as error:
            raise Unreadable(why=f"line {line}: {error}") from error


class _Lines:
    """The lines of a file, with those that were read since the last row."""

    def __init__(self, file: Iterable[str]) -> None:
        self._file = iter(file)
        self.since: list[str] = []
        self.latest = ""

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        self.latest = next(self._file)
        self.since.append(self.latest)
        return self.latest


def _require_closed(lines: Iterable[str], first: int, delimiter: str) -> None:
    """Raise `QuoteNeverClosed` for a row that only ends because the file does."""
    try:
        for _row in csv.reader(lines, delimiter=delimiter, strict=True):
            pass
    except csv.Error as error:
        if str(error) == END_WITHIN_QUOTES:
            raise QuoteNeverClosed(line=first) from error


def _aligned(path: Path, layout: Layout) -> Iterator[Row]:
    spans = layout.spans
    with path.open(encoding=layout.encoding, errors="replace") as lines:
        for number, line in enumerate(lines, 1):
            if spans:
                yield number, [line[start:end].strip() for start, end in spans]
            else:
                yield number, line.split()
