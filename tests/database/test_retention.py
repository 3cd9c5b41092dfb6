"""What only grows ends: each table by its days, and nothing younger."""

from datetime import timedelta
from typing import Any

import pytest
from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.contrib.sessions.models import Session
from django.db.models import Model
from django.urls import reverse

from guisu.ground.database import retention
from guisu.ground.events.models import Event, Letter
from guisu.ground.staff.models import AuditEntry
from guisu.know.segments.models import Crossing, Segment, Snapshot
from guisu.take_in.sync.models import Reading
from tests import make
from tests.channels.acts import connection
from tests.console.browsing import browser

pytestmark = pytest.mark.django_db


def rows(name: str, at: Any) -> Model:
    """A row of the table that is kept as `name`, of the moment `at`."""
    match name:
        case "audit":
            return AuditEntry.objects.create(at=at, staff_name="", action="x", subject="x")
        case "sessions":
            return Session.objects.create(session_key=f"{at}", session_data="", expire_date=at)
        case "attempts" | "failures" | "sign_ins":
            model = {"attempts": AccessAttempt, "failures": AccessFailureLog}.get(name, AccessLog)
            more = {"failures_since_start": 1} if model is AccessAttempt else {}
            row: Model = model.objects.create(username=f"{at}", ip_address="::1", **more)
            model.objects.filter(pk=row.pk).update(attempt_time=at)
            return row
        case "letters":
            event = Event.objects.create(kind="x", source="x", occurred_at=at, recorded_at=at)
            return Letter.objects.create(
                subscriber="x", event=event, state="delivered", next_try_at=at, settled_at=at
            )
        case "crossings" | "snapshots":
            return _of_a_segment(name, at)
        case _:
            wecom = connection()
            old = Reading.objects.create(
                connection=wecom, state="done", asked_at=at, due_at=at, ended_at=at
            )
            Reading.objects.create(
                connection=wecom, state="done", asked_at=at, due_at=at, ended_at=at
            )
            return old


def _of_a_segment(name: str, at: Any) -> Model:
    of = segment()
    if name == "snapshots":
        return Snapshot.objects.create(segment=of, version=1, at=at, size=1, entered=0, left=0)
    return Crossing.objects.create(
        segment=of, customer=make.customer(), entered=True, version=1, by_event=False, at=at
    )


def segment() -> Segment:
    return Segment.objects.create(
        name="S", name_key=f"s{Segment.objects.count()}", definition="{}", made_at=make.NOON,
        changed_at=make.NOON,
    )  # fmt: skip


@pytest.mark.parametrize("name", [each.name for each in retention.registered()])
def test_what_is_older_than_it_is_kept_ends_and_nothing_younger(name: str, settings: Any) -> None:
    settings.KEEP_DAYS = {each.name: 20_000 for each in retention.registered()} | {name: 10}
    row = rows(name, make.NOON - timedelta(days=10))

    kept = retention.forget(at=make.NOON)
    ended = retention.forget(at=make.NOON + timedelta(seconds=1))

    assert sum(kept.values()) == 0
    assert {table: count for table, count in ended.items() if count} == {name: 1}
    assert not type(row)._default_manager.filter(pk=row.pk).exists()


def test_the_latest_reading_of_a_channel_stays() -> None:
    rows("readings", make.NOON - timedelta(days=5_000))

    retention.forget(at=make.NOON)

    assert Reading.objects.count() == 1


def test_a_parked_letter_waits_for_somebody_however_old() -> None:
    old = make.NOON - timedelta(days=5_000)
    event = Event.objects.create(kind="x", source="x", occurred_at=old, recorded_at=old)
    Letter.objects.create(subscriber="x", event=event, state="parked", next_try_at=old)

    retention.forget(at=make.NOON)

    assert Letter.objects.exists()


def test_a_name_is_taken_once() -> None:
    with pytest.raises(ValueError, match="audit"):
        retention.register("audit", "x", usual=1, rows=Session.objects.all, since="expire_date")


def test_a_page_says_how_long_each_is_kept(settings: Any) -> None:
    settings.KEEP_DAYS = {"audit": 400}

    page = browser(make.mei()).get(reverse("console:kept")).content.decode()

    assert "400" in page
    assert all(each.name in page for each in retention.registered())
