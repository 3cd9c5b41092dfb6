"""`/healthz` and `/readyz`: for whoever watches, whatever the machine is called."""

import logging
from datetime import timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.utils import timezone

from guisu.ground.database import archives, room
from guisu.ground.jobs.clock import LATEST
from guisu.ground.jobs.models import PeriodicRun
from tests.config.test_settings import Under, under

__all__ = ["under"]
pytestmark = pytest.mark.django_db
drives = pytest.mark.drives
GOOD = {"database": "ok", "disk": "ok", "loops": "ok", "intake": "ok", "warehouse": "late"}


@pytest.fixture(autouse=True)
def _at_work() -> None:
    PeriodicRun.objects.update_or_create(name=LATEST, defaults={"slot_at": timezone.now()})


def asked(**more: Any) -> tuple[int, dict[str, str]]:
    answer = Client().get("/readyz", **more)
    return answer.status_code, answer.json()["checks"]


def test_all_parts_are_told_without_their_figures() -> None:
    assert asked() == (200, GOOD | {"backup": "off"})


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_they_answer_by_any_name_and_to_head(path: str) -> None:
    by_address = Client().get(path, headers={"host": "10.0.0.7:8300"})

    assert by_address.status_code == 200
    assert Client().head(path, headers={"host": "nobody.example"}).status_code == 200
    assert Client().post(path).status_code == 405


def test_nobody_is_sent_where_the_loops_stand_still() -> None:
    PeriodicRun.objects.update(slot_at=timezone.now() - timedelta(minutes=6))

    assert asked() == (503, GOOD | {"loops": "bad", "backup": "off"})


def test_nobody_is_sent_where_nothing_can_be_written() -> None:
    with patch.object(room, "tried", return_value=room.NoRoom()):
        assert asked() == (503, GOOD | {"disk": "bad", "backup": "off"})


def test_without_the_store_nothing_else_is_asked() -> None:
    def gone(*_args: object) -> Any:
        raise OperationalError

    with patch.object(connection, "cursor", gone):
        assert asked() == (503, {"database": "bad", "disk": "ok"})


def test_senders_that_are_told_to_wait_are_sent_elsewhere() -> None:
    with patch("guisu.take_in.intake.selectors.waiting", return_value=1_000_000):
        assert asked()[1]["intake"] == "bad"


@drives("backup_folder")
@drives("backup_hours")
def test_a_backup_that_is_missing_or_old_is_late(under: Under, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    under("BACKUP_FOLDER", "BACKUP_HOURS", GUISU_BACKUP_FOLDER=str(folder), GUISU_BACKUP_HOURS="2")
    missing = asked()[1]["backup"]

    for hours in (15, 13):
        made_at = timezone.now() - timedelta(hours=hours)
        (folder / archives.name_of(made_at)).write_bytes(b"whole")

        assert asked()[1]["backup"] == ("late" if hours == 15 else "ok")
    assert missing == "late"


def test_a_name_that_nobody_here_answers_to_is_one_line(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        answer = Client().get("/sign-in/", headers={"host": "elsewhere.example"})

    [line] = [each for each in caplog.records if "elsewhere" in each.getMessage()]
    assert answer.status_code == 400
    assert line.exc_info is None
    assert "GUISU_ALLOWED_HOSTS" in line.getMessage()
