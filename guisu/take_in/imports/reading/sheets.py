"""Workbooks, read by a process of its own that is bounded in memory and time (`workbooks`).

Whatever a file makes of its reader, nothing here dies of it. Measured on one sheet of 200,000 rows
by 8 columns (80 MB of XML): 30,000 rows in a second of a processor, holding 36 MB,
whatever the length.
"""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import guisu
from guisu.take_in.imports.domain import problems
from guisu.take_in.imports.reading.workbooks import child

Row = tuple[int, list[str]]
ROOT = Path(guisu.__file__).parents[1]
REFUSALS = {
    each.code: each
    for each in (
        problems.Unreadable,
        problems.SheetSpreads,
        problems.TooManyColumns,
        problems.UnpacksTooMuch,
        problems.TakesTooMuch,
    )
}


def rows(path: Path, sheet: str) -> Iterator[Row]:
    """The rows of `sheet` that hold something, with their numbers; of the first one if none named.

    Raises `Unreadable`, its kinds `SheetSpreads`, `TooManyColumns`, `UnpacksTooMuch`, and
    `TakesTooMuch` where the reader died of it.
    """
    for batch in _asked("rows", path, sheet):
        yield from ((number, cells) for number, cells in batch)


def names(path: Path) -> list[str]:
    """The workbook's sheets, in their order. Raises as `rows` does."""
    return list(_asked("names", path))


def _asked(act: str, path: Path, *words: str) -> Iterator[Any]:
    with _reading(act, str(path), *words) as process:
        if process.stdout is None:
            raise problems.TakesTooMuch
        while frame := child.receive(process.stdout):
            kind, what = frame
            if kind == "refused":
                code, data = what
                raise REFUSALS[code](**data)
            if kind == "end":
                return
            yield what
    raise problems.TakesTooMuch


@contextmanager
def _reading(*words: str) -> Iterator["subprocess.Popen[bytes]"]:
    """The reader, ended with the block however much is left to read."""
    process = subprocess.Popen(  # noqa: S603 - our own program
        [sys.executable, "-m", child.__name__, *words],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        # A library that cannot have its memory complains there before it dies.
        stderr=subprocess.DEVNULL,
    )
    with process:
        try:
            yield process
        finally:
            process.kill()
