"""Other processes at the same database: started by a test, killed by it, asked what they did.

`python -m tests.child tests.jobs.acts:work 5` calls `work("5")` there.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from importlib import import_module
from pathlib import Path

from tests.patience import PATIENCE

NAME = "GUISU_TEST_NAME"


@contextmanager
def running(act: str, *arguments: object) -> Iterator["subprocess.Popen[str]"]:
    """The function `module:name` in a process of its own; killed at the end if still there."""
    from django.db import connection

    child = subprocess.Popen(  # noqa: S603 - our own program
        [sys.executable, "-m", "tests.child", act, *map(str, arguments)],
        env=os.environ | {NAME: str(connection.settings_dict["NAME"])},
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield child
    finally:
        end(child)


def end(child: "subprocess.Popen[str]") -> None:
    """Kill it if it still runs, and close what it wrote to."""
    child.kill()
    child.wait()
    for pipe in (child.stdout, child.stderr):
        if pipe is not None:
            pipe.close()


def kill(child: "subprocess.Popen[str]") -> None:
    """As the kernel does when memory runs out: no handler, no goodbye."""
    child.send_signal(signal.SIGKILL)
    child.wait()


def said(child: "subprocess.Popen[str]") -> str:
    """The next line that the child prints."""
    assert child.stdout is not None
    return child.stdout.readline().strip()


class Others(ExitStack):
    """Processes that do acts of `module`, all beginning at one moment."""

    def __init__(self, module: str, signal: Path) -> None:
        super().__init__()
        self.module = module
        self.signal = signal
        self.started: list[subprocess.Popen[str]] = []

    def begin(self, act: str, *arguments: object) -> None:
        """Start one; `act` calls `start_together` with its first argument."""
        name = f"{self.module}:{act}"
        self.started.append(self.enter_context(running(name, self.signal, *arguments)))

    def said(self) -> list[list[str]]:
        """Let them begin once all are ready; what each printed, once all have ended well."""
        assert [said(each) for each in self.started] == ["ready"] * len(self.started)
        self.signal.touch()
        told = [each.communicate(timeout=PATIENCE)[0].split() for each in self.started]
        assert [each.returncode for each in self.started] == [0] * len(told)
        return told


def start_together(signal: str) -> None:
    """Say that we are ready, and wait for the file `signal`: processes start unequally fast."""
    print("ready", flush=True)
    while not Path(signal).exists():
        time.sleep(0.001)


def _main(act: str, *arguments: str) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "guisu.config.settings")
    import django

    django.setup()
    from django.db import connection

    connection.settings_dict["NAME"] = os.environ[NAME]
    module, _, name = act.partition(":")
    getattr(import_module(module), name)(*arguments)


if __name__ == "__main__":
    _main(*sys.argv[1:])
