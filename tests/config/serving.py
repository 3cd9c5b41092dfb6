"""`guisu serve` in a process of its own, on a data folder of its own."""

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests import child
from tests.patience import PATIENCE
from tests.ports import free_port

GUISU = [sys.executable, "-c", "from guisu.config.cli import main; main()"]


@dataclass(frozen=True, slots=True)
class Served:
    process: "subprocess.Popen[str]"
    port: int

    def get(self, path: str) -> str:
        with urllib.request.urlopen(
            f"http://127.0.0.1:{self.port}{path}", timeout=PATIENCE
        ) as answer:
            return str(answer.read().decode())

    def kill(self, number: signal.Signals) -> None:
        self.process.send_signal(number)

    def stop(self) -> str:
        """End it politely; what it wrote to standard error."""
        self.kill(signal.SIGTERM)
        return self.process.communicate(timeout=PATIENCE)[1]

    def is_answering(self) -> bool:
        try:
            return self.get("/healthz") == "ok\n"
        except (urllib.error.URLError, OSError):
            return False


def guisu(
    *words: str, data: Path, said: str | None = None, **variables: str
) -> "subprocess.CompletedProcess[str]":
    """Run a command to its end; `said` is typed at its prompts."""
    return subprocess.run(  # noqa: S603 - our own program
        [*GUISU, *words],
        env=_environment(data, variables),
        capture_output=True,
        text=True,
        input=said,
        timeout=300,
        check=False,
    )


@contextmanager
def served(
    data: Path, *, command: tuple[str, ...] = ("serve",), **variables: str
) -> Iterator[Served]:
    port = free_port()
    process = subprocess.Popen(  # noqa: S603 - our own program
        [*GUISU, *command, "--port", str(port)],
        env=_environment(data, variables),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    server = Served(process, port)
    try:
        assert eventually(server.is_answering), process.poll()
        yield server
    finally:
        child.end(process)


def eventually(claim: object) -> bool:
    """Whether `claim()` comes true in time."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if claim():  # type: ignore[operator]
            return True
        time.sleep(0.1)
    return False


def children(pid: int) -> list[int]:
    """The processes that `pid` has started and that still run."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == pid and fields[0] != "Z":
            found.append(int(stat.parent.name))
    return found


def runs(pid: int) -> bool:
    try:
        return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return False


def _environment(data: Path, variables: dict[str, str]) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GUISU_")}
    return kept | {"GUISU_DATA": str(data)} | variables
