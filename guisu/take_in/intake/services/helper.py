"""Reading aside: a flood's requests are read by a process beside this one.

A flood then has two processors, and the pages stay quick; the few of a quiet day are read here.
Whatever happens to that process, the requests are read here instead.
"""

import atexit
import logging
import os
import subprocess
import sys
import threading
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import msgspec

import guisu
from guisu.take_in.intake import reading
from guisu.take_in.intake.domain.items import Item, Request
from guisu.take_in.intake.domain.items import items_of as read_here

logger = logging.getLogger("guisu.intake")
WORTH_SENDING = 2**18  # bytes
LONGEST_ANSWER = 30.0  # seconds; a hundred times what the largest question takes
ROOT = Path(guisu.__file__).parents[1]
GONE = (OSError, EOFError, ValueError, msgspec.MsgspecError)


def items_of(requests: Sequence[Request]) -> list[Item]:
    """As `domain.items.items_of`, on another processor where there is one and much to read."""
    size = sum(len(request.body) for request in requests)
    if size < WORTH_SENDING or (os.cpu_count() or 1) == 1:
        return read_here(requests)
    return _reader.items_of(requests) or read_here(requests)


def stop() -> None:
    """End the reader; the next flood starts another."""
    _reader.stop()


class _Reader:
    """Our end of the pipe. One question at a time."""

    def __init__(self) -> None:
        self._turn = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None

    def items_of(self, requests: Sequence[Request]) -> list[Item]:
        """Empty where the reader is gone, or cannot say it."""
        frame = reading.encode(requests)
        with self._turn:
            try:
                answer = self._ask(frame)
                return reading.decode_items(answer) if answer else []
            except GONE as error:
                logger.warning("the reader of requests is gone (%s): reading here", error)
                self._end()
                return []

    def stop(self) -> None:
        with self._turn:
            self._end()

    def _ask(self, frame: bytes) -> bytes:
        process = self._running()
        if process.stdin is None or process.stdout is None:
            raise EOFError
        deadline = threading.Timer(LONGEST_ANSWER, process.kill)
        deadline.start()
        try:
            reading.send(process.stdin, frame)
            return reading.receive(process.stdout)
        finally:
            deadline.cancel()

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            self._end()
            self._process = subprocess.Popen(  # noqa: S603 - our own program
                [sys.executable, "-m", reading.__name__],
                cwd=ROOT,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
            )
        return self._process

    def _end(self) -> None:
        if self._process is None:
            return
        for stream in (self._process.stdin, self._process.stdout):
            with suppress(OSError):
                if stream is not None:
                    stream.close()
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(timeout=5)
        self._process = None


_reader = _Reader()
atexit.register(stop)
