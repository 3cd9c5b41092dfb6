"""A product's callback URL, as small as it can be: decrypts, remembers, and may misbehave."""

import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree as ET

import pytest

from practice.callbacks.crypto import Envelope
from tests.practice.running import AES_KEY, TOKEN, Running


@dataclass(slots=True)
class Heard:
    """What came, decrypted, in the order it came. `statuses` are answered first, then 200."""

    url: str
    envelope: Envelope
    plain: list[str] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)
    slow_seconds: float = 0.0
    echo: str | None = None

    def events(self) -> list[dict[str, str]]:
        return [
            {each.tag: each.text or "" for each in ET.fromstring(text)}  # noqa: S314
            for text in self.plain
        ]

    def changes(self) -> list[str]:
        return [each["ChangeType"] for each in self.events()]

    def open(self, query: dict[str, list[str]], sealed: str) -> str:
        self.envelope.verify(
            query["msg_signature"][0], query["timestamp"][0], query["nonce"][0], sealed
        )
        return self.envelope.open(sealed)


def _handler(heard: Heard) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            query = parse_qs(urlsplit(self.path).query)
            plain = heard.open(query, query["echostr"][0])
            self._answer(200, plain if heard.echo is None else heard.echo)

        def do_POST(self) -> None:
            length = int(self.headers["content-length"])
            body = ET.fromstring(self.rfile.read(length))  # noqa: S314
            query = parse_qs(urlsplit(self.path).query)
            heard.plain.append(heard.open(query, body.findtext("Encrypt") or ""))
            time.sleep(heard.slow_seconds)
            self._answer(heard.statuses.pop(0) if heard.statuses else 200, "")

        def log_message(self, *_: object) -> None:
            """Quiet."""

        def _answer(self, status: int, text: str) -> None:
            self.send_response(status)
            self.send_header("content-length", str(len(text)))
            self.end_headers()
            self.wfile.write(text.encode())

    return Handler


@pytest.fixture
def heard(ground: Running) -> Iterator[Heard]:
    """A callback URL that `ground` was told of."""
    told = Heard("", Envelope(TOKEN, AES_KEY, ground.corp_id))
    with ThreadingHTTPServer(("127.0.0.1", 0), _handler(told)) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        told.url = f"http://127.0.0.1:{server.server_port}/callback"
        ground.listen(told.url, retry_seconds=0.01)
        yield told
        server.shutdown()
        thread.join(10)
