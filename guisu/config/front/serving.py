"""A web process: accepts on the socket that it was given, until it is told to stop."""

import asyncio
import signal
import socket
from pathlib import Path

from django.conf import settings

from guisu.config.front import limits
from guisu.config.front.calling import Application
from guisu.config.front.connection import Connection
from guisu.config.front.house import House
from guisu.config.front.threads import Threads

ACCEPTED_AT_ONCE = 64
SWEPT_EVERY = 1.0
NO_FILES_SECONDS = 0.2  # to wait when no file can be opened
LAST_WORDS_SECONDS = 1.0  # for whoever had begun to speak when the server stops


def serve(
    application: Application, listener: socket.socket, *, threads: int, workshop: Path
) -> None:
    """Answer until SIGTERM, then until what is under way is answered."""
    files = limits.raise_open_files()
    room = limits.Room.within(
        files, threads=threads + settings.LOOP_THREADS, is_proxied=bool(settings.PROXIES)
    )
    loop = asyncio.new_event_loop()
    pool = Threads(threads)
    house = House(loop, application, threads=pool, room=room, folder=workshop)
    pool.start()
    listener.setblocking(False)
    server = Server(listener, house)
    try:
        loop.run_until_complete(server.until_stopped())
    finally:
        pool.stop(seconds=limits.STOPPING_SECONDS)
        loop.close()


class Server:
    """Accepting, sweeping and stopping; everything else is the connections' own."""

    def __init__(self, listener: socket.socket, house: House) -> None:
        self._listener, self._house = listener, house
        self._loop = house.loop
        self._told = asyncio.Event()
        self._opening: set[asyncio.Task[object]] = set()

    async def until_stopped(self) -> None:
        self._loop.add_signal_handler(signal.SIGTERM, self._told.set)
        self._listen()
        self._sweep()
        await self._told.wait()
        await self._stop()

    def _listen(self) -> None:
        self._loop.add_reader(self._listener, self._accept)

    def _accept(self, most: int = ACCEPTED_AT_ONCE) -> None:
        for _ in range(most):
            try:
                opened, _address = self._listener.accept()
            except (BlockingIOError, InterruptedError, ConnectionAbortedError):
                return
            except OSError:
                self._wait_for_files()
                return
            opened.setblocking(False)
            self._open(opened)

    def _open(self, opened: socket.socket) -> None:
        opening = self._loop.connect_accepted_socket(lambda: Connection(self._house), opened)
        task = self._loop.create_task(opening)
        self._opening.add(task)
        task.add_done_callback(self._opening.discard)

    def _wait_for_files(self) -> None:
        """The last open file is taken: the idlest give theirs back."""
        self._house.crowd.shed()
        self._loop.remove_reader(self._listener)
        self._loop.call_later(NO_FILES_SECONDS, self._listen_again)

    def _listen_again(self) -> None:
        if not self._told.is_set():
            self._listen()

    def _sweep(self) -> None:
        self._house.crowd.sweep(held=self._house.held.whole)
        self._loop.call_later(SWEPT_EVERY, self._sweep)

    async def _stop(self) -> None:
        """Take in who knocked already, answer all, and give up on what does not end in time."""
        self._house.is_stopping = True
        self._loop.remove_reader(self._listener)
        self._accept(most=limits.MOST_CONNECTIONS)
        self._listener.close()
        until = self._loop.time() + limits.STOPPING_SECONDS
        idle_until = self._loop.time() + LAST_WORDS_SECONDS
        while (len(self._house.crowd) or self._opening) and self._loop.time() < until:
            if self._loop.time() > idle_until:
                self._house.crowd.end_idle()
            await asyncio.sleep(0.05)
        self._house.crowd.end_all()
        await asyncio.sleep(0)
