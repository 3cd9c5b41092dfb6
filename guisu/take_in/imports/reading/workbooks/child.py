"""The process that reads a workbook: `child rows PATH SHEET` or `child names PATH`.

It writes frames: `[kind, what]`, with the length in four bytes before each. `rows` holds rows,
`name` a sheet; `refused` a refusal's code and data; `end` says that this was all.
"""

import contextlib
import signal
import struct
import sys
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any
from xml.etree.ElementTree import ParseError

import msgspec

from guisu.ground.kernel.refusals import Refusal
from guisu.ground.kernel.words import gettext_noop
from guisu.take_in.imports.domain.problems import TakesTooMuch, Unreadable
from guisu.take_in.imports.reading.workbooks import limits, xlsx

LENGTH = struct.Struct(">I")
# The first rows are wanted at once, by who only looks at the head of the file.
FIRST_ROWS, PLACES_AT_ONCE = 20, 50_000
PROTECTED = gettext_noop("it is protected by a password")
DAMAGED = (
    *(zipfile.BadZipFile, zlib.error, EOFError, ParseError, ValueError, KeyError, OSError),
    NotImplementedError,
)
_encode = msgspec.msgpack.Encoder().encode


def receive(stream: IO[bytes]) -> tuple[str, Any] | None:
    """The next frame; None where the stream ends before one is whole."""
    head = stream.read(LENGTH.size)
    if len(head) < LENGTH.size:
        return None
    (length,) = LENGTH.unpack(head)
    body = stream.read(length)
    if len(body) < length:
        return None
    kind, what = msgspec.msgpack.decode(body)
    return kind, what


def main(act: str, path: str, sheet: str = "") -> None:
    limits.bound_process()
    out = sys.stdout.buffer
    with contextlib.suppress(BrokenPipeError):
        for frame in _answer(act, Path(path), sheet):
            body = _encode(frame)
            out.write(LENGTH.pack(len(body)) + body)
            out.flush()


def _answer(act: str, path: Path, sheet: str) -> Iterator[tuple[str, Any]]:
    try:
        yield from (_rows if act == "rows" else _names)(path, sheet)
    except Refusal as refusal:
        yield "refused", [refusal.code, refusal.data]
    except MemoryError:
        yield "refused", [TakesTooMuch.code, {}]
    except RuntimeError:  # zipfile's way to say that it has no password
        yield "refused", [Unreadable.code, {"why": PROTECTED}]
    except DAMAGED as error:
        yield "refused", [Unreadable.code, {"why": str(error) or type(error).__name__}]
    else:
        yield "end", None


def _names(path: Path, _sheet: str) -> Iterator[tuple[str, Any]]:
    with _opened(path) as archive:
        limits.check_packed(archive)
        yield from (("name", name) for name in xlsx.Workbook(archive).paths)


def _rows(path: Path, sheet: str) -> Iterator[tuple[str, Any]]:
    with _opened(path) as archive:
        limits.check_packed(archive)
        read = xlsx.Workbook(archive).rows(sheet)
        yield from (("rows", batch) for batch in _batches(read))


def _batches(rows: Iterator[xlsx.Row]) -> Iterator[list[xlsx.Row]]:
    batch: list[xlsx.Row] = []
    places, most = 0, 0
    for row in rows:
        batch.append(row)
        places += len(row[1])
        if (len(batch) >= FIRST_ROWS and not most) or places > PLACES_AT_ONCE:
            yield batch
            batch, places, most = [], 0, PLACES_AT_ONCE
    if batch:
        yield batch


def _opened(path: Path) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(path)
    except zipfile.BadZipFile as error:
        raise Unreadable(why=xlsx.NO_WORKBOOK) from error


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    main(*sys.argv[1:])
