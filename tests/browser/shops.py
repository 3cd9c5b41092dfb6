"""Pages of a shop: another origin than the product's, with the SDKs that shops have."""

import http.server
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from tests.npm import FOLDER

PACKAGES = FOLDER / "node_modules"
# What a shop would put on its own server, by the address that its pages name.
FILES = {
    "/analytics-next.js": "@segment/analytics-next/dist/umd/index.js",
    "/rudder.js": "@rudderstack/analytics-js/dist/npm/modern/bundled/umd/index.js",
}
SNIPPET = "@segment/analytics-next/dist/umd/standalone.js"


class _Shop(http.server.BaseHTTPRequestHandler):
    pages: dict[str, str]

    def do_GET(self) -> None:
        path = urlsplit(self.path).path
        if path in self.pages:
            self._answer("text/html", self.pages[path].encode())
        elif path in FILES:
            self._answer("text/javascript", (PACKAGES / FILES[path]).read_bytes())
        elif path.startswith("/analytics.js/v1/"):
            self._answer("text/javascript", (PACKAGES / SNIPPET).read_bytes())
        elif (bundle := PACKAGES / SNIPPET).with_name(Path(path).name).is_file():
            self._answer("text/javascript", bundle.with_name(Path(path).name).read_bytes())
        else:
            self.send_error(404)

    def _answer(self, kind: str, content: bytes) -> None:
        self.send_response(200)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def shop(pages: dict[str, str]) -> Iterator[str]:
    """The address of a shop with these pages, each an HTML document."""
    kind = type("Shop", (_Shop,), {"pages": pages})
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), kind)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://localhost:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
