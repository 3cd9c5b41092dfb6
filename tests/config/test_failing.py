"""A database that is away: "try again" in each client's kind, one line a minute, no trace."""

import logging
from typing import Any
from unittest.mock import patch

import pytest
from django.db import OperationalError, connection
from django.test import Client

from guisu.ground.database import away
from guisu.ground.jobs.crews import Crew
from guisu.ground.jobs.loops import Loop
from tests import make
from tests.channels import acts
from tests.console.browsing import browser
from tests.patience import PATIENCE, until

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _unsaid() -> None:
    away.forget()


def gone(*_args: object) -> Any:
    message = "connection refused"
    raise OperationalError(message)


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/", "text/html"),
        ("/customers/", "text/html"),
        ("/sign-in/", "text/html"),
        ("/healthz", "text/plain"),
        ("/api/v1/tags", "application/json"),
        ("/callbacks/wecom/nowhere", "text/plain"),
    ],
)
def test_whoever_asks_is_told_when_to_ask_again(
    path: str, kind: str, caplog: pytest.LogCaptureFixture
) -> None:
    client = browser(make.mei())
    client.raise_request_exception = False
    key = {"Authorization": "Bearer gs_nobody"}

    with patch.object(connection, "cursor", gone), caplog.at_level(logging.INFO):
        answers = [client.get(path, headers=key) for _ in range(5)]

    assert {each.status_code for each in answers} == {503}
    assert {each.headers["Content-Type"].partition(";")[0] for each in answers} == {kind}
    if path != "/healthz":
        assert {each.headers["Retry-After"] for each in answers} == {"10"}
    assert sum(len(record.getMessage()) > 0 for record in caplog.records) <= 1
    assert not any(record.exc_info for record in caplog.records)


def test_a_callback_that_cannot_be_kept_is_one_to_send_again() -> None:
    connected = acts.connection()
    client = Client(raise_request_exception=False)

    with patch.object(connection, "cursor", gone):
        answer = client.post(f"/callbacks/wecom/{connected.path}", b"", content_type="text/xml")

    assert (answer.status_code, answer.content) == (503, b"")


def test_the_page_speaks_the_readers_language() -> None:
    client = browser(make.mei())
    client.raise_request_exception = False

    with patch.object(connection, "cursor", gone):
        page = client.get("/customers/").content.decode()

    assert "database cannot be reached" in page


def test_what_breaks_otherwise_is_an_error_still() -> None:
    client = browser(make.mei())
    client.raise_request_exception = False

    with patch("guisu.doors.console.home.views.open_work", side_effect=ZeroDivisionError):
        assert client.get("/").status_code == 500


def test_loops_say_it_once_a_minute_and_without_traces(caplog: pytest.LogCaptureFixture) -> None:
    crew = Crew("t", [Loop(f"l{n}", gone, rest=0.01) for n in range(3)], size=3)

    with caplog.at_level(logging.INFO):
        crew.start()
        until(lambda: caplog.records)
        crew.stop()
        crew.join(PATIENCE)

    [line] = caplog.records
    assert "connection refused" in line.getMessage()
    assert line.exc_info is None
