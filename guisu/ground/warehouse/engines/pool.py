"""Readers lent for one use each, so that none of them ever belongs to a thread.

What a thread keeps for itself is taken down when it ends. A web server's request threads are not
Python's: they end after a rest, without an interpreter, and a native handle that goes down there
takes the process with it.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Generic, Protocol, TypeVar


class Lent(Protocol):
    def is_clean(self) -> bool:
        """Whether the next borrower finds nothing of the last one's."""
        ...

    def close(self) -> None:
        """Repeats are harmless, also while another thread uses it."""
        ...


Reader = TypeVar("Reader", bound=Lent)


class Pool(Generic[Reader]):
    """Makes a reader where none rests; `most` of them rest, the others are closed after use."""

    def __init__(self, make: Callable[[], Reader], *, most: int = 8) -> None:
        self._make = make
        self._most = most
        self._guard = threading.Lock()
        self._resting: list[Reader] = []
        self._lent: list[Reader] = []
        self._closings = 0

    @contextmanager
    def lend(self) -> Iterator[Reader]:
        """One for the calling thread alone, until the block ends."""
        reader = self._take()
        try:
            yield reader
        except BaseException:
            self._give_back(reader, is_well=False)
            raise
        self._give_back(reader, is_well=True)

    def close(self) -> None:
        """Close all, also those that are lent: their borrowers are disturbed."""
        with self._guard:
            closing = [*self._resting, *self._lent]
            self._resting.clear()
            self._lent.clear()
            self._closings += 1
        for reader in closing:
            reader.close()

    def _take(self) -> Reader:
        while True:
            with self._guard:
                closings = self._closings
                rested = self._resting.pop() if self._resting else None
            reader = self._make() if rested is None else rested
            with self._guard:
                # One made while all were being closed may be a reader of what is gone.
                if closings == self._closings:
                    self._lent.append(reader)
                    return reader
            reader.close()

    def _give_back(self, reader: Reader, *, is_well: bool) -> None:
        is_clean = is_well and reader.is_clean()
        with self._guard:
            is_ours = any(each is reader for each in self._lent)
            self._lent = [each for each in self._lent if each is not reader]
            if is_ours and is_clean and len(self._resting) < self._most:
                self._resting.append(reader)
                return
        reader.close()
