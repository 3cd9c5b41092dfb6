"""A disk without room, or without the right to write, is told with what to do; nothing is lost."""

import errno
import sqlite3
from pathlib import Path
from typing import Any, NoReturn

import pytest
from django.db import OperationalError
from django.test import Client
from django.urls import reverse

from guisu.ground.database import room
from guisu.ground.staff import services
from guisu.ground.staff.domain import KeyScope
from tests import make
from tests.console.browsing import browser

pytestmark = pytest.mark.django_db
FULL, CLOSED = "database or disk is full", "attempt to write a readonly database"


def no_room(*_: object, **__: object) -> NoReturn:
    raise OperationalError(FULL) from sqlite3.OperationalError(FULL)


@pytest.mark.parametrize(
    ("error", "refusal"),
    [
        (OperationalError(FULL), room.NoRoom),
        (OSError(errno.ENOSPC, "No space left on device"), room.NoRoom),
        (OSError(errno.EDQUOT, "Disk quota exceeded"), room.NoRoom),
        (OperationalError(CLOSED), room.NotWritable),
        (PermissionError(errno.EACCES, "Permission denied"), room.NotWritable),
        (OSError(errno.EROFS, "Read-only file system"), room.NotWritable),
        (OperationalError("no such table"), None),
        (ConnectionResetError(errno.ECONNRESET, "reset"), None),
    ],
)
def test_it_is_known_by_what_the_stores_and_the_system_say(
    error: Exception, refusal: type[Exception] | None
) -> None:
    outer = ValueError("outer")
    outer.__cause__ = error

    assert [type(each) if each else None for each in (room.told(error), room.told(outer))] == [
        refusal,
        refusal,
    ]


def test_a_page_that_cannot_write_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    mei = browser(make.mei())
    monkeypatch.setattr("guisu.ground.staff.services.save_store", no_room)
    told = {"name": "North", "code": "north", "region": ""}

    answer = mei.post(reverse("console:new-store"), told)

    assert answer.status_code == 503
    assert "The disk of the server is full" in answer.content.decode()


def test_what_stands_around_the_pages_says_it_too(monkeypatch: pytest.MonkeyPatch) -> None:
    make.mei()
    client = Client(raise_request_exception=False, headers={"accept-language": "en"})
    monkeypatch.setattr("django.contrib.sessions.backends.db.SessionStore.save", no_room)
    told = {"username": "mei", "password": make.PASSWORD}

    answer = client.post(reverse("console:sign-in"), told)

    assert answer.status_code == 503
    assert "so nothing was changed" in answer.content.decode()


def test_another_fault_stays_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    client = Client(raise_request_exception=False)
    make.mei()
    monkeypatch.setattr("django.contrib.sessions.backends.db.SessionStore.save", lambda *_: 1 / 0)
    told = {"username": "mei", "password": make.PASSWORD}

    assert client.post(reverse("console:sign-in"), told).status_code == 500


def test_machines_are_told_in_their_way(monkeypatch: pytest.MonkeyPatch) -> None:
    _, token = services.make_key(
        "k", scopes=list(KeyScope), store=None, by=make.mei(), at=make.NOON
    )
    person = make.customer("Ann")
    monkeypatch.setattr("guisu.doors.api.rest.personal.services.say_consent", no_room)

    answer = Client().post(
        f"/api/v1/customers/{person.pk}/consents",
        {"channel": "email", "purpose": "marketing", "granted": True, "evidence": "asked"},
        content_type="application/json",
        headers={"authorization": f"Bearer {token}"},
    )

    assert answer.status_code == 503
    assert answer.json()["code"] == "store.no_room"


def test_health_is_unwell_while_the_folder_takes_nothing(
    settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.DATA = tmp_path

    well = Client().get("/healthz")
    monkeypatch.setattr("os.posix_fallocate", _full)
    unwell = Client().get("/healthz")

    assert (well.status_code, unwell.status_code) == (200, 503)
    assert "disk of the server is full" in unwell.content.decode()
    assert list(tmp_path.iterdir()) == []


def _full(*_: object) -> NoReturn:
    raise OSError(errno.ENOSPC, "No space left on device")
