"""The page of what leaves: held connections, what waits, what is done about it."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from guisu.act.stafftasks.models import Notice, StaffTask
from guisu.ground.channels import services
from guisu.ground.channels.models import Connection
from guisu.ground.staff.domain import Post
from tests import make
from tests.channels import acts
from tests.console.browsing import browser

pytestmark = pytest.mark.django_db


def held() -> Connection:
    """With one message to a colleague that was due two days ago."""
    connection = acts.connection()
    services.hold_all(why=Connection.Held.RESTORED, by=None, at=timezone.now())
    connection.refresh_from_db()
    return connection


def owed(connection: Connection) -> Notice:
    colleague = connection.colleagues.create(userid="zhao", name="Zhao", may_contact=True)
    now = timezone.now()
    task = StaffTask.objects.create(
        connection=connection, colleague=colleague, kind="add_friend", subject="", key="k",
        opened_at=now, due_at=now,
    )  # fmt: skip
    return Notice.objects.create(
        task=task, rung="told", colleague=colleague, due_at=now - timedelta(days=2)
    )


def test_what_waits_is_shown_with_its_age_and_let_go() -> None:
    connection = held()
    owed(connection)
    mei = browser(make.mei())

    page = mei.get("/leaving/").content.decode()
    went = mei.post(f"/leaving/{connection.pk}/going/")
    after = mei.get("/leaving/").content.decode()

    assert "A backup was put back" in page
    assert "messages to colleagues about their tasks" in page
    assert "Never send…" in page
    assert "2\N{NO-BREAK SPACE}days" in page
    assert (went.status_code, went.headers["Location"]) == (302, "/leaving/")
    assert "A backup was put back" not in after
    assert not Connection.objects.filter(held_at__isnull=False).exists()


def test_a_heap_is_discarded_as_it_was_seen() -> None:
    connection = held()
    notice = owed(connection)
    mei = browser(make.mei())

    nothing = {"kind": "notices", "up-to": str(notice.pk - 1), "act": "discard"}
    mei.post(f"/leaving/{connection.pk}/heap/", nothing)
    notice.refresh_from_db()
    before = notice.state
    mei.post(f"/leaving/{connection.pk}/heap/", nothing | {"up-to": str(notice.pk)})
    notice.refresh_from_db()

    assert (before, notice.state, notice.code) == ("waiting", "dropped", "discarded")


@pytest.mark.parametrize(
    "told",
    [{}, {"kind": "nothing"}, {"kind": "handovers"}, {"kind": "notices", "act": "release"}],
)
def test_what_cannot_be_done_is_not_found(told: dict[str, Any]) -> None:
    connection = held()

    answer = browser(make.mei()).post(f"/leaving/{connection.pk}/heap/", told)

    assert answer.status_code == 404


def test_numbers_beyond_all_rows_do_nothing() -> None:
    connection = held()
    told = {"kind": "notices", "up-to": "9" * 5_000}

    assert browser(make.mei()).post(f"/leaving/{connection.pk}/heap/", told).status_code == 302


def test_only_who_manages_the_settings_may() -> None:
    connection = held()
    client = browser(make.staff("lin", Post.ANALYST))

    answers = [
        client.get("/leaving/").status_code,
        client.post(f"/leaving/{connection.pk}/going/").status_code,
        client.post(f"/leaving/{connection.pk}/heap/").status_code,
    ]

    assert answers == [403, 403, 403]
    assert Connection.objects.filter(held_at__isnull=False).exists()


def test_today_says_it() -> None:
    held()

    assert "connections held" in browser(make.mei()).get("/").content.decode()


def test_where_nothing_leaves_the_page_says_who_is_reached(settings: Any) -> None:
    settings.NOTHING_LEAVES, settings.LEAVES_TO = True, frozenset({"127.0.0.1"})
    acts.connection()

    page = browser(make.mei()).get("/leaving/").content.decode()

    assert "127.0.0.1" in page
    assert "Is not reached" in page
