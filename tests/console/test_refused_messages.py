"""Refused messages: shown with their reason, and taken off the list only as far as seen."""

from typing import Any
from unittest.mock import patch

import pytest
from django.urls import reverse

from guisu.ground.events import services as events
from guisu.ground.events.models import Event
from guisu.ground.staff.models import AuditEntry
from guisu.take_in.intake.models import RefusedMessage
from tests import make
from tests.console.browsing import browser

pytestmark = pytest.mark.django_db


def refused(reason: str, body: str = "{}") -> RefusedMessage:
    return RefusedMessage.objects.create(
        source="key:7", key_id=7, reason=reason, body=body, received_at=make.NOON
    )


def test_a_refused_message_is_shown_with_its_reason_and_counted_on_today() -> None:
    refused("timestamp: not a time")
    client = browser(make.mei())

    assert (
        "timestamp: not a time" in client.get(reverse("console:refused-messages")).content.decode()
    )
    assert "could not be understood" in client.get(reverse("console:home")).content.decode()


def test_what_came_after_the_page_was_read_stays_on_the_list() -> None:
    seen, later = refused("seen"), refused("later")

    browser(make.mei()).post(reverse("console:refused-dismissal"), {"up-to": seen.pk})

    assert list(RefusedMessage.objects.filter(dismissed_at=None)) == [later]


def test_what_can_be_used_by_now_is_recorded_once_and_leaves_the_list() -> None:
    usable = refused("a fault since mended", '{"type": "track", "event": "Seen", "userId": "u1"}')
    still = [refused("cut off", '{"type": "tra'), refused("nobody", '{"type": "page"}')]
    later = refused("later", usable.body)
    client, address = browser(make.mei()), reverse("console:refused-trial")

    for _ in range(2):
        client.post(address, {"up-to": still[-1].pk})

    assert list(Event.objects.values_list("kind", "source", "occurred_at")) == [
        ("Seen", "key:7", make.NOON)
    ]
    assert set(RefusedMessage.objects.all()) == {*still, later}
    tried = AuditEntry.objects.filter(action="messages.tried")
    assert list(tried.values_list("after", flat=True)) == [{"messages": 1}]


def test_a_message_that_fails_again_stays_and_those_after_it_are_recorded() -> None:
    body = '{"type": "track", "event": "%s", "userId": "u1"}'
    first, _ = refused("poison", body % "Bad"), refused("fine", body % "Good")
    record = events.record_many

    def fails_at_bad(facts: Any, *, at: Any) -> int:
        if facts[0].kind == "Bad":
            raise ValueError(facts[0].kind)
        return record(facts, at=at)

    with patch("guisu.ground.events.services.record_many", fails_at_bad):
        browser(make.mei()).post(reverse("console:refused-trial"), {"up-to": 10**6})

    assert list(Event.objects.values_list("kind", flat=True)) == ["Good"]
    assert list(RefusedMessage.objects.all()) == [first]
