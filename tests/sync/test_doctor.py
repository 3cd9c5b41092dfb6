"""What `guisu doctor` finds, over a practice ground that goes wrong in one way at a time."""

from datetime import datetime, timedelta

import pytest
from cryptography.fernet import Fernet
from django.utils import timezone, translation
from typer.testing import CliRunner

from guisu.config.cli import application
from guisu.ground.channels import services
from guisu.ground.channels.port import State
from guisu.ground.channels.wecom.advice import ADVICE
from guisu.ground.channels.wecom.doctor import MOST_SKEW, Check, examine
from guisu.ground.channels.wecom.settings import settings_of
from tests import make
from tests.sync.acts import Shop

pytestmark = pytest.mark.django_db
WRONG_CORP = {"corp_id": "ww0000000000000099"}


def found(
    shop: Shop, *, at: datetime | None = None, heard_at: datetime | None = None
) -> dict[Check, State]:
    now = at or timezone.now()
    told = examine(shop.connection, at=now, heard_at=heard_at)
    assert [each.check for each in told] == list(Check)
    return {Check(each.check): each.state for each in told}


def sick(shop: Shop) -> list[Check]:
    return [check for check, state in found(shop).items() if state is State.BAD]


def change(shop: Shop, **settings: str | int) -> None:
    told = {"secret": settings_of(shop.connection).secret, **settings}
    shop.connection = services.change(shop.connection, settings=told, by=None, at=make.NOON)


def test_a_healthy_connection_is_good_in_everything(blossom: Shop) -> None:
    states = found(blossom, heard_at=timezone.now())

    assert set(states.values()) == {State.GOOD}


def test_silence_is_not_called_a_fault(blossom: Shop) -> None:
    long_ago = timezone.now() - timedelta(days=3)

    assert found(blossom)[Check.CALLBACKS] is State.UNKNOWN
    assert found(blossom, heard_at=long_ago)[Check.CALLBACKS] is State.UNKNOWN


@pytest.mark.parametrize(
    ("wrong", "check"),
    [
        (WRONG_CORP, Check.CORP),
        ({"secret": "mistyped"}, Check.SECRET),
        ({"base_url": "http://127.0.0.1:1"}, Check.REACHED),
    ],
)
def test_what_was_entered_wrong_is_named_and_nothing_behind_it(
    blossom: Shop, wrong: dict[str, str], check: Check
) -> None:
    change(blossom, **wrong)

    states = found(blossom)

    assert [each for each, state in states.items() if state is State.BAD] == [check]
    assert states[Check.GROUPS] is State.UNKNOWN


def test_an_address_that_wecom_does_not_trust_is_named(blossom: Shop) -> None:
    blossom.ground.faults(trusted_ips=["203.0.113.7"])

    assert sick(blossom) == [Check.ADDRESS]


def test_an_application_that_may_not_use_customer_contact_is_named(blossom: Shop) -> None:
    ground = blossom.ground
    change(blossom, agent_id=ground.agent_id(1), secret=ground.secret(1))

    assert sick(blossom) == [Check.APPLICATION]


def test_a_clock_that_is_wrong_is_named_with_how_much(blossom: Shop) -> None:
    later = timezone.now() + timedelta(minutes=10)
    told = examine(blossom.connection, at=later, heard_at=None)

    clock = next(each for each in told if each.check is Check.CLOCK)
    assert clock.state is State.BAD
    assert int(clock.detail.removesuffix(" s")) >= MOST_SKEW.total_seconds()


def test_secrets_that_no_key_opens_are_named_first(blossom: Shop, settings: object) -> None:
    settings.ENCRYPTION_KEYS = [Fernet.generate_key().decode()]  # type: ignore[attr-defined]

    assert sick(blossom) == [Check.SEALED]


def test_every_check_has_its_words_and_its_way_out() -> None:
    assert set(ADVICE) == set(Check)
    assert all(each.looked_at and each.to_do for each in ADVICE.values())


def test_the_command_says_in_two_languages_where_to_click(blossom: Shop) -> None:
    blossom.ground.faults(trusted_ips=["203.0.113.7"])

    told = CliRunner().invoke(application(), ["doctor"])

    assert told.exit_code == 1
    with translation.override("zh-hans"):
        assert translation.gettext(ADVICE[Check.ADDRESS].to_do) in told.stdout
    with translation.override("en"):
        assert translation.gettext(ADVICE[Check.ADDRESS].to_do) in told.stdout
    assert "(60020)" in told.stdout
    assert blossom.ground.secret() not in told.stdout


def test_with_nothing_connected_the_command_says_so() -> None:
    told = CliRunner().invoke(application(), ["doctor"])

    assert told.exit_code == 2
