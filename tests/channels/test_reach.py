"""One table says what reaches whom and who carries it; nothing else may."""

from guisu.ground.channels.models import Connection
from guisu.ground.channels.reach import OF_ACCOUNT, REACH, Channel, Known, Provider, addressing
from guisu.know.customers.domain.identities import OF_ACCOUNT as TOLD_APART
from guisu.know.customers.domain.identities import STRENGTH, STRONG
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


def test_kinds_that_are_of_an_account_are_the_same_wherever_they_are_told_apart() -> None:
    assert set(OF_ACCOUNT) == TOLD_APART <= STRONG


def test_providers_know_people_by_what_the_table_says() -> None:
    assert addressing(Provider.WECOM) == (Known.EXTERNAL_USERID,)
    assert addressing(Provider.SMTP) == (Known.EMAIL,)
    assert REACH[Channel.OFFICIAL_ACCOUNT].by == (Known.OPENID,)
