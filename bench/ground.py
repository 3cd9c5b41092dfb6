"""A practice ground and a served product that is connected to it, for the benchmarks of WeCom.

Imported before Django: it gives the run a data folder of its own. No benchmark by itself.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

FOLDER = Path(tempfile.mkdtemp(prefix="guisu-bench-"))
ROOT = Path(__file__).parents[1]
os.environ["GUISU_DATA"] = str(FOLDER)
os.environ["GUISU_DATABASE"] = ""
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "guisu.config.settings")
PORT = int(os.environ.get("GUISU_PORT", "8339"))
DOOR, WECOM = f"http://127.0.0.1:{PORT}", f"http://127.0.0.1:{PORT + 1}"
TOKEN, AES_KEY = "QDG6eK", "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C"
sys.path.insert(0, str(ROOT))

import httpx

from guisu.config import start

start.django()
from django.utils import timezone

from guisu.ground.channels import services as channels
from guisu.ground.channels.models import Connection


@contextmanager
def practice(**seed: Any) -> Iterator[httpx.Client]:
    """WeCom in a process of its own, grown from `seed`; its admin doors as a client."""
    grown = FOLDER / "seed.json"
    grown.write_text(json.dumps(seed))
    asked = ["--port", str(PORT + 1), "--seed", str(grown)]
    process = subprocess.Popen(
        [sys.executable, "-m", "practice", *asked], cwd=ROOT, stdout=subprocess.DEVNULL
    )
    try:
        wait_for(f"{WECOM}/practice/clock")
        with httpx.Client(base_url=WECOM, trust_env=False, timeout=60) as http:
            yield http
    finally:
        process.terminate()
        process.wait(30)


@contextmanager
def served(**environment: str) -> Iterator["subprocess.Popen[bytes]"]:
    """`guisu serve` on the same data folder."""
    process = subprocess.Popen(
        [str(Path(sys.executable).with_name("guisu")), "serve", "--port", str(PORT)],
        cwd=ROOT,
        env={**os.environ, **environment},
    )
    try:
        wait_for(f"{DOOR}/healthz")
        yield process
    finally:
        process.terminate()
        process.wait(60)


def cpu_seconds(process: "subprocess.Popen[bytes]") -> float:
    """Processor time that a process and its children have taken so far."""
    ticks, parents = {}, {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            pid, rest = stat.parent.name, stat.read_text().rpartition(")")[2].split()
            parents[int(pid)], ticks[int(pid)] = int(rest[1]), int(rest[11]) + int(rest[12])
    family = {process.pid}
    while more := {pid for pid, parent in parents.items() if parent in family} - family:
        family |= more
    return sum(ticks.get(pid, 0) for pid in family) / os.sysconf("SC_CLK_TCK")


def connected(http: httpx.Client) -> Connection:
    """A connection to the practice ground's first application."""
    told = http.get("/practice/").json()
    app = told["apps"][0]
    settings = {
        "name": "bench",
        "corp_id": told["corp_id"],
        "agent_id": app["agent_id"],
        "secret": app["secret"],
        "callback_token": TOKEN,
        "callback_key": AES_KEY,
        "base_url": WECOM,
    }
    return channels.connect(settings=settings, by=None, at=timezone.now())


def credentials(http: httpx.Client) -> dict[str, str]:
    """What `gettoken` asks for."""
    told = http.get("/practice/").json()
    return {"corpid": told["corp_id"], "corpsecret": told["apps"][0]["secret"]}


def told(figures: dict[str, Any]) -> None:
    """Print them, and leave nothing behind."""
    print(json.dumps(figures, indent=2))
    shutil.rmtree(FOLDER, ignore_errors=True)


def percentile(values: list[float], share: float) -> float:
    """In milliseconds, of seconds."""
    ordered = sorted(values)
    return round(ordered[min(len(ordered) - 1, int(len(ordered) * share))] * 1000, 1)


def wait_for(address: str) -> None:
    for _ in range(1200):
        try:
            httpx.get(address, timeout=5, trust_env=False)
        except httpx.HTTPError:
            time.sleep(0.1)
        else:
            return
    sys.exit(f"{address} does not answer")
