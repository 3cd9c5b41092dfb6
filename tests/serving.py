# ruff: noqa: S310, S603 - the tests talk to the server and clients they start themselves
"""The product as it is really served: `guisu serve` in a process of its own, on loopback."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.patience import PATIENCE, until
from tests.ports import is_free

GUISU = Path(sys.executable).with_name("guisu")
MAKE_KEY = """
from django.utils import timezone
from guisu.ground.staff import services
from guisu.ground.staff.domain import KeyScope
_, token = services.make_key(
    "t", scopes=[KeyScope.WRITE_EVENTS], store=None, by=None, at=timezone.now()
)
print(token)
"""


@dataclass(slots=True)
class Served:
    """An installation on SQLite in `folder`; `start` and `kill` as often as a test wants.

    What it says goes to the file `log`, where one is given; `under` is a command that runs it.
    """

    folder: Path
    port: int
    token: str = ""
    process: "subprocess.Popen[bytes] | None" = None
    environment: dict[str, str] = field(default_factory=dict)
    log: Path | None = None
    under: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        self.environment = {
            **os.environ,
            "GUISU_DATA": str(self.folder),
            "GUISU_DATABASE": "",
            "DJANGO_SETTINGS_MODULE": "guisu.config.settings",
        }

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Serve, and wait until the door answers."""
        with (self.log or Path(os.devnull)).open("ab") as told:
            self.process = subprocess.Popen(
                [*self.under, str(GUISU), "serve", "--port", str(self.port)],
                env=self.environment,
                start_new_session=True,
                stdout=told,
                stderr=told if self.log else None,
            )
        until(self._answers, told=lambda: "the server does not answer", pause=0.1)

    def make_key(self) -> str:
        manage = Path(__file__).parents[1] / "manage.py"
        made = subprocess.run(
            [sys.executable, str(manage), "shell", "--no-imports", "-c", MAKE_KEY],
            env=self.environment,
            check=True,
            capture_output=True,
            text=True,
        )
        self.token = made.stdout.strip().splitlines()[-1]
        return self.token

    def kill(self) -> None:
        """SIGKILL to the whole server, and wait until the port is free."""
        assert self.process is not None
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(PATIENCE)
        while not is_free(self.port):
            time.sleep(0.05)

    def stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            self.process.wait(PATIENCE)

    def rows(self, query: str, *, store: str = "guisu") -> list[Any]:
        """What a store holds, read beside the server."""
        path = f"file:{self.folder / store}.sqlite3?mode=ro"
        with sqlite3.connect(path, uri=True, timeout=PATIENCE) as db:
            return db.execute(query).fetchall()

    def wait_until_expanded(self) -> None:
        asked = "SELECT count(*) FROM intake_arrived"
        until(lambda: self.rows(asked, store="spool") == [(0,)], pause=0.1)

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.address}/healthz", timeout=5):
                return True
        except OSError:
            return False
