"""Refused messages: shown with their reason, and taken off the list only as far as seen."""

import pytest
from django.urls import reverse

from guisu.intake.models import RefusedMessage
from tests import make
from tests.console.browsing import browser

pytestmark = pytest.mark.django_db


def refused(reason: str) -> RefusedMessage:
    return RefusedMessage.objects.create(
        source="key:7", key_id=7, reason=reason, body="{}", received_at=make.NOON
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
