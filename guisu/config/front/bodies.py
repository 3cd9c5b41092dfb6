"""What was sent or is to be sent, in memory at first and then on disk."""

import io
import tempfile
import threading
from collections import deque
from pathlib import Path
from typing import IO

from guisu.config.front.limits import ALL_IN_MEMORY, IN_MEMORY

PIECE = 256 * 1024
SPILL_ABOVE = 1024 * 1024  # of an answer that is read more slowly than it is made


class Held:
    """What all bodies of a process take, in memory and in all. Of the loop's thread alone."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.in_memory = 0
        self.whole = 0


class Body:
    """One request's body. On disk it has no name: a killed process leaves nothing behind."""

    __slots__ = ("_file", "_held", "_pieces", "size")

    def __init__(self, held: Held) -> None:
        self.size = 0
        self._held = held
        self._pieces: list[bytes] = []
        self._file: IO[bytes] | None = None

    def add(self, piece: bytes) -> None:
        """Raises OSError where the disk takes no more."""
        self.size += len(piece)
        self._held.whole += len(piece)
        if self._file is None and self._fits(piece):
            self._pieces.append(piece)
            self._held.in_memory += len(piece)
            return
        file = self._file or self._moved_to_disk()
        file.write(piece)

    def opened(self) -> IO[bytes]:
        """The whole of it, from its beginning."""
        if self._file is None:
            return io.BytesIO(b"".join(self._pieces))
        self._file.seek(0)
        return self._file

    def drop(self) -> None:
        """Give memory and disk back; safe to repeat."""
        self._held.whole -= self.size
        self._free_memory()
        self.size = 0
        if self._file is not None:
            self._file.close()
            self._file = None

    def _fits(self, piece: bytes) -> bool:
        return self.size <= IN_MEMORY and self._held.in_memory + len(piece) <= ALL_IN_MEMORY

    def _moved_to_disk(self) -> IO[bytes]:
        self._file = tempfile.TemporaryFile(dir=self._held.folder)  # noqa: SIM115 - closed by drop
        self._file.writelines(self._pieces)
        self._free_memory()
        return self._file

    def _free_memory(self) -> None:
        self._held.in_memory -= sum(map(len, self._pieces))
        self._pieces = []


class Outbox:
    """The pieces of a streamed answer between the thread that makes them and the loop.

    The thread never waits for the reader: what is not yet wanted goes to disk.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._guard = threading.Lock()
        self._pieces: deque[bytes] = deque()
        self._in_memory = 0
        self._file: IO[bytes] | None = None
        self._read = self._written = 0
        self.is_ended = False
        self.is_unwanted = False

    def put(self, piece: bytes) -> bool:
        """Whether anybody still wants it. Raises OSError where the disk takes no more."""
        with self._guard:
            if self.is_unwanted:
                return False
            if self._read == self._written and self._in_memory < SPILL_ABOVE:
                self._pieces.append(piece)
                self._in_memory += len(piece)
            else:
                self._spill(piece)
            return True

    def end(self) -> None:
        with self._guard:
            self.is_ended = True

    def take(self) -> bytes:
        """The next bytes in order; empty when there are none at the moment."""
        with self._guard:
            if self._pieces:
                piece = self._pieces.popleft()
                self._in_memory -= len(piece)
                return piece
            if self._file is None or self._read == self._written:
                return b""
            self._file.seek(self._read)
            piece = self._file.read(PIECE)
            self._read += len(piece)
            return piece

    def drop(self) -> None:
        """Nobody reads on; safe to repeat."""
        with self._guard:
            self.is_unwanted = True
            self._pieces.clear()
            if self._file is not None:
                self._file.close()
                self._file = None
                self._read = self._written

    def _spill(self, piece: bytes) -> None:
        if self._file is None:
            self._file = tempfile.TemporaryFile(dir=self._folder)  # noqa: SIM115 - closed by drop
        self._file.seek(self._written)
        self._file.write(piece)
        self._written += len(piece)
