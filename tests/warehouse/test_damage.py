"""A damaged warehouse is derived data: figures say so, and it is built anew by itself."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest
from django.urls import reverse

from guisu.ground.staff.selectors import scope_of
from guisu.ground.warehouse import engine, selectors
from guisu.ground.warehouse.domain import WarehouseDamaged, WarehouseFull
from guisu.ground.warehouse.engines import faults
from guisu.ground.warehouse.rebuilding import load_or_mend
from tests import make
from tests.console.browsing import browser
from tests.warehouse.test_loading import load_all, rows, tell

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _embedded(settings: Any) -> None:
    settings.WAREHOUSE_ENGINE = "duckdb"


def one_byte(at: float) -> Callable[[Path], None]:
    """Turn the bits of one byte over, at a share of the file's length."""

    def damage(path: Path) -> None:
        place = int(path.stat().st_size * at)
        with path.open("r+b") as file:
            file.seek(place)
            [byte] = file.read(1)
            file.seek(place)
            file.write(bytes([byte ^ 255]))

    return damage


def cut(share: float) -> Callable[[Path], None]:
    return lambda path: os.truncate(path, int(path.stat().st_size * share))


def garbage(path: Path) -> None:
    path.write_bytes(b"not a database" * 1000)


DAMAGES = {
    "a byte of the head": one_byte(0.0001),
    "a byte amid the file": one_byte(0.4),
    "nothing left": cut(0),
    "half": cut(0.5),
    "garbage": garbage,
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES.keys())
def test_what_is_damaged_is_told_and_mends_itself(
    damage: Callable[[Path], None], settings: Any
) -> None:
    tell(*range(1, 50), text="x" * 5_000)
    load_all()
    before = rows("events", "event_id", "properties")
    engine.close()
    damage(settings.WAREHOUSE_PATH)

    met = meet()
    while load_or_mend():
        pass

    assert met is None or "built anew from the store, 0 percent so far" in met
    assert rows("events", "event_id", "properties") == before
    assert engine.current().damage is None


def meet() -> str | None:
    """What somebody is told who asks for every row."""
    try:
        rows("events", "event_id", "properties")
    except WarehouseDamaged as refusal:
        return str(refusal)
    return None


@pytest.mark.parametrize("name", ["a byte of the head", "nothing left", "half", "garbage"])
def test_most_damage_is_met_at_once(name: str, settings: Any) -> None:
    tell(*range(1, 50), text="x" * 5_000)
    load_all()
    engine.close()
    DAMAGES[name](settings.WAREHOUSE_PATH)

    with pytest.raises(WarehouseDamaged):
        selectors.home_figures(scope_of(make.mei()), at=make.NOON)


def test_pages_of_figures_say_how_far_it_is(settings: Any) -> None:
    load_all()
    engine.close()
    garbage(settings.WAREHOUSE_PATH)
    mei = browser(make.mei())

    first = mei.get(reverse("console:figures")).content.decode()
    damage = engine.current().damage
    assert damage is not None
    damage.percent = 40
    others = {name: mei.get(reverse(f"console:{name}")) for name in ("rfm", "cohorts", "ladder")}

    assert "was damaged" in first
    assert {answer.status_code for answer in others.values()} == {200}
    assert all("40 percent so far" in answer.content.decode() for answer in others.values())


def test_a_loader_that_meets_the_damage_first_builds_anew(settings: Any) -> None:
    tell(1)
    load_all()
    engine.close()
    garbage(settings.WAREHOUSE_PATH)
    tell(2)

    while load_or_mend():
        pass

    assert len(rows("events", "event_id")) == 2


def test_a_disk_without_room_is_no_damage() -> None:
    def fail() -> None:
        raise duckdb.IOException("IO Error: Could not write all bytes: No space left")

    with pytest.raises(WarehouseFull, match="free some room"), faults.using(damaged=lambda: 0):
        fail()
