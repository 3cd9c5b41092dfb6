"""An event that names its user and its device says that the device is the user's."""

import pytest

from tests.reported.acts import send, track, whose


@pytest.mark.django_db
def test_what_a_device_did_before_is_its_users() -> None:
    key = send(track("View", anonymousId="d1"))

    send(track("Buy", anonymousId="d1", userId="u1"), key=key)

    assert whose("View") == whose("Buy")
