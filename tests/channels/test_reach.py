"""One table says what reaches whom and who carries it; nothing else may."""

from guisu.ground.channels.models import Connection
from guisu.ground.channels.reach import REACH, Channel, Known, Provider
from guisu.know.customers.domain.identities import STRENGTH
from guisu.know.customers.models import Consent, Identity


def test_every_channel_that_people_agree_to_is_in_the_table() -> None:
    assert set(REACH) == set(Channel)
    assert Consent.Channel is Channel
    assert Identity.Channel is Known
    assert Connection.Provider is Provider


def test_a_phone_reaches_by_message_and_by_call_and_a_union_id_reaches_nobody() -> None:
    by_phone = {channel for channel, reach in REACH.items() if Known.PHONE in reach.by}
    by_union_id = [channel for channel, reach in REACH.items() if Known.UNION_ID in reach.by]

    assert by_phone == {Channel.SMS, Channel.PHONE}
    assert by_union_id == []


def test_every_provider_carries_a_channel() -> None:
    carrying = {provider for reach in REACH.values() for provider in reach.carried_by}

    assert carrying == set(Provider)


def test_every_kind_of_identity_has_its_strength() -> None:
    assert set(STRENGTH) == set(Known)
