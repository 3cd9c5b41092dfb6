"""One connection: HTTP/1.1 as a state machine on the loop. It never waits and never blocks."""

import asyncio
from collections import deque
from contextlib import suppress
from enum import IntEnum
from http import HTTPStatus
from typing import Protocol, cast

import httptools

from guisu.config.front import answers, limits
from guisu.config.front.arriving import Request
from guisu.config.front.bodies import Held, Outbox


class Stage(IntEnum):
    """In the order in which connections have to go when there are too many."""

    SILENT = 1  # not a byte yet
    RESTING = 2  # between two requests
    LINGERING = 3  # refused; takes the refusal in
    HEAD = 4
    BODY = 5
    ANSWERING = 6
    WORKING = 7  # a thread has it: never made to go


MOVING = frozenset({Stage.BODY, Stage.ANSWERING})
SECONDS = {
    Stage.SILENT: limits.FIRST_BYTE_SECONDS,
    Stage.RESTING: limits.REST_SECONDS,
    Stage.LINGERING: limits.LINGER_SECONDS,
    Stage.HEAD: limits.HEAD_SECONDS,
}


class Host(Protocol):
    """What a connection needs of the process around it."""

    held: Held

    def now(self) -> float: ...
    def came(self, connection: "Connection") -> None: ...
    def left(self, connection: "Connection") -> None: ...
    def call(self, connection: "Connection", request: Request) -> bool: ...
    def ask_the_door(self, connection: "Connection", request: Request) -> None: ...


