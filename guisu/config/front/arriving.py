"""One request as it comes: its head, its body, and what WSGI makes of both."""

import sys
from typing import IO, Any
from urllib.parse import unquote_to_bytes

from guisu.config.front.bodies import Body, Held
from guisu.config.front.doors import CONSOLE, Door, door_of

FORWARDED_ONCE = frozenset({b"host", b"content-length", b"content-type", b"authorization"})


class Request:
    """Filled by the parser's callbacks."""

    __slots__ = (
        "admitted",
        "body",
        "door",
        "head_size",
        "headers",
        "is_head_whole",
        "is_whole",
        "keep_alive",
        "length",
        "method",
        "most",
        "target",
        "version",
    )

    def __init__(self, held: Held) -> None:
        self.target = b""
        self.headers: dict[bytes, bytes] = {}
        self.head_size = 0
        self.method = ""
        self.version = "1.1"
        self.keep_alive = True
        self.length = 0
        self.is_head_whole = self.is_whole = self.admitted = False
        self.body = Body(held)
        self.door: Door = CONSOLE
        self.most = 0

    def add_header(self, name: bytes, value: bytes) -> bool:
        """False where a header that decides is told twice.

        Names with `_` are dropped: they would pass for those with `-` that a proxy sets.
        """
        self.head_size += len(name) + len(value) + 4
        if b"_" in name:
            return True
        name = name.lower()
        if name not in self.headers:
            self.headers[name] = value
            return True
        if name in FORWARDED_ONCE:
            return False
        self.headers[name] += (b"; " if name == b"cookie" else b",") + value
        return True

    def settle_head(self, method: bytes, version: str, *, keep_alive: bool) -> None:
        """What follows from a whole head."""
        self.method, self.version, self.keep_alive = method.decode("ascii"), version, keep_alive
        self.is_head_whole = True
        told = self.headers.get(b"content-length", b"0")
        self.length = int(told) if told.isdigit() else 0
        self.door = door_of(self.path)
        self.most = self.door.most

    @property
    def path(self) -> str:
        """As WSGI wants it: percent signs resolved, each byte a letter."""
        raw = self.target.partition(b"?")[0]
        if not raw.startswith(b"/"):  # an address with scheme and host, as proxies get it
            raw = b"/" + raw.partition(b"://")[2].partition(b"/")[2]
        return unquote_to_bytes(raw).decode("latin-1")

    @property
    def expects_more(self) -> bool:
        """Whether the sender waits for a word before it sends the body."""
        return self.headers.get(b"expect", b"").lower() == b"100-continue"

    def environ(
        self, peer: tuple[str, int], here: tuple[str, int], content: IO[bytes]
    ) -> dict[str, Any]:
        """PEP 3333's, with `content` as the body."""
        environ: dict[str, Any] = {
            "REQUEST_METHOD": self.method,
            "SCRIPT_NAME": "",
            "PATH_INFO": self.path,
            "QUERY_STRING": self.target.partition(b"?")[2].decode("latin-1"),
            "SERVER_PROTOCOL": f"HTTP/{self.version}",
            "SERVER_NAME": here[0],
            "SERVER_PORT": str(here[1]),
            "REMOTE_ADDR": peer[0],
            "REMOTE_PORT": str(peer[1]),
            "CONTENT_LENGTH": str(self.body.size if self.is_whole else self.length),
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": "http",
            "wsgi.input": content,
            "wsgi.errors": sys.stderr,
            "wsgi.multithread": True,
            "wsgi.multiprocess": True,
            "wsgi.run_once": False,
        }
        for name, value in self.headers.items():
            if name != b"content-length":
                key = name.decode("latin-1").upper().replace("-", "_")
                key = key if key == "CONTENT_TYPE" else f"HTTP_{key}"
                environ[key] = value.decode("latin-1")
        return environ
