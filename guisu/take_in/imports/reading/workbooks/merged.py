"""Cells merged downwards: each row below has the value of the first.

Shops merge what belongs to the whole order over its rows. Merged sideways they are headings: they
stay one value. ECMA-376 part 1, 18.3.1.55.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from zipfile import ZipFile

from guisu.ground.kernel.words import gettext_noop
from guisu.take_in.imports.domain.problems import Unreadable
from guisu.take_in.imports.reading.workbooks.places import column_of

PIECE, OVERLAP, MOST = 1 << 20, 200, 500_000
RANGE = re.compile(
    rb"""<(?:[\w.-]+:)?mergeCell\s+ref\s*=\s*["']([A-Z]{1,3})(\d{1,7}):[A-Z]{1,3}(\d{1,7})["']"""
)
TOO_MANY = gettext_noop("it has more than 500,000 merged cells")


class Merged:
    """The ranges of one sheet, laid over its rows as they come."""

    def __init__(self, archive: ZipFile, path: str) -> None:
        self._begin: dict[int, list[tuple[int, int]]] = defaultdict(list)
        self._open: dict[int, tuple[int, str]] = {}
        for count, (column, first, last) in enumerate(_ranges(archive, path)):
            if count == MOST:
                raise Unreadable(why=TOO_MANY)
            self._begin[first].append((column, last))

    def fill(self, row: int, cells: list[str]) -> list[str]:
        """`cells` of `row`, with what is merged down to them; rows come in their order."""
        if not self._begin and not self._open:
            return cells
        for column, (last, value) in list(self._open.items()):
            if row > last:
                del self._open[column]
            elif value and not (column <= len(cells) and cells[column - 1]):
                cells += [""] * (column - len(cells))
                cells[column - 1] = value
        for column, last in self._begin.pop(row, ()):
            self._open[column] = (last, cells[column - 1] if column <= len(cells) else "")
        return cells


def _ranges(archive: ZipFile, path: str) -> Iterator[tuple[int, int, int]]:
    """(column, first row, last row) of what is merged downwards. It stands behind all rows."""
    with archive.open(path) as part:
        rest = b""
        while piece := part.read(PIECE):
            text = rest + piece
            end = 0
            for found in RANGE.finditer(text):
                end = found.end()
                first, last = int(found[2]), int(found[3])
                if last > first:
                    yield column_of(found[1].decode()), first, last
            rest = text[max(end, len(text) - OVERLAP) :]
