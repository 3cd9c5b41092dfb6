"""The web server in front of the application, and what it refuses to do."""

import multiprocessing
import socket
from pathlib import Path
from typing import IO

from django.conf import settings
from django.db import connections
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from guisu.config import folder, start
from guisu.ground.warehouse import engine

SHUTDOWN_SECONDS = 30
WAITING = 256


def run(*, host: str = "", port: int = 0) -> None:
    """Serve until SIGTERM or Ctrl+C; requests under way are finished first.

    Refuses a port in use, a second server on the same embedded stores, and several processes
    on SQLite.
    """
    environment = settings.ENVIRONMENT
    address, number = host or environment.host, port or int(environment.port)
    processes = int(environment.web_processes)
    if processes > 1 and not environment.database:
        start.refuse(
            "GUISU_WEB_PROCESSES is above 1, but SQLite and DuckDB belong to one process. "
            "Set GUISU_DATABASE to PostgreSQL, or leave GUISU_WEB_PROCESSES at 1."
        )
    _require_free(address, number)
    _let_go_of_stores()
    with _claimed(settings.DATA):
        folder.sweep(settings.DATA)
        Granian(
            "guisu.config.wsgi:application",
            address=address,
            port=number,
            interface=Interfaces.WSGI,
            workers=processes,
            blocking_threads=int(environment.web_threads),
            respawn_failed_workers=True,
            workers_kill_timeout=SHUTDOWN_SECONDS,
            # Requests that wait for a thread; more than this and new ones wait at the socket.
            backpressure=WAITING,
            log_level=LogLevels.error,
        ).serve()


def address_of(host: str, port: int) -> str:
    """Where `run` would answer, as a browser takes it."""
    environment = settings.ENVIRONMENT
    name = host or environment.host
    return f"http://{f'[{name}]' if ':' in name else name}:{port or environment.port}/"


def _let_go_of_stores() -> None:
    """Leave the stores to the worker: DuckDB's file opens in one process only.

    Spawned, because a forked worker would share what is open here.
    """
    multiprocessing.set_start_method("spawn", force=True)
    connections.close_all()
    engine.close()


def _claimed(data: Path) -> IO[str]:
    try:
        return folder.claimed(data)
    except folder.InUse:
        start.refuse(f"Guisu is running on {data} already; stop it first.")


def _require_free(address: str, port: int) -> None:
    """Granian shares a port with whoever has it (SO_REUSEPORT); two servers would take turns."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
        except OSError as error:
            start.refuse(
                f"Cannot listen on {address}:{port} ({error.strerror}). Choose another --port."
            )
