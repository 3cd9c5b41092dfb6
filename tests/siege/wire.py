"""Connections by hand: silent, half-said, dripping; and how soon an honest request is answered."""

import http
import http.client
import socket
import statistics
import time
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, closing, contextmanager

from tests.patience import PATIENCE
from tests.siege.product import Product

ESTABLISHED = b"\x01"  # the first byte that the kernel tells of a connection


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


def held(lines: Iterable[socket.socket]) -> int:
    """How many of them the product has not closed, whatever it said on them."""
    asked = (socket.IPPROTO_TCP, socket.TCP_INFO, 1)
    return sum(line.getsockopt(*asked) == ESTABLISHED for line in lines)


def milliseconds_beside(lines: list[socket.socket], product: Product) -> float:
    """As `milliseconds`, of one who is answered while most of those who hold `lines` hold them.

    Where each of them keeps a place the honest wait until the deadlines of all are over. No clock
    is asked: that deadline is the product's own.
    """
    waited = milliseconds(product, times=1)
    assert held(lines) * 2 > len(lines), f"answered after {waited:.0f} ms, when all was over"
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
