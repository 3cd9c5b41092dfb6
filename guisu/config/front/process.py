"""The beginning of a web process: named by the main process, which must not load what this does."""

import signal
import socket
from importlib import import_module
from pathlib import Path


def begin(listener: socket.socket, threads: int, workshop: str) -> None:
    """Serve `listener` until SIGTERM, with large bodies in the folder `workshop`.

    Ctrl+C reaches the whole group: the main process decides.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # The rooms first: what serves them imports their models.
    application = import_module("guisu.config.wsgi").application
    serving = import_module("guisu.config.front.serving")
    serving.serve(application, listener, threads=threads, workshop=Path(workshop))
