"""A moment that cannot be read becomes the moment of receipt; nothing is lost for it."""

import pytest

from guisu.ground.events.models import Event
from tests.reported.acts import send, track

pytestmark = pytest.mark.django_db


def test_a_batch_sent_at_the_zero_time_is_taken() -> None:
    send(track("A", userId="u1"), sentAt="0001-01-01T00:00:00Z")

    assert Event.objects.filter(kind="A").exists()


@pytest.mark.parametrize(
    "moment",
    [
        "0001-01-01T00:00:00Z",
        "",
        "1795320000000",
        "1795320000",
        "Sun, 22 Nov 2026 03:00:00 GMT",
        "2026/11/22 03:00:00",
    ],
)
def test_an_event_at_an_odd_moment_is_taken(moment: str) -> None:
    send(track("A", userId="u1", timestamp=moment), track("B", userId="u1"))

    assert Event.objects.filter(kind="A").exists()
