"""The bytes of an erased person leave every file of the installation, in every writing."""

import json
import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.conf import settings
from django.db import connection, connections
from django.utils import timezone

from guisu.ground.database.wiping import cut_off_logs
from guisu.ground.staff.models import Store
from guisu.ground.warehouse import engine
from guisu.know.customers import services as customers
from guisu.know.customers.models import Erasure
from guisu.know.customers.services.wiping import wipe_stores, wipe_warehouse
from tests import make
from tests.imports.test_erasing import known_everywhere, settle
from tests.postgresql import FOLDERS

pytestmark = pytest.mark.django_db(transaction=True)
WORDS = ("Plum Blossom", "plum blossom", "13800138000", "138 0013 8000", "Hangzhou", "李梅花")


@pytest.fixture(autouse=True)
def _uploads_of_its_own(settings: Any, tmp_path: Path) -> None:
    """Other tests of this process leave their files behind."""
    settings.UPLOADS = tmp_path / "uploads"


def writings(word: str) -> set[bytes]:
    told = {word, json.dumps(word)[1:-1], quote(word), quote(word, safe="").replace("%20", "+")}
    return {
        text.encode(encoding) for text in told for encoding in ("utf-8", "utf-16-le", "utf-16-be")
    }


NEEDLES = {word: writings(word) for word in WORDS}


@pytest.fixture(autouse=True)
def _own_uploads(settings: Any, tmp_path: Path) -> None:
    settings.UPLOADS = tmp_path


def files() -> Iterable[Path]:
    """Every file that this installation writes, with what databases put beside their own."""
    for alias in connections:
        name = Path(connections[alias].settings_dict["NAME"])
        yield from name.parent.glob(f"{name.name}*")
    yield from settings.WAREHOUSE_PATH.parent.glob(f"{settings.WAREHOUSE_PATH.name}*")
    yield from (path for path in settings.UPLOADS.rglob("*") if path.is_file())


def held() -> set[str]:
    """Words that stand in a file, each with the file's name."""
    if connection.vendor == "postgresql":
        return hits("dump", dumped())
    return {each for path in files() for each in hits(path.name, path.read_bytes())}


def hits(name: str, content: bytes) -> set[str]:
    return {
        f"{word} in {name}"
        for word, needles in NEEDLES.items()
        if any(needle in content for needle in needles)
    }


def dumped() -> bytes:
    """What `pg_dump` writes of our schemas."""
    program = shutil.which("pg_dump", path=os.pathsep.join(FOLDERS))
    assert program is not None
    told = connection.settings_dict
    address = ["-h", told["HOST"], "-U", told["USER"], "-d", told["NAME"]]
    done = subprocess.run([program, *address], check=True, capture_output=True)  # noqa: S603
    return done.stdout


def test_no_byte_of_an_erased_person_is_left_in_any_file() -> None:
    person, _ = known_everywhere()
    customers.edit(person, changes={"name": "李梅花"}, by=make.mei(), at=make.NOON)
    Store.objects.create(name="李梅花 and Plum Blossom", code="street")
    settle()
    assert {each.partition(" in ")[0] for each in held()} >= {
        "Plum Blossom",
        "13800138000",
        "李梅花",
    }

    customers.erase(person, by=make.mei(), at=make.NOON)
    settle()
    for mention in Erasure.objects.get().mentions.all():
        customers.blank_mention(mention, by=make.mei(), at=make.NOON)
    settle()
    later = timezone.now() + timedelta(minutes=1)

    assert wipe_stores(at=later)
    assert wipe_warehouse(at=later)
    engine.close()
    assert held() == set()
    erasure = Erasure.objects.get()
    assert (erasure.stores_wiped_at, erasure.warehouse_wiped_at) == (later, later)
    assert not wipe_warehouse(at=later)


def test_what_is_blanked_later_is_wiped_again() -> None:
    person, _ = known_everywhere()
    Store.objects.create(name="Plum Blossom Avenue", code="street")
    customers.erase(person, by=make.mei(), at=make.NOON)
    settle()
    later = timezone.now() + timedelta(minutes=1)
    wipe_stores(at=later)
    wipe_warehouse(at=later)

    customers.blank_mention(Erasure.objects.get().mentions.get(), by=make.mei(), at=later)

    erasure = Erasure.objects.get()
    assert (erasure.stores_wiped_at, erasure.warehouse_wiped_at) == (None, None)
    settle()
    assert wipe_stores(at=later)
    assert wipe_warehouse(at=later)
    engine.close()
    assert held() == set()


@pytest.mark.skipif(settings.WAREHOUSE_ENGINE == "postgresql", reason="a log of SQLite's")
def test_whoever_reads_meanwhile_is_waited_for_another_time() -> None:
    make.store("North")
    reader = sqlite3.connect(connection.settings_dict["NAME"])
    reader.execute("BEGIN").execute("SELECT count(*) FROM staff_store").fetchone()
    make.store("South")

    busy = cut_off_logs()
    reader.close()

    assert (busy, cut_off_logs()) == (False, True)
    assert Path(f"{connection.settings_dict['NAME']}-wal").stat().st_size == 0
