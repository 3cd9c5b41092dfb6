"""A PostgreSQL of the tests' own: started in a temporary folder, reached by its socket only."""

import ctypes
import getpass
import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests.patience import PATIENCE, until

FOLDERS = [*map(str, sorted(Path("/usr/lib/postgresql").glob("*/bin"))), os.environ.get("PATH", "")]


@contextmanager
def running() -> Iterator[dict[str, Any]]:
    """The server's address in the words of Django's DATABASES. Skips where none is installed."""
    server = shutil.which("postgres", path=os.pathsep.join(FOLDERS))
    if server is None:
        pytest.skip("no PostgreSQL server is installed")
    folder = Path(tempfile.mkdtemp(prefix="guisu-pg-"))
    # PostgreSQL refuses to run as root; its package brings an account to run as.
    account = "postgres" if getpass.getuser() == "root" else None
    if account:
        shutil.chown(folder, account, account)
    commands = Path(server).resolve().parent
    options = ["-U", "guisu", "-E", "UTF8", "--locale=C", "--auth=trust", "--no-sync"]
    subprocess.run(  # noqa: S603 - the tests' own server
        [str(commands / "initdb"), "-D", str(folder / "data"), *options],
        user=account,
        check=True,
        capture_output=True,
    )
    quiet = ["-c", "listen_addresses=", "-c", "fsync=off"]
    process = subprocess.Popen(  # noqa: S603
        [str(commands / "postgres"), "-D", str(folder / "data"), "-k", str(folder), *quiet],
        user=account,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        preexec_fn=_end_with_the_tests,  # noqa: PLW1509 - one libc call
    )
    address = {"NAME": "postgres", "USER": "guisu", "PASSWORD": "", "HOST": str(folder), "PORT": ""}
    try:
        _wait_for(address)
        yield address
    finally:
        process.send_signal(signal.SIGINT)  # fast: does not wait for clients
        process.wait(PATIENCE)
        shutil.rmtree(folder, ignore_errors=True)


def _end_with_the_tests() -> None:
    """Have the kernel stop the server when the tests' process is killed (PR_SET_PDEATHSIG)."""
    ctypes.CDLL(None).prctl(1, signal.SIGINT)


def _wait_for(address: dict[str, Any]) -> None:
    def answers() -> bool:
        try:
            psycopg.connect(host=address["HOST"], user=address["USER"], dbname="postgres").close()
        except psycopg.OperationalError:
            return False
        return True

    until(answers, pause=0.05)
