"""Ids that a broken page sends for everybody are nobody's."""

import pytest

from guisu.ground.events.models import Event
from guisu.know.customers.models import Customer
from tests.reported.acts import identify, person, send, track, whose

pytestmark = pytest.mark.django_db

NOBODYS = [
    "00000000-0000-0000-0000-000000000000",
    "00000000000000000000000000000000",
    "distinctid",
    "email",
    "(null)",
    "<null>",
    "unset",
    "user_id",
    "userId",
    "\\N",
    "{{user_id}}",
    "${userId}",
    "Optional(nil)",
]


@pytest.mark.parametrize("given", NOBODYS)
def test_a_device_that_was_never_filled_in_is_nobodys(given: str) -> None:
    key = send(identify(userId="u1", anonymousId=given, traits={"name": "Ann"}))

    send(track("Of a stranger", anonymousId=given), key=key)

    event = Event.objects.get(kind="Of a stranger")
    assert not event.customer_id or whose(event.kind) != person("user_id", "u1")


@pytest.mark.parametrize("given", NOBODYS)
def test_a_user_that_was_never_filled_in_joins_no_devices(given: str) -> None:
    key = send(identify(userId=given, anonymousId="d1"), identify(userId=given, anonymousId="d2"))

    send(track("One", anonymousId="d1"), track("Two", anonymousId="d2"), key=key)

    assert whose("One") != whose("Two")


@pytest.mark.parametrize("address", ["none@none.com", "noemail@example.com", "no@no.com"])
def test_an_address_made_up_to_pass_a_form_joins_nobody(address: str) -> None:
    send(
        identify(anonymousId="d1", traits={"email": address, "name": "A"}),
        identify(anonymousId="d2", traits={"email": address, "name": "B"}),
    )

    assert Customer.objects.filter(merged_into=None).count() == 2
