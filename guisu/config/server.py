"""The main process of `guisu serve`: what it refuses to do, and the web processes that it keeps."""

import multiprocessing
import signal
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing import connection as channel
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import IO

from django.conf import settings
from django.db import connections

from guisu.config import folder, start
from guisu.config.front import limits
from guisu.config.front.process import begin
from guisu.ground.warehouse import engine

SHUTDOWN_SECONDS = 30
BACKLOG = 1024
AGAIN_SECONDS = 2.0  # before a process that died is replaced


def run(*, host: str = "", port: int = 0) -> None:
    """Serve until SIGTERM or Ctrl+C; requests under way are finished first.

    Refuses a port in use, too few open files, a second server on the same embedded stores, and
    several processes on SQLite.
    """
    environment = settings.ENVIRONMENT
    processes, threads = int(environment.web_processes), int(environment.web_threads)
    if processes > 1 and not environment.database:
        start.refuse(
            "GUISU_WEB_PROCESSES is above 1, but SQLite and DuckDB belong to one process. "
            "Set GUISU_DATABASE to PostgreSQL, or leave GUISU_WEB_PROCESSES at 1."
        )
    _require_open_files(threads)
    listener = _listening(host or environment.host, port or int(environment.port))
    _let_go_of_stores()
    with listener, _claimed(settings.DATA), _told_to_stop() as told:
        folder.sweep(settings.DATA)
        with folder.workshop(settings.DATA, "bodies") as workshop:
            web = Processes(processes, begin, listener, threads, str(workshop))
            web.keep(told)
            # Where it stays open here, the kernel goes on taking in whom nobody answers.
            listener.close()
            web.stop()


class Processes:
    """Web processes that accept on one socket: who knocks when one dies waits for the next."""

    def __init__(self, count: int, target: Callable[..., None], *given: object) -> None:
        self._count, self._target, self._given = count, target, given
        self._here: list[BaseProcess] = []

    def keep(self, told: socket.socket) -> None:
        """Replace what dies, until something is to be read from `told`."""
        while len(self._here) < self._count:
            self._here.append(self._begun())
        while told not in channel.wait([told, *(each.sentinel for each in self._here)]):
            dead = [each for each in self._here if not each.is_alive()]
            if dead and channel.wait([told], AGAIN_SECONDS):
                return
            for each in dead:
                self._here[self._here.index(each)] = self._begun()

    def stop(self) -> None:
        """Let each finish what is under way; whoever does not in time is killed."""
        until = time.monotonic() + SHUTDOWN_SECONDS
        for each in self._here:
            each.terminate()
        for each in self._here:
            each.join(max(0.0, until - time.monotonic()))
            each.kill()
            each.join()

    def _begun(self) -> BaseProcess:
        spawning = multiprocessing.get_context("spawn")
        process = spawning.Process(target=self._target, args=self._given)
        process.start()
        return process


@contextmanager
def _told_to_stop() -> Iterator[socket.socket]:
    """Becomes readable at SIGTERM or Ctrl+C."""
    told, tell = socket.socketpair()
    tell.setblocking(False)
    with told, tell:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: tell.send(b"!"))
        yield told


def address_of(host: str, port: int) -> str:
    """Where `run` would answer, as a browser takes it."""
    environment = settings.ENVIRONMENT
    name = host or environment.host
    return f"http://{f'[{name}]' if ':' in name else name}:{port or environment.port}/"


def _let_go_of_stores() -> None:
    """Leave the stores to the web process: DuckDB's file opens in one process only.

    Spawned, because a forked process would share what is open here.
    """
    multiprocessing.set_start_method("spawn", force=True)
    connections.close_all()
    engine.close()


def _claimed(data: Path) -> IO[str]:
    try:
        return folder.claimed(data)
    except folder.InUse:
        start.refuse(f"Guisu is running on {data} already; stop it first.")


def _require_open_files(threads: int) -> None:
    """With too few, threads would wait for each other's for ever after a burst."""
    needed = limits.files_needed(threads + settings.LOOP_THREADS) + limits.LEAST_CONNECTIONS
    found = limits.raise_open_files()
    if found < needed:
        start.refuse(
            f"This account may open {found} files at a time; {threads} request threads and the "
            f"background work need {needed}. Raise the limit (`ulimit -n 4096`, or LimitNOFILE= "
            "in a unit of systemd), or lower GUISU_WEB_THREADS."
        )


def _listening(address: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    listener = socket.socket(family)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((address, port))
        listener.listen(BACKLOG)
    except OSError as error:
        listener.close()
        start.refuse(
            f"Cannot listen on {address}:{port} ({error.strerror}). Choose another --port."
        )
    return listener
