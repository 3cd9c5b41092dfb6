"""Backups that the product makes of itself: when they are due, what stays, what failed."""

import logging
import subprocess
from datetime import timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from django.utils import timezone

from guisu.config import scheduled
from guisu.ground.database import archives
from tests import make

HOUR = timedelta(hours=1)


def put(folder: Path, *ages: timedelta) -> list[str]:
    """Archives of these ages beside noon, oldest first."""
    names = [archives.name_of(make.NOON - age) for age in ages]
    for name in names:
        (folder / name).write_bytes(b"whole")
    return names


def test_one_is_due_when_the_newest_is_old_enough(tmp_path: Path) -> None:
    def due() -> bool:
        return archives.is_due(tmp_path, every=24 * HOUR, at=make.NOON)

    assert due()
    put(tmp_path, 30 * HOUR)
    assert due()
    put(tmp_path, 23 * HOUR)
    assert not due()


def test_one_of_a_clock_that_was_ahead_keeps_none_back(tmp_path: Path) -> None:
    put(tmp_path, -48 * HOUR, 25 * HOUR)

    assert archives.is_due(tmp_path, every=24 * HOUR, at=make.NOON)


def test_what_is_past_its_days_goes_but_never_the_newest(tmp_path: Path) -> None:
    old, older = put(tmp_path, 20 * 24 * HOUR, 30 * 24 * HOUR)

    assert [each.path.name for each in archives.ended(tmp_path, days=14, at=make.NOON)] == [older]
    assert archives.ended(tmp_path, days=0, at=make.NOON) == []
    put(tmp_path, HOUR)
    ended = archives.ended(tmp_path, days=14, at=make.NOON)
    assert [each.path.name for each in ended] == [older, old]


def test_files_of_others_are_left_alone(tmp_path: Path) -> None:
    (tmp_path / "holiday.tar.gz").write_bytes(b"sea")

    assert archives.archives(tmp_path) == archives.archives(tmp_path / "nowhere") == []


def test_the_step_makes_one_and_takes_the_ended_away(tmp_path: Path, settings: Any) -> None:
    settings.BACKUP_HOURS, settings.BACKUPS_KEPT_DAYS = 24, 14
    old = tmp_path / archives.name_of(timezone.now() - timedelta(days=15))
    old.write_bytes(b"whole")
    (tmp_path / f"{old.name}.part").write_bytes(b"half")

    def make_it(command: list[str], **_: object) -> Any:
        Path(command[-1]).write_bytes(b"whole")
        return subprocess.CompletedProcess(command, 0, "Written", "")

    with patch.object(subprocess, "run", side_effect=make_it) as run:
        backups = scheduled.Backups(tmp_path)
        assert [backups.step(), backups.step()] == [False, False]

    assert run.call_count == 1
    [left] = tmp_path.iterdir()
    assert left != old


def test_one_that_failed_is_said_and_not_tried_again_at_once(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    failed = subprocess.CompletedProcess([], 2, "", "Cannot write: No space left.\n")
    backups = scheduled.Backups(tmp_path)

    with (
        patch.object(subprocess, "run", return_value=failed) as run,
        caplog.at_level(logging.ERROR),
    ):
        backups.step()
        backups.step()

    assert run.call_count == 1
    assert "No space left" in caplog.text


def test_a_folder_that_cannot_be_made_is_said(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").write_bytes(b"")

    scheduled.Backups(tmp_path / "file" / "backups").step()

    assert "Not a directory" in caplog.text
