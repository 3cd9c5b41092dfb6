"""Backups made, killed and put back in a flood, and a clock that jumps: nothing is lost."""

import os
import random
import signal
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from tests.ports import free_port
from tests.serving import GUISU
from tests.siege.counts import count
from tests.siege.product import Product

ON_FILES = pytest.mark.parametrize("store", ["sqlite"], indirect=True)
BATCH, AFTERWARDS = 20, 400
BACKUPS = count("backups", short=2, long=10)
KILLED = count("kills", short=4, long=20)
FAKETIME = Path("/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1")
EVERY_MINUTE = "segments.refresh_segments"


class Sender(threading.Thread):
    """Posts batches without message ids; `acknowledged` holds what is said to be kept, and when."""

    def __init__(self, product: Product, name: str) -> None:
        super().__init__(name=name)
        self.product, self.is_over = product, threading.Event()
        self.acknowledged: list[tuple[float, list[str]]] = []

    def run(self) -> None:
        with self.product.client(seconds=20) as shop:
            number = 0
            while not self.is_over.is_set():
                number += 1
                names = [f"{self.name}-{number}-{n}" for n in range(BATCH)]
                if sent(self.product, shop, names):
                    self.acknowledged.append((time.monotonic(), names))


def sent(product: Product, shop: httpx.Client, names: list[str]) -> bool:
    batch = [
        {"type": "track", "event": "Sent", "userId": "u1", "properties": {"id": each}}
        for each in names
    ]
    try:
        answer = shop.post(
            "/v1/batch", json={"batch": batch}, auth=(product.token_of("intake"), "")
        )
    except httpx.HTTPError:
        return False
    return answer.status_code == 200


@contextmanager
def flooded(product: Product) -> Iterator[list[Sender]]:
    senders = [Sender(product, f"s{n}") for n in range(3)]
    for each in senders:
        each.start()
    try:
        yield senders
    finally:
        for each in senders:
            each.is_over.set()
        for each in senders:
            each.join(60)


def logged(product: Product) -> Counter[str]:
    product.wait_until_expanded()
    told = product.rows("SELECT json_extract(properties, '$.id') FROM events_event")
    return Counter(name for (name,) in told if name)


@ON_FILES
def test_of_a_backup_made_in_a_flood_nothing_acknowledged_is_lost_nor_after_it(
    fresh: Product, tmp_path: Path, tell: Callable[[str], None]
) -> None:
    fresh.start()
    began, archive = 0.0, tmp_path / "kept.tar.gz"
    with flooded(fresh) as senders:
        for _ in range(BACKUPS):
            time.sleep(1)
            began = time.monotonic()
            assert fresh.command("backup", str(archive)).returncode == 0
        fresh.kill()
    before = {
        name
        for sender in senders
        for at, names in sender.acknowledged
        for name in names
        if at < began
    }

    fresh.folder, fresh.port = tmp_path / "restored", free_port()
    fresh.environment["GUISU_DATA"] = str(fresh.folder)
    restored = fresh.command("restore", str(archive))
    assert restored.returncode == 0, restored.stderr
    fresh.start()
    after = [f"after-{n}" for n in range(AFTERWARDS)]
    with fresh.client() as shop:
        assert all(sent(fresh, shop, [each]) for each in after)
    found = logged(fresh)

    assert before
    assert before - found.keys() == set()
    assert set(after) - found.keys() == set()
    assert [name for name, times in found.items() if times > 1] == []
    tell(f"{BACKUPS} backups, {len(before)} events before the last, {AFTERWARDS} after: none lost")


@ON_FILES
def test_a_killed_backup_leaves_nothing_of_people_beside_the_stores(
    fresh: Product, tmp_path: Path, tell: Callable[[str], None]
) -> None:
    chance, died = random.Random(20261129), 0  # noqa: S311 - when to kill
    archive = tmp_path / "kept.tar.gz"
    for _ in range(KILLED):
        backup = subprocess.Popen(  # noqa: S603 - our own program
            [str(GUISU), "backup", str(archive)],
            env=fresh.environment,
            stdout=subprocess.DEVNULL,
            start_new_session=True,
        )
        time.sleep(chance.uniform(0.5, 3))
        if backup.poll() is None:
            os.killpg(backup.pid, signal.SIGKILL)
            died += 1
        backup.wait()
    left = {each.name for each in tmp_path.iterdir()} - {"data", "said.log"}

    whole = fresh.command("backup", str(archive))
    swept = list((fresh.folder / "tmp").iterdir())

    assert whole.returncode == 0, whole.stderr
    assert left <= {"kept.tar.gz", "kept.tar.gz.part"}
    assert swept == []
    tell(f"{died} of {KILLED} backups killed")


@ON_FILES
@pytest.mark.skipif(not FAKETIME.exists(), reason="libfaketime is not installed (apt)")
@pytest.mark.parametrize("jump", ["+1h", "+1d", "-1h", "-1d"])
def test_a_clock_that_jumps_for_half_a_minute_stops_no_background_work(
    fresh: Product, tmp_path: Path, jump: str, tell: Callable[[str], None]
) -> None:
    dial = tmp_path / "clock"
    dial.write_text("+0")
    fresh.environment |= {
        "LD_PRELOAD": str(FAKETIME),
        "FAKETIME_TIMESTAMP_FILE": str(dial),
        "FAKETIME_NO_CACHE": "1",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
    }
    fresh.start()
    wait_for_slot(fresh, lambda slot: True)
    dial.write_text(jump)
    time.sleep(35)
    dial.write_text("+0")
    right_again = time.time()

    waited = wait_for_slot(fresh, lambda slot: right_again < slot < right_again + 600)

    tell(f"{jump}: the next minute's work came after {waited:.0f} s")


def wait_for_slot(product: Product, holds: Callable[[float], bool]) -> float:
    """How long until the last slot of what runs every minute is one for which `holds`."""
    asked = f"SELECT strftime('%s', slot_at) FROM jobs_periodicrun WHERE name = '{EVERY_MINUTE}'"  # noqa: S608
    began = time.monotonic()
    while True:
        found = product.rows(asked)
        if found and holds(float(found[0][0])):
            return time.monotonic() - began
        assert time.monotonic() - began < 180, found
        time.sleep(1)
