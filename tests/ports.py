"""Ports for the servers that tests start."""

import os
import random
import socket

# Below those that the kernel lends to whoever calls: a server that dies comes back to its own.
FIRST, LAST = 10_000, 32_000
_given: set[int] = set()


def free_port() -> int:
    """A port that nobody listens on, each time another one."""
    wanted = os.environ.get("GUISU_TEST_PORT")
    if wanted:
        return int(wanted)
    chance = random.SystemRandom()
    while True:
        port = chance.randrange(FIRST, LAST)
        if port not in _given and is_free(port):
            _given.add(port)
            return port


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True
