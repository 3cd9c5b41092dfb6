"""An old folder at home in francs CFA, its upgrade killed over and over: amounts move once."""

import json
import sqlite3
import time
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import pytest

from guisu.know.commerce.rescaling import moved
from tests.upgrade import folders

COLUMNS = {
    "commerce_order": ("total_minor", "refunded_minor"),
    "commerce_orderline": ("unit_minor", "amount_minor"),
    "commerce_refund": ("amount_minor",),
    "commerce_product": ("price_minor",),
    "commerce_purchases": ("spent_minor",),
}
IN_FRANCS = """
    UPDATE staff_installation SET currency = 'XOF';
    UPDATE commerce_order SET currency = 'XOF';
    UPDATE commerce_product SET currency = 'XOF';
    UPDATE events_event SET properties = json_set(properties, '$.currency', 'XOF')
    WHERE json_extract(properties, '$.total_minor') IS NOT NULL;
"""
KILLED_AT = (1, 3, 5)
PATIENCE = 120


def amounts(store: Path) -> dict[str, list[Any]]:
    """Everything kept in minor units, by column, in the order of the rows."""
    with closing(sqlite3.connect(store)) as opened:
        found = {
            f"{table}.{column}": [
                value
                for (value,) in opened.execute(f"SELECT {column} FROM {table} ORDER BY rowid")  # noqa: S608
            ]
            for table, columns in COLUMNS.items()
            for column in columns
        }
        told = opened.execute("SELECT properties FROM events_event ORDER BY id").fetchall()
    for name in ("total_minor", "refund_minor"):
        found[f"events.{name}"] = [json.loads(each).get(name) for (each,) in told]
    return found


def places(store: Path) -> int:
    """How many kinds of amounts have begun to move."""
    with suppress(sqlite3.OperationalError), closing(sqlite3.connect(store)) as opened:
        return int(opened.execute("SELECT count(*) FROM jobs_upgradeplace").fetchone()[0])
    return 0


def upgrade(folder: Path, *, killed_at: int | None = None) -> bool:
    """Run the upgrade, or kill it -9 as soon as so many kinds have begun; whether it ended."""
    running = folders.start(folder, "migrate")
    until = time.monotonic() + PATIENCE
    while running.poll() is None and time.monotonic() < until:
        if killed_at is not None and places(folders.store_of(folder)) >= killed_at:
            break
        time.sleep(0.001)
    running.kill()
    running.communicate()
    return running.returncode == 0


@pytest.mark.slow
def test_each_amount_moves_once_however_often_the_upgrade_is_killed(tmp_path: Path) -> None:
    store = folders.store_of(folders.old(tmp_path))
    with closing(sqlite3.connect(store)) as opened, opened:
        opened.executescript(IN_FRANCS)
    before = amounts(store)

    ended = [upgrade(tmp_path, killed_at=count) for count in KILLED_AT]
    is_done = upgrade(tmp_path)

    assert ended[0] is False
    assert is_done
    assert len(before["commerce_order.total_minor"]) == 142
    assert amounts(store) == {
        name: [value if value is None else moved(value, "XOF") for value in values]
        for name, values in before.items()
    }
