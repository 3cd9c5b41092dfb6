"""What a workbook may cost. Honest ones stay far below; what is made to cost more is refused."""

import resource
from zipfile import ZipFile

from guisu.ground.kernel.words import gettext_noop
from guisu.take_in.imports.domain.problems import (
    SheetSpreads,
    TooManyColumns,
    UnpacksTooMuch,
    Unreadable,
)

MB = 2**20
# Of the process that reads it: address space and processor time.
MEMORY, SECONDS = 1024 * MB, 900
# 4 GB are some fifteen million rows. Sheets that repeat themselves shrink to a hundredth.
LARGEST_UNPACKED, MOST_TIMES, SMALL = 4096 * MB, 250, 64 * MB
# As far as Excel's own sheets go, and a sheet of a million rows with a hundred columns.
MOST_COLUMNS, MOST_PLACES = 16_384, 110_000_000
# Excel's longest cell has 32,767 characters.
LONGEST_CELL, MOST_TEXT = 1_000_000, 256 * MB
LARGEST_ROW, LARGEST_PART = 16 * MB, 16 * MB


def bound_process() -> None:
    """Have the kernel end this process where it takes more than a workbook may cost."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def check_packed(archive: ZipFile) -> None:
    """Raise `UnpacksTooMuch`. The sizes it tells hold: more than told of is never unpacked."""
    unpacked = sum(part.file_size for part in archive.infolist())
    packed = max(1, sum(part.compress_size for part in archive.infolist()))
    times = unpacked // packed
    if unpacked > LARGEST_UNPACKED or (unpacked > SMALL and times > MOST_TIMES):
        raise UnpacksTooMuch(unpacked=unpacked // MB, times=times)


def check_column(column: int, row: int) -> None:
    if column > MOST_COLUMNS:
        raise TooManyColumns(row=row, columns=column, most=MOST_COLUMNS)


def check_place(row: int, columns: int) -> None:
    """Whether the table reaches so far. Raises `SheetSpreads`."""
    if row * columns > MOST_PLACES:
        raise SheetSpreads(rows=row, columns=columns)


def check_text(size: int) -> None:
    if size > LONGEST_CELL:
        raise Unreadable(why=gettext_noop("a cell holds more than a million characters"))
