"""Connections by hand: silent, half-said, dripping; and how soon an honest request is answered."""

import http
import http.client
import socket
import statistics
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager

from tests.patience import PATIENCE
from tests.siege.product import Product

ESTABLISHED = b"\x01"  # the first byte that the kernel tells of a connection
TOO_LATE = b"HTTP/1.1 408"


@contextmanager
def connections(port: int, count: int, *, saying: bytes = b"") -> Iterator[list[socket.socket]]:
    """`count` connections that say `saying` and then nothing more, until the block ends.

    One that the product refuses or closes meanwhile is the product's good right.
    """
    with ExitStack() as held:
        opened = []
        for _ in range(count):
            line = held.enter_context(
                socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)
            )
            try:
                line.sendall(saying)
            except OSError:
                continue
            opened.append(line)
        yield opened


def head(method: str, path: str, *, length: int | None = None, **headers: str) -> bytes:
    """The head of a request; `content_type="text/csv"` becomes a header."""
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1"]
    lines += [f"{name.replace('_', '-').title()}: {told}" for name, told in headers.items()]
    if length is not None:
        lines.append(f"Content-Length: {length}")
    return "\r\n".join([*lines, "", ""]).encode()


def answer(line: socket.socket, *, seconds: float) -> bytes:
    """What comes on a connection until it is closed, or nothing comes for `seconds`."""
    line.settimeout(seconds)
    found = b""
    try:
        while piece := line.recv(65536):
            found += piece
    except OSError:
        return found
    return found


def goes_on(line: socket.socket) -> bool:
    """Whether its time is not over: it is held still, or was turned away before that."""
    if line.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 1) == ESTABLISHED:
        return True
    try:
        told = line.recv(16, socket.MSG_PEEK | socket.MSG_DONTWAIT)
    except OSError:
        return False
    return told.startswith(b"HTTP/1.1 4") and not told.startswith(TOO_LATE)


def milliseconds_beside(lines: list[socket.socket], product: Product) -> float:
    """As `milliseconds`, of one who is answered while the attack on `lines` goes on.

    Where each of them kept a place the honest would wait until the time of all is over. That is
    the product's own deadline: no clock is asked here.
    """
    waited = milliseconds(product, times=1)
    assert sum(map(goes_on, lines)) * 2 > len(lines), f"answered after {waited:.0f} ms, at the end"
    return waited


def milliseconds(product: Product, path: str = "/healthz", *, times: int = 5) -> float:
    """The median of an honest visitor's waiting, each time on a connection of their own."""
    waited = []
    for _ in range(times):
        began = time.perf_counter()
        line = http.client.HTTPConnection("127.0.0.1", product.port, timeout=PATIENCE)
        with closing(line):
            line.request("GET", path)
            asked = line.getresponse()
            asked.read()
        assert asked.status == http.HTTPStatus.OK
        waited.append((time.perf_counter() - began) * 1000)
    return statistics.median(waited)
