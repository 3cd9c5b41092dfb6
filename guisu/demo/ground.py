"""The WeCom of the demonstration: a practice ground in a process of its own, on this machine.

It keeps nothing on disk. What it is made of and when it began stand in `ground.json`, from which
it becomes the same again: the same people, the same groups, whatever they did until today.
"""

import hashlib
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import msgspec

from guisu.demo import goods
from guisu.demo.shop import Person

NOTE, LOG = "ground.json", "ground.log"
HISTORY = timedelta(days=90)
GROUPS = 20
STRANGERS = 0.15
SEATED = 0.35
GENDERS = {"male": 1, "female": 2}
START_SECONDS, STOP_SECONDS = 180.0, 10.0


class GroundFailed(Exception):
    """The practice ground did not start, or ended."""


@dataclass(frozen=True, slots=True)
class Ground:
    """A ground that is starting, or has; `address` is where."""

    process: "subprocess.Popen[bytes]"
    address: str

    def ask(self, method: str, path: str, body: object = None) -> Any:
        """Its answer to one of the doors under /practice/. Raises `GroundFailed`."""
        try:
            answer = httpx.request(
                method, f"{self.address}/practice/{path}", json=body, trust_env=False, timeout=60
            )
            answer.raise_for_status()
        except httpx.HTTPError as error:
            raise GroundFailed(str(error)) from error
        return answer.json()

    def wait(self) -> dict[str, Any]:
        """What a client has to know, once its past is made up. Raises `GroundFailed`."""
        end = time.monotonic() + START_SECONDS
        while self.process.poll() is None and time.monotonic() < end:
            try:
                told: dict[str, Any] = self.ask("GET", "")
            except GroundFailed:
                time.sleep(0.2)
            else:
                return told
        raise GroundFailed(f"no answer at {self.address}")

    def stop(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def note(folder: Path, people: Sequence[Person], *, at: datetime) -> None:
    """Write down what the ground is made of: the shop's customers, and strangers."""
    town = {
        "people": round(len(people) * (1 + STRANGERS)),
        "groups": GROUPS,
        "seed": 2026,
        "seated": SEATED,
        "shops": [name for _, name, _ in goods.STORES],
        "known": [_known(person) for person in people],
        "began_at": (at - HISTORY).timestamp(),
    }
    (folder / NOTE).write_bytes(msgspec.json.encode(town))


def is_noted(folder: Path) -> bool:
    return (folder / NOTE).exists()


def start(folder: Path, *, port: int) -> Ground:
    """Let it start; it ends with this process, however that ends."""
    whole = [sys.executable, "-m", "practice", "--port", str(port), "--end-with-parent"]
    with (folder / LOG).open("wb") as log:
        process = subprocess.Popen(  # noqa: S603 - our own program
            [*whole, "--town", str(folder / NOTE)],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            # Ctrl+C is for the server, which stops this one once its own work is done.
            start_new_session=True,
        )
    return Ground(process, f"http://127.0.0.1:{port}")


def union_id(number: str) -> str:
    """By what the mini-program and WeCom know the same person."""
    return "o" + hashlib.blake2b(number.encode(), digest_size=14).hexdigest()[:27]


def _known(person: Person) -> dict[str, object]:
    return {
        "name": person.name,
        "mobile": person.phone,
        "gender": GENDERS.get(person.gender, 0),
        "union_id": union_id(person.number),
    }
