"""The same old installation on PostgreSQL: upgraded to the same, whole or killed in between."""

import os
import signal
import time
from pathlib import Path
from typing import Any

import pytest

from tests.upgrade import folders

pytestmark = pytest.mark.postgresql
DEATHS = int(os.environ.get("GUISU_TEST_DEATHS", "3"))


def upgraded_on_sqlite(folder: Path) -> dict[str, Any]:
    folder.mkdir()
    folders.run(folders.old(folder), "migrate").check_returncode()
    return folders.seen(folder)


@pytest.mark.django_db
def test_it_holds_what_the_same_folder_holds_on_sqlite(tmp_path: Path) -> None:
    with folders.on_postgresql(folders.old(tmp_path)) as database:
        folders.run(tmp_path, "migrate", database=database).check_returncode()
        seen = folders.seen(tmp_path, database)

    assert seen == upgraded_on_sqlite(tmp_path / "sqlite")


@pytest.mark.slow
@pytest.mark.django_db
def test_killed_again_and_again_it_comes_to_the_same(tmp_path: Path) -> None:
    died = 0
    with folders.on_postgresql(folders.old(tmp_path)) as database:
        for number in range(DEATHS):
            upgrading = folders.start(tmp_path, "migrate", database=database)
            # The first moments go by before anything is written.
            time.sleep(3 + number)
            if upgrading.poll() is None:
                os.killpg(upgrading.pid, signal.SIGKILL)
                died += 1
            upgrading.communicate()
        folders.run(tmp_path, "migrate", database=database).check_returncode()
        seen = folders.seen(tmp_path, database)

    assert died > 0
    assert seen == upgraded_on_sqlite(tmp_path / "sqlite")
