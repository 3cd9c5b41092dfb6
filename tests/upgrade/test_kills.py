"""An upgrade that is killed, or that finds the disk full, goes on when it is called again."""

import os
import resource
import signal
import time
from pathlib import Path

import pytest

from tests.upgrade import folders

pytestmark = pytest.mark.slow
DEATHS = int(os.environ.get("GUISU_TEST_DEATHS", "3"))
# Bytes a file may have: the log of what is being written is full soon.
ROOM = 200 * 1024


def test_killed_again_and_again_it_comes_to_the_same(tmp_path: Path) -> None:
    whole, cut = tmp_path / "whole", tmp_path / "cut"
    whole.mkdir()
    cut.mkdir()
    began = time.monotonic()
    folders.run(folders.old(whole), "migrate").check_returncode()
    lasted = time.monotonic() - began
    folders.old(cut)

    died = 0
    for number in range(DEATHS):
        upgrading = folders.start(cut, "migrate")
        # The first moments go by before anything is written.
        time.sleep(lasted * (0.4 + 0.5 * number / DEATHS))
        if upgrading.poll() is None:
            os.killpg(upgrading.pid, signal.SIGKILL)
            died += 1
        upgrading.communicate()
    folders.run(cut, "migrate").check_returncode()

    assert died > 0
    assert folders.seen(cut) == folders.seen(whole)


def test_on_a_full_disk_it_fails_and_goes_on_once_there_is_room(tmp_path: Path) -> None:
    folder = folders.old(tmp_path)

    def little_room() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (ROOM, ROOM))

    upgrading = folders.start(folder, "migrate", before=little_room)
    said, _ = upgrading.communicate()
    again = folders.run(folder, "migrate")

    assert upgrading.returncode != 0
    assert "disk" in said
    assert again.returncode == 0
    assert folders.seen(folder)["orders"] == 142
