"""Parked letters and failed jobs: tried again, given up, and on record."""

import pytest
from django.urls import reverse

from guisu.ground.events.models import Letter
from guisu.ground.events.subscribers import subscribe
from guisu.ground.jobs.models import Job
from guisu.ground.staff.models import AuditEntry
from guisu.know.commerce.facts import OrderPlaced
from tests import make
from tests.console.browsing import browser
from tests.console.test_today import parked_letter

pytestmark = pytest.mark.django_db


@pytest.fixture
def mended(monkeypatch: pytest.MonkeyPatch) -> None:
    """The subscriber that failed, mended."""
    monkeypatch.setattr("guisu.ground.events.subscribers._subscribers", {})
    subscribe("gone", [OrderPlaced], lambda events: None)


def test_the_error_is_shown_with_its_last_line_first() -> None:
    parked_letter()

    page = browser(make.mei()).get(reverse("console:letters")).content.decode()

    assert "<summary>KeyError: &#x27;x&#x27;</summary>" in page


@pytest.mark.usefixtures("mended")
def test_a_letter_that_can_now_be_taken_is_delivered_and_on_record() -> None:
    letter = parked_letter()
    mei = make.mei()

    browser(mei).post(reverse("console:letter-delivery", args=[letter.pk]))

    letter.refresh_from_db()
    assert (letter.state, letter.settled_by_id) == (Letter.State.DELIVERED, mei.pk)
    assert AuditEntry.objects.get().after["delivered"] is True


def test_a_letter_that_fails_again_stays_parked_with_its_new_error() -> None:
    letter = parked_letter()

    browser(make.mei()).post(reverse("console:letter-delivery", args=[letter.pk]))

    letter.refresh_from_db()
    assert letter.state == Letter.State.PARKED
    assert "KeyError: 'gone'" in letter.error


def test_all_letters_are_handed_to_the_worker_at_once() -> None:
    letters = [parked_letter(), parked_letter()]

    browser(make.mei()).post(reverse("console:letters-delivery"))

    states = Letter.objects.filter(pk__in=[one.pk for one in letters]).values_list("state")
    assert set(states) == {(Letter.State.WAITING,)}


def test_a_letter_given_up_is_gone_from_the_list_and_its_event_stays() -> None:
    letter = parked_letter()

    browser(make.mei()).post(reverse("console:letter-dismissal", args=[letter.pk]))

    letter.refresh_from_db()
    assert letter.state == Letter.State.DISMISSED
    assert letter.event.kind == "order.placed"


def test_a_failed_job_gets_a_new_set_of_tries() -> None:
    job = Job.objects.create(
        task="x", state="failed", attempts=8, run_at=make.NOON, created_at=make.NOON
    )

    browser(make.mei()).post(reverse("console:job-run", args=[job.pk]))

    job.refresh_from_db()
    assert (job.state, job.attempts) == (Job.State.WAITING, 0)
