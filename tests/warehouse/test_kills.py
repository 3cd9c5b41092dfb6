"""A loader killed at any moment leaves every row loaded once, behind the person it belongs to."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.slow
def test_twenty_kills_lose_nothing_and_double_nothing(tmp_path: Path) -> None:
    environment = {**os.environ, "GUISU_DATA": str(tmp_path), "GUISU_DATABASE": ""}

    run = subprocess.run(
        [sys.executable, "-m", "tests.warehouse.kills", "20", "7"],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )

    assert run.returncode == 0, run.stderr
    told = json.loads(run.stdout)
    assert told["while_killed"] > 1000
    assert told["events"] == told["log"]
    assert told["customers"] == told["people"]
