# ruff: noqa: S603 - our own programs
"""A disk that fills: told with what to do, nothing half written, and on it goes with room again.

The data folder lies on a small disk in memory, in a mount namespace of the server's own.
"""

import shutil
import sqlite3
import subprocess
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from tests.serving import GUISU
from tests.siege.counts import count
from tests.siege.product import Product, post

MEGABYTES = 96
FILLINGS = count("fillings", short=1, long=10)
APART = ["unshare", "--mount", "--propagation", "private"]
WELL = "ok\n"
pytestmark = pytest.mark.parametrize("store", ["sqlite"], indirect=True)


def may_mount(folder: Path) -> bool:
    if shutil.which("unshare") is None:
        return False
    tried = [*APART, "mount", "-t", "tmpfs", "tmpfs", str(folder)]
    return subprocess.run(tried, capture_output=True, check=False).returncode == 0


@pytest.fixture
def small(fresh: Product, tmp_path: Path) -> tuple[Product, Path]:
    """The product on a disk of its own, and where that is seen from here."""
    if not may_mount(tmp_path):
        pytest.skip("mounting in a namespace of one's own is not allowed here")
    kept = tmp_path / "kept"
    fresh.folder.rename(kept)
    fresh.folder.mkdir()
    begin = (
        f"mount -t tmpfs -o size={MEGABYTES}m tmpfs {fresh.folder} && "
        f"cp -a {kept}/. {fresh.folder} && exec {GUISU} serve --port {fresh.port}"
    )
    assert fresh.log is not None
    with fresh.log.open("ab") as log:
        fresh.process = subprocess.Popen(
            [*APART, "sh", "-c", begin],
            env=fresh.environment,
            start_new_session=True,
            stdout=log,
            stderr=log,
        )
    until = time.monotonic() + 240
    while not answers(fresh):
        assert time.monotonic() < until, fresh.said()
        time.sleep(0.1)
    return fresh, Path(f"/proc/{fresh.process.pid}/root{fresh.folder}")


def answers(product: Product) -> bool:
    try:
        with product.client() as asker:
            return asker.get("/healthz").text == WELL
    except httpx.HTTPError:
        return False


def fill(disk: Path) -> None:
    """To the last byte."""
    with (disk / "filling").open("wb", buffering=0) as file:
        for size in (2**20, 4096, 1):
            try:
                while True:
                    file.write(b"x" * size)
            except OSError:
                continue


def tell_of(shop: httpx.Client, product: Product, number: int) -> int:
    event = {"type": "track", "event": "Tea", "userId": f"u{number}", "messageId": f"m{number}"}
    token = product.token_of("intake")
    return shop.post("/v1/batch", json={"batch": [event]}, auth=(token, "")).status_code


def test_a_full_disk_is_told_and_what_was_acknowledged_is_there_afterwards(
    small: tuple[Product, Path], tmp_path: Path, tell: Callable[[str], None]
) -> None:
    product, disk = small
    taken: set[int] = set()
    number = refused = 0
    with product.signed_in() as mei, product.client() as shop:
        for filling in range(FILLINGS):
            # The last of these are not in the log yet when the disk is full.
            before = range(number + 1, number + 101)
            assert {tell_of(shop, product, each) for each in before} == {200}
            taken |= set(before)
            number = before[-1]
            fill(disk)
            unwell = shop.get("/healthz")
            told = {"name": f"S{filling}", "code": f"s{filling}", "region": ""}
            page = post(mei, "/stores/new/", **told)
            # What is written ahead of the store has some room of its own: until that is used up.
            for _ in range(200):
                number += 1
                status = tell_of(shop, product, number)
                assert status in {200, 429, 503}
                taken |= {number} if status == 200 else set()
                refused += status != 200
            figures = mei.get("/figures/")
            (disk / "filling").unlink()
            kept = post(mei, "/stores/new/", **told)
            again = eventually(lambda: tell_of(shop, product, 10**6), 200)

            assert (unwell.status_code, again, kept.status_code) == (503, 200, 200)
            assert "disk of the server is full" in unwell.text
            assert (page.status_code, "服务器磁盘已满" in page.text) == (503, True)
            assert figures.status_code == 200
            assert eventually(lambda: shop.get("/healthz").status_code, 200) == 200
    assert eventually(lambda: taken <= arrived(disk, tmp_path / "copies"), True)
    tell(f"{FILLINGS} fillings, {len(taken)} events taken, {refused} refused, none lost")


def arrived(disk: Path, copies: Path) -> set[int]:
    """The numbers of the people whom the store has, of a copy: SQLite does not find it there."""
    shutil.rmtree(copies, ignore_errors=True)
    copies.mkdir()
    for name in ("guisu.sqlite3", "guisu.sqlite3-wal"):
        shutil.copy(disk / name, copies)
    with closing(sqlite3.connect(copies / "guisu.sqlite3")) as store:
        found = store.execute("SELECT value FROM customers_identity WHERE channel = 'user_id'")
        return {int(user.removeprefix("u")) for (user,) in found}


def eventually(ask: Callable[[], object], wanted: object) -> object:
    until = time.monotonic() + 120
    while (found := ask()) != wanted and time.monotonic() < until:
        time.sleep(0.2)
    return found


@pytest.mark.parametrize("options", ["ro", "size=1m"])
def test_on_a_folder_that_takes_nothing_it_does_not_begin(fresh: Product, options: str) -> None:
    if not may_mount(fresh.folder):
        pytest.skip("mounting in a namespace of one's own is not allowed here")
    mount = f"mount -t tmpfs -o {options} tmpfs {fresh.folder}"
    begin = f"{mount} && exec {GUISU} serve --port {fresh.port}"

    done = subprocess.run(
        [*APART, "sh", "-c", begin],
        env=fresh.environment,
        capture_output=True,
        text=True,
        check=False,
    )

    why = "it is not writable" if options == "ro" else "the disk is full"
    assert done.returncode == 2
    assert f"nothing can be written to {fresh.folder}: {why}. Make room there" in done.stderr
    assert "Traceback" not in done.stderr
