"""Behind nginx and Caddy, as docs/running.md sets them up: it works, and the same attacks hold."""

import re
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from tests.ports import free_port
from tests.siege.product import ROOT, Product, post
from tests.siege.wire import connections, head

Tell = Callable[[str], None]
RUNNING = ROOT / "docs" / "running.md"
pytestmark = pytest.mark.parametrize("store", ["sqlite"], indirect=True)


@pytest.mark.parametrize("name", ["nginx", "caddy"])
def test_behind_the_proxies_of_the_manual_nobody_stops_it(
    fresh: Product, tell: Tell, tmp_path: Path, name: str
) -> None:
    program = shutil.which(name, path="/usr/sbin:/usr/bin:/usr/local/bin")
    if program is None:
        pytest.skip(f"{name} is not installed")
    fresh.environment |= {"GUISU_PROXIES": "1"}
    fresh.start()

    with behind(name, program, tmp_path, fresh.port) as port:
        half = head("POST", "/v1/batch", length=400) + b"x"
        with connections(port, 300), connections(port, 60, saying=half):
            began = time.perf_counter()
            with httpx.Client(
                base_url=f"http://127.0.0.1:{port}", follow_redirects=True, trust_env=False
            ) as browser:
                post(browser, "/sign-in/", username="mei", password=fresh.password)
                home = browser.get("/")
            waited = time.perf_counter() - began

    assert (home.status_code, home.url.path) == (200, "/")
    tell(f"{name}: 300 silent, 60 half sent, signed in within {waited:.1f} s")


@contextmanager
def behind(name: str, program: str, folder: Path, upstream: int) -> Iterator[int]:
    """The proxy with the manual's example, its port, until the block ends."""
    port = free_port()
    command = (_nginx if name == "nginx" else _caddy)(program, folder, port, upstream)
    with (folder / f"{name}.log").open("wb") as told:
        process = subprocess.Popen(command, stdout=told, stderr=told, cwd=folder)  # noqa: S603
    try:
        _wait_for(port, process, folder / f"{name}.log")
        yield port
    finally:
        process.terminate()
        process.wait(20)


def _example(language: str) -> str:
    found = re.search(rf"```{language}\n(.*?)```", RUNNING.read_text(), re.DOTALL)
    assert found is not None
    return found[1].replace("127.0.0.1:8300", "127.0.0.1:UPSTREAM")


def _nginx(program: str, folder: Path, port: int, upstream: int) -> list[str]:
    example = re.sub(r"^ +ssl_certificate.*\n", "", _example("nginx"), flags=re.MULTILINE)
    example = example.replace("listen 443 ssl", f"listen 127.0.0.1:{port}")
    example = example.replace("UPSTREAM", str(upstream))
    places = "".join(
        f"{kind}_temp_path {folder}/{kind};\n"
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    (folder / "nginx.conf").write_text(
        f"daemon off;\npid {folder}/nginx.pid;\nerror_log {folder}/error.log;\n"
        "events { worker_connections 2048; }\n"
        f"http {{\naccess_log off;\n{places}{example}}}\n"
    )
    return [program, "-c", str(folder / "nginx.conf"), "-e", str(folder / "error.log")]


def _caddy(program: str, folder: Path, port: int, upstream: int) -> list[str]:
    example = _example("caddy").replace("{\n", "{\n\tadmin off\n", 1)
    example = example.replace("guisu.example.com", f"http://127.0.0.1:{port}")
    (folder / "Caddyfile").write_text(example.replace("UPSTREAM", str(upstream)))
    return [program, "run", "--config", str(folder / "Caddyfile"), "--adapter", "caddyfile"]


def _wait_for(port: int, process: "subprocess.Popen[bytes]", log: Path) -> None:
    for _ in range(300):
        assert process.poll() is None, log.read_text()
        try:
            httpx.get(f"http://127.0.0.1:{port}/healthz", timeout=5, trust_env=False)
        except httpx.HTTPError:
            time.sleep(0.1)
        else:
            return
    pytest.fail(f"the proxy does not answer: {log.read_text()}")
