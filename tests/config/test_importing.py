"""A real shop's file goes in by the command line, as its owner would type it."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests import shared
from tests.config.serving import guisu

pytestmark = pytest.mark.slow
TOTALS = """
    SELECT
        (SELECT count(*) FROM customers_customer WHERE merged_into_id IS NULL),
        (SELECT count(*) FROM commerce_order),
        (SELECT sum(total_minor) FROM commerce_order),
        (SELECT sum(spent_minor) FROM commerce_purchases)
"""


def test_cdnow_goes_in_to_the_cent_by_the_command_line_and_again_changes_nothing(
    tmp_path: Path,
) -> None:
    path, data = shared.path("cdnow/CDNOW_master.txt"), tmp_path / "data"
    told = ["import", "orders", str(path), "--channel", "cdnow", "--currency", "USD"]
    aside = tmp_path / "refused.csv"
    assert guisu("migrate", data=data).returncode == 0
    with closing(sqlite3.connect(data / "guisu.sqlite3")) as store, store:
        store.execute(
            "INSERT INTO staff_installation"
            " (id, name, time_zone, language, currency, phone_region)"
            " VALUES (1, 'CDNOW', 'America/New_York', 'en', 'USD', 'US')"
        )

    first = guisu(*told, "--refused", str(aside), data=data)
    again = guisu(*told, "--refused", str(aside), data=data)

    assert (first.returncode, again.returncode) == (0, 0), first.stderr + again.stderr
    with closing(sqlite3.connect(data / "guisu.sqlite3")) as store:
        [totals] = store.execute(TOTALS)
    assert totals == (23_570, 69_659, 250_031_563, 250_031_563)
    assert figures(first.stdout) == {"created": "69,659", "customers created": "23,570"}
    assert figures(again.stdout) == {"unchanged": "69,659"}
    assert not aside.exists()


def figures(printed: str) -> dict[str, str]:
    """What the table at the end says was done, without zeros."""
    rows = [line.rsplit(maxsplit=1) for line in printed.splitlines()]
    named = {row[0].strip(): row[1] for row in rows if len(row) == 2}
    wanted = ("created", "changed", "unchanged", "customers created")
    return {name: named[name] for name in wanted if named.get(name, "0") != "0"}
