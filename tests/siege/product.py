# ruff: noqa: S603 - our own programs
"""The besieged product: `guisu serve` on a data folder and a database of its own, set up."""

import atexit
import json
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import psycopg

from tests.patience import PATIENCE
from tests.ports import free_port
from tests.serving import GUISU, Served

STORES = ("sqlite", "postgresql")
ROOT = Path(__file__).parents[2]
CSRF = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
_numbers = count(1)


@dataclass(slots=True)
class Product(Served):
    """A `Served` whose owner is Mei, with Jun, Bo and Lin; what it says goes to `log`.

    `keys` holds the tokens `intake` and `api`. Change `environment` before `start`.
    """

    store: str = "sqlite"
    password: str = ""
    keys: dict[str, str] | None = None

    @property
    def database(self) -> str:
        """Its name on the PostgreSQL, where it stands on one."""
        return self.environment["GUISU_DATABASE"].rpartition("/")[2]

    def said(self) -> str:
        """All that the product wrote to its outputs so far."""
        assert self.log is not None
        return self.log.read_text(errors="replace")

    def command(self, *words: str) -> "subprocess.CompletedProcess[str]":
        """Run `guisu WORDS` beside the product, to its end."""
        return subprocess.run(
            [str(GUISU), *words],
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=600,
        )

    def set_up(self) -> None:
        """Tables, people and keys; before the first `start`."""
        migrated = self.command("migrate")
        assert migrated.returncode == 0, migrated.stderr
        told = subprocess.run(
            [sys.executable, "-m", "tests.siege.staging"],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert told.returncode == 0, told.stderr
        found = json.loads(told.stdout.strip().splitlines()[-1])
        self.password = found.pop("password")
        self.keys = found

    def token_of(self, name: str) -> str:
        assert self.keys is not None
        return self.keys[name]

    def client(self, *, seconds: float = PATIENCE) -> httpx.Client:
        """A browser that has not signed in."""
        return httpx.Client(
            base_url=self.address, timeout=seconds, follow_redirects=True, trust_env=False
        )

    @contextmanager
    def signed_in(
        self, username: str = "mei", *, seconds: float = PATIENCE
    ) -> Iterator[httpx.Client]:
        """A browser in which somebody has signed in."""
        with self.client(seconds=seconds) as browser:
            post(browser, "/sign-in/", username=username, password=self.password)
            assert "guisu_session" in browser.cookies
            yield browser


def post(browser: httpx.Client, path: str, **fields: Any) -> httpx.Response:
    """Fill in and send the form of a page, with the token against forgery that it holds."""
    page = browser.get(path)
    token = CSRF.search(page.text)
    assert token, page.text[:400]
    return browser.post(
        path,
        data={"csrfmiddlewaretoken": token[1], **fields},
        headers={"Referer": f"{browser.base_url}{path}"},
    )


@contextmanager
def besieged(
    folder: Path, *, store: str, server: dict[str, Any] | None, **variables: str
) -> Iterator[Product]:
    """A product set up and not yet started; whatever runs of it is killed at the end.

    `server` is the address of a PostgreSQL (`tests.postgresql`), on which it gets a database.
    """
    model = _model(store, tuple(server.items()) if server else None)
    product = Product(folder / "data", free_port(), store=store, log=folder / "said.log")
    product.environment |= variables
    if server is not None:
        product.environment["GUISU_DATABASE"] = _database_on(server, model.database)
    shutil.copytree(model.folder, product.folder)
    product.password, product.keys = model.password, model.keys
    try:
        yield product
    finally:
        if product.process is not None and product.process.poll() is None:
            product.kill()


@cache
def _model(store: str, server: tuple[tuple[str, Any], ...] | None) -> Product:
    """An installation set up once, from which the others are copied."""
    folder = Path(tempfile.mkdtemp(prefix="guisu-siege-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    model = Product(folder, 0, store=store)
    if server is not None:
        model.environment["GUISU_DATABASE"] = _database_on(dict(server))
    model.set_up()
    return model


def _database_on(server: dict[str, Any], model: str = "template1") -> str:
    """The address of a new database, a copy of `model`."""
    name = f"siege{next(_numbers)}"
    place = {"host": server["HOST"], "user": server["USER"], "dbname": server["NAME"]}
    with psycopg.connect(**place, autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE {name} TEMPLATE {model}")
    return f"postgresql://{server['USER']}@{quote(server['HOST'], safe='')}/{name}"
