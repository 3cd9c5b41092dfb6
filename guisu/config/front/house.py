"""What all connections of a process share: the crowd, the threads, and the way between both."""

import asyncio
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

from guisu.config.front.arriving import Request
from guisu.config.front.bodies import Held, Outbox
from guisu.config.front.calling import Application, Call
from guisu.config.front.connection import Connection
from guisu.config.front.crowd import Crowd
from guisu.config.front.limits import MOST_WAITING, Room
from guisu.config.front.threads import Threads


class House:
    """Used on the loop's thread alone."""

    def __init__(
        self,
        loop: asyncio.AbstractEventLoop,
        application: Application,
        *,
        threads: Threads,
        room: Room,
        folder: Path,
    ) -> None:
        self.loop = loop
        self.threads, self.folder = threads, folder
        self.held = Held(folder)
        self.crowd = Crowd(room, loop.time)
        self.is_stopping = False
        self._application = application

    def now(self) -> float:
        """In seconds of the loop's clock, which only goes forward."""
        return self.loop.time()

    def came(self, connection: Connection) -> None:
        self.crowd.came(connection)

    def left(self, connection: Connection) -> None:
        self.crowd.left(connection)

    def call(self, connection: Connection, request: Request) -> bool:
        """Hand a whole request over; False where too many wait already."""
        if self.threads.waiting() >= MOST_WAITING:
            return False
        call = self._made(connection, request)
        peer, here = connection.peer, connection.here

        def work() -> None:
            content = request.body.opened()
            call.run(self._application, request.environ(peer, here, content))

        self.threads.do(work)
        return True

    def ask_the_door(self, connection: Connection, request: Request) -> None:
        """Whether the body of this head is wanted."""
        call = self._made(connection, request)
        environ = request.environ(connection.peer, connection.here, io.BytesIO())
        self.threads.do(lambda: call.admit(environ))

    def _made(self, connection: Connection, request: Request) -> Call:
        line = Line(self.loop, connection)
        return Call(line, request, folder=self.folder, closes=self.is_stopping)


class Line:
    """A request thread's end of a connection."""

    def __init__(self, loop: asyncio.AbstractEventLoop, connection: Connection) -> None:
        self._loop, self._connection = loop, connection

    @property
    def is_gone(self) -> bool:
        return self._connection.is_gone

    def answer(self, request: Request, whole: bytes, *, closes: bool) -> None:
        self._soon(lambda: self._connection.answered(request, whole, closes=closes))

    def begin(self, request: Request, head: bytes, outbox: Outbox, *, closes: bool) -> None:
        self._soon(lambda: self._connection.begun(request, head, outbox, closes=closes))

    def more(self) -> None:
        self._soon(self._connection.pump)

    def break_off(self) -> None:
        self._soon(self._connection.abort)

    def let_in(self, request: Request) -> None:
        self._soon(lambda: self._connection.admitted(request))

    def _soon(self, said: Callable[[], Any]) -> None:
        self._loop.call_soon_threadsafe(said)
