"""What the front costs: requests a second, waiting, and processor time a request, over loopback.

`python bench/front.py [seconds] [guisu]` serves an empty installation without background loops,
asks it for a page and sends it events over 8 connections (wrk), and prints JSON. Reference of the
same run: the same requests called in this process, through WSGI and nothing else, in one thread.
`guisu` is another installation's command, to compare two versions in one sitting.
"""

import base64
import io
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

FOLDER = Path(tempfile.mkdtemp(prefix="guisu-bench-"))
ROOT = Path(__file__).parents[1]
os.environ["GUISU_DATA"] = str(FOLDER)
os.environ["GUISU_DATABASE"] = ""
os.environ["GUISU_BACKGROUND"] = "off"
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "guisu.config.settings")
PORT = int(os.environ.get("GUISU_PORT", "8338"))
DOOR = f"http://127.0.0.1:{PORT}"
sys.path.insert(0, str(ROOT))

from bench import ground
from guisu.config import start

start.django()

from django.core.handlers.wsgi import WSGIHandler
from django.utils import timezone

from guisu.ground.staff import services as staff
from guisu.ground.staff.domain import KeyScope

CONNECTIONS = 8
EVENT = {
    "type": "track",
    "event": "Product Viewed",
    "userId": "u1",
    "properties": {"sku": "T-0042", "name": "Spring tea", "price": 128.0, "words": "x" * 150},
}
BODY = json.dumps({"batch": [{**EVENT, "messageId": f"m{n}"} for n in range(100)]})


def main(seconds: int, command: str) -> None:
    start.migrate()
    now = timezone.now()
    staff.set_up(
        organisation={"name": "Bench"},
        owner={"username": "mei", "name": "Mei", "email": "", "password": "plum-blossom-42"},
        store={"name": "North", "code": "north"},
        at=now,
    )
    scopes = [KeyScope.WRITE_EVENTS]
    _, token = staff.make_key("bench", scopes=scopes, store=None, by=None, at=now)
    basic = "Basic " + base64.b64encode(f"{token}:".encode()).decode()
    bare = {"page": alone(_page), "intake": alone(lambda: _events(basic))}
    server = subprocess.Popen([command, "serve", "--port", str(PORT)], cwd=ROOT)
    try:
        ground.wait_for(f"{DOOR}/healthz")
        found = {
            "page": measured(server, "/sign-in/", "", seconds),
            "intake": measured(server, "/v1/batch", _script(basic), seconds),
        }
    finally:
        server.terminate()
        server.wait(60)
    for name, figures in found.items():
        figures["reference_cpu_ms"] = bare[name]
        figures["times_reference"] = round(figures["cpu_ms"] / bare[name], 3)
    print(json.dumps(found, indent=2))
    shutil.rmtree(FOLDER, ignore_errors=True)


def measured(server: Any, path: str, script: str, seconds: int) -> dict[str, float]:
    """After one warming second."""
    options = ["-t1", f"-c{CONNECTIONS}", "--latency"]
    if script:
        (FOLDER / "load.lua").write_text(script)
        options += ["-s", str(FOLDER / "load.lua")]
    subprocess.run(["wrk", *options, "-d1s", DOOR + path], capture_output=True, check=True)
    before = ground.cpu_seconds(server)
    told = subprocess.run(
        ["wrk", *options, f"-d{seconds}s", DOOR + path], capture_output=True, text=True, check=True
    ).stdout
    spent = ground.cpu_seconds(server) - before
    count = int(re.search(r"(\d+) requests in", told).group(1))  # type: ignore[union-attr]
    refused = re.search(r"Non-2xx or 3xx responses: (\d+)", told)
    return {
        "requests_s": round(count / seconds),
        "p50_ms": _waited(told, "50%"),
        "p99_ms": _waited(told, "99%"),
        "cpu_ms": round(spent / count * 1000, 3),
        "refused": int(refused.group(1)) if refused else 0,
    }


def alone(request: Callable[[], dict[str, Any]], *, times: int = 300) -> float:
    """Processor milliseconds of one request, of this process."""
    application = WSGIHandler()
    for _ in range(20):
        _called(application, request())
    began = time.process_time()
    for _ in range(times):
        _called(application, request())
    return round((time.process_time() - began) / times * 1000, 3)


def _called(application: WSGIHandler, environ: dict[str, Any]) -> None:
    answer = application(environ, lambda *_: None)
    b"".join(answer)
    answer.close()


def _page() -> dict[str, Any]:
    return _environ("GET", "/sign-in/", b"")


def _events(basic: str) -> dict[str, Any]:
    return _environ("POST", "/v1/batch", BODY.encode()) | {"HTTP_AUTHORIZATION": basic}


def _environ(method: str, path: str, body: bytes) -> dict[str, Any]:
    return {
        "REQUEST_METHOD": method,
        "PATH_INFO": path,
        "QUERY_STRING": "",
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": str(PORT),
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "CONTENT_TYPE": "application/json",
        "CONTENT_LENGTH": str(len(body)),
        "HTTP_HOST": f"127.0.0.1:{PORT}",
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": sys.stderr,
        "wsgi.url_scheme": "http",
    }


def _script(basic: str) -> str:
    return (
        'wrk.method = "POST"\n'
        'wrk.headers["Content-Type"] = "application/json"\n'
        f'wrk.headers["Authorization"] = "{basic}"\n'
        f"wrk.body = [==[{BODY}]==]\n"
    )


def _waited(told: str, percentile: str) -> float:
    amount, unit = re.search(rf"{percentile}\s+([\d.]+)(us|ms|s)", told).groups()  # type: ignore[union-attr]
    return round(float(amount) * {"us": 0.001, "ms": 1, "s": 1000}[unit], 2)


if __name__ == "__main__":
    main(
        int(sys.argv[1]) if len(sys.argv) > 1 else 5,
        sys.argv[2] if len(sys.argv) > 2 else str(Path(sys.executable).with_name("guisu")),
    )