class Connection(asyncio.Protocol):
    """`since` is when the stage began, `moved` the bytes that came or were written since."""

    def __init__(self, house: Host) -> None:
        self.house = house
        self.stage = Stage.SILENT
        self.since = self._marked_at = house.now()
        self.moved = self._marked = 0
        self.peer = self.here = ("", 0)
        self.is_gone = False
        self.is_ending = False
        self._transport: asyncio.Transport | None = None
        self._parser = httptools.HttpRequestParser(self)
        self._arriving: Request | None = None
        self._ready: deque[Request] = deque()
        self._current: Request | None = None
        self._refused = 0
        self._outbox: Outbox | None = None
        self._is_full = False
        self._closes = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)
        self.peer = _place(transport.get_extra_info("peername"))
        self.here = _place(transport.get_extra_info("sockname"))
        self.house.came(self)

    def connection_lost(self, _error: Exception | None) -> None:
        self.is_gone = True
        self.house.left(self)
        if self._outbox is not None:
            self._outbox.drop()
        # What a thread works with is dropped when it has answered.
        for request in (*self._ready, self._arriving):
            if request is not None:
                request.body.drop()
        if self._current is not None and self.stage != Stage.WORKING:
            self._current.body.drop()

    # What comes

    def data_received(self, data: bytes) -> None:
        if self.stage == Stage.LINGERING:
            return
        if self.stage in {Stage.SILENT, Stage.RESTING}:
            self.enter(Stage.HEAD)
        self.moved += len(data)
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserUpgrade:
            self.is_ending = True  # answered as HTTP/1.1; what follows is of no protocol of ours
        except httptools.HttpParserError:
            self._refused = self._refused or HTTPStatus.BAD_REQUEST
        if self._is_head_too_large():
            self._refused = HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE
        self._advance()

    def _is_head_too_large(self) -> bool:
        """A line without an end is seen by nobody but the parser: count what came."""
        arriving = self._arriving
        if self.stage != Stage.HEAD or self._ready or (arriving and arriving.is_head_whole):
            return False
        return self.moved > limits.MOST_HEAD

    def on_message_begin(self) -> None:
        self._arriving = Request(self.house.held)
        if len(self._ready) >= limits.MOST_PIPELINED:
            self._refused = HTTPStatus.BAD_REQUEST

    def on_url(self, piece: bytes) -> None:
        if self._arriving is not None:
            self._arriving.target += piece
            self._arriving.head_size += len(piece)

    def on_header(self, name: bytes, value: bytes) -> None:
        arriving = self._arriving
        if arriving is None:
            return
        if not arriving.add_header(name, value):
            self._refused = HTTPStatus.BAD_REQUEST
        if arriving.head_size > limits.MOST_HEAD:
            self._refused = HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE

    def on_headers_complete(self) -> None:
        if self._arriving is None or self._refused:
            return
        parser = self._parser
        self._arriving.settle_head(
            parser.get_method(), parser.get_http_version(), keep_alive=parser.should_keep_alive()
        )
        if self._arriving.length > self._arriving.door.most_admitted:
            self._refused = HTTPStatus.REQUEST_ENTITY_TOO_LARGE

    def on_body(self, piece: bytes) -> None:
        arriving = self._arriving
        if arriving is None or self._refused:
            return
        if arriving.body.size + len(piece) > arriving.most:
            self._refused = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
            return
        try:
            arriving.body.add(piece)
        except OSError:
            self._refused = HTTPStatus.INSUFFICIENT_STORAGE

    def on_message_complete(self) -> None:
        arriving, self._arriving = self._arriving, None
        if arriving is None:
            return
        if self._refused:
            arriving.body.drop()
            return
        arriving.is_whole = True
        self._ready.append(arriving)

    # What follows

    def _advance(self) -> None:
        """Go on as far as what is here allows."""
        if self._current is not None:
            self._pause()  # somebody works; the sender may wait
        elif self._ready:
            self._pause()
            self._call(self._ready.popleft())
        elif self._refused:
            self._refuse(self._refused)
        elif self._arriving is not None and self._arriving.is_head_whole:
            self._look_at(self._arriving)

    def _look_at(self, arriving: Request) -> None:
        """The head is here and the body is not."""
        if arriving.admitted:
            return
        self._pause()
        self._current = arriving
        self.enter(Stage.WORKING)
        self.house.ask_the_door(self, arriving)

    def _call(self, request: Request) -> None:
        self._current = request
        self.enter(Stage.WORKING)
        if not self.house.call(self, request):
            self._current = None
            request.body.drop()
            self._refuse(HTTPStatus.SERVICE_UNAVAILABLE)

    # What threads have to say (each of these is run on the loop)

    def admitted(self, request: Request) -> None:
        if self.is_gone:
            request.body.drop()
            return
        self._current = None
        request.admitted, request.most = True, request.door.most_admitted
        self.enter(Stage.BODY)
        if request.expects_more and not request.body.size:
            self._write(b"HTTP/1.1 100 Continue\r\n\r\n")
        self._resume()

    def answered(self, request: Request, whole: bytes, *, closes: bool) -> None:
        request.body.drop()
        if self.is_gone:
            return
        self._closes = closes
        self.enter(Stage.ANSWERING)
        self._write(whole)
        self._finish()

    def begun(self, request: Request, head: bytes, outbox: Outbox, *, closes: bool) -> None:
        """The thread goes on reading the body while it answers: it is dropped at the end."""
        if self.is_gone:
            outbox.drop()
            return
        self._closes, self._outbox = closes, outbox
        self.enter(Stage.ANSWERING)
        self._write(head)
        self.pump()

    def pump(self) -> None:
        """Write on, as far as the reader takes it."""
        outbox = self._outbox
        if outbox is None or self.is_gone:
            return
        while not self._is_full and (piece := outbox.take()):
            self._write(piece)
        if not self._is_full and outbox.is_ended and not (rest := outbox.take()):
            self._outbox = None
            outbox.drop()
            self._drop_current()
            self._finish()
        elif not self._is_full and outbox.is_ended:
            self._write(rest)
            self.pump()

    def abort(self) -> None:
        """Break off: what was sent is not whole, and the other side has to see that."""
        self._drop_current()
        if self._transport is not None:
            self._transport.abort()

    def _finish(self) -> None:
        """The answer is written; go on with the next request once the reader has taken it."""
        if self._is_full or self.is_gone:
            return
        was_taken_whole = self._current is None or self._current.is_whole
        self._current = None
        if self._closes or self.is_ending or not was_taken_whole:
            self._linger()
            return
        self.enter(Stage.RESTING if self._arriving is None else Stage.HEAD)
        self._resume()
        self._advance()

    def _refuse(self, status: int) -> None:
        self._write(answers.refused(status))
        self._linger()

    def _linger(self) -> None:
        """Say no more, and swallow what still comes.

        Closed at once, a client would see a broken connection in place of its answer.
        """
        self._drop_arriving()
        self.enter(Stage.LINGERING)
        if self._transport is not None and not self._transport.is_closing():
            with suppress(OSError, RuntimeError):
                self._transport.write_eof()
            self._resume()

    # The transport

    def pause_writing(self) -> None:
        self._is_full = True

    def resume_writing(self) -> None:
        self._is_full = False
        if self._outbox is not None:
            self.pump()
        elif self.stage == Stage.ANSWERING:
            self._finish()

    def eof_received(self) -> bool:
        """Whoever says no more has said all: what is under way is not read from meanwhile."""
        return False

    def close(self) -> None:
        if self._transport is not None:
            self._transport.close()

    def enter(self, stage: Stage) -> None:
        self.stage = stage
        self.since = self._marked_at = self.house.now()
        self.moved = self._marked = 0

    def refuse_slowness(self) -> None:
        """The deadline of this stage is over."""
        match self.stage:
            case Stage.HEAD | Stage.BODY:
                self._refuse(HTTPStatus.REQUEST_TIMEOUT)
            case Stage.ANSWERING:
                self.abort()
            case _:
                self.close()

    def make_room(self) -> None:
        """Others need the place."""
        if self._transport is not None:
            self._transport.abort()

    def is_overdue(self, now: float) -> bool:
        """Whether the deadline of this stage is over, or too little moves."""
        if self.stage == Stage.WORKING:
            return False
        if self.stage in MOVING or self._unsent():
            return self._is_late(now) or self._is_slow(now)
        return now - self.since > SECONDS[self.stage]

    def pace(self, now: float) -> float:
        """The smaller, the sooner it has to go: bytes a second, or when it began to be idle."""
        return self._moved() / (now - self.since + 0.001) if self.stage in MOVING else self.since

    def _is_late(self, now: float) -> bool:
        arriving = self._arriving
        return arriving is not None and now - self.since > arriving.door.seconds

    def _is_slow(self, now: float) -> bool:
        moved = self._moved()
        if moved - self._marked >= limits.LEAST_RATE * limits.PATIENCE_SECONDS:
            self._marked, self._marked_at = moved, now
        return now - self._marked_at > limits.PATIENCE_SECONDS

    def _moved(self) -> int:
        """Bytes that came or that went since the stage began."""
        return self.moved - self._unsent()

    def _unsent(self) -> int:
        return 0 if self._transport is None else self._transport.get_write_buffer_size()

    def _write(self, data: bytes) -> None:
        if self._transport is not None and not self._transport.is_closing():
            self.moved += len(data)
            self._transport.write(data)

    def _pause(self) -> None:
        if self._transport is not None and self._transport.is_reading():
            self._transport.pause_reading()

    def _resume(self) -> None:
        if self._transport is not None and not self._transport.is_closing():
            self._transport.resume_reading()

    def _drop_arriving(self) -> None:
        if self._arriving is not None:
            self._arriving.body.drop()
            self._arriving = None

    def _drop_current(self) -> None:
        if self._current is not None:
            self._current.body.drop()


def _place(told: object) -> tuple[str, int]:
    """Host and port; IPv6 tells two things more, a socket of UNIX none."""
    match told:
        case (str(host), int(port), *_):
            return host, port
        case _:
            return "", 0
