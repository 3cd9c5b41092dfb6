"""The page for whoever looks after the machine."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from guisu.ground.database import archives
from guisu.ground.jobs.clock import LATEST
from guisu.ground.jobs.models import PeriodicRun
from guisu.ground.staff.models import Staff
from tests import make
from tests.console.browsing import browser

pytestmark = pytest.mark.django_db


def page(who: Staff) -> tuple[int, str]:
    who.language = "en"
    who.save()
    answer = browser(who).get(reverse("console:health"))
    return answer.status_code, answer.content.decode()


def test_where_the_loops_stand_still_it_says_what_to_do() -> None:
    PeriodicRun.objects.create(name=LATEST, slot_at=timezone.now() - timedelta(hours=1))

    _, shown = page(make.mei())

    assert "Broken" in shown
    assert "Start `guisu serve`" in shown


def test_backups_are_counted_and_dated(settings: Any, tmp_path: Path) -> None:
    settings.BACKUP_FOLDER, settings.BACKUP_HOURS = tmp_path, 24
    for hours in (30, 6):
        name = archives.name_of(timezone.now() - timedelta(hours=hours))
        (tmp_path / name).write_bytes(b"x" * 2048)

    _, shown = page(make.mei())

    assert "2 kept" in shown
    assert "2.0\xa0KB" in shown


def test_only_who_manages_the_settings_sees_it() -> None:
    assert page(make.bo())[0] == 403
