"""A phone's clock is ahead, and its SDK does not say when it sent."""

import pytest

from guisu.ground.events.models import Event
from tests.reported.acts import send, track


@pytest.mark.django_db
def test_steps_of_a_clock_that_is_ahead_keep_their_order() -> None:
    hours_ahead = [f"2026-11-22T06:0{minute}:00Z" for minute in range(3)]

    send(*(track(f"Step {at}", userId="u1", timestamp=at) for at in hours_ahead))

    found = [Event.objects.get(kind=f"Step {at}").occurred_at for at in hours_ahead]
    assert found == sorted(set(found))
