"""Connections: what may be entered, and what the database holds of their secrets."""

import pytest
from cryptography.fernet import Fernet
from django.db import connection as database

from guisu.ground.channels import services
from guisu.ground.channels.domain import BadConnection, ConnectionExists, is_usable_address
from guisu.ground.channels.models import AccessToken, Connection
from guisu.ground.channels.safe import SecretUnreadable
from guisu.ground.channels.wecom.settings import settings_of
from guisu.ground.staff.models import AuditEntry
from tests import make
from tests.channels import acts
from tests.channels.fake import Fake

pytestmark = pytest.mark.django_db


def test_secrets_are_sealed_in_the_database_and_in_no_audit_entry() -> None:
    fake = Fake({"externalcontact/list": {"errcode": 0, "external_userid": []}})
    acts.account(fake).contact_ids("jun")

    with database.cursor() as cursor:
        held = []
        for table in ("channels_connection", "channels_accesstoken", "staff_auditentry"):
            cursor.execute(f"SELECT * FROM {table}")  # noqa: S608
            held += cursor.fetchall()

    for secret in (acts.SECRET, acts.TOKEN, acts.AES_KEY, fake.token):
        assert secret not in str(held)
    kept = settings_of(Connection.objects.get())
    assert (kept.secret, kept.callback_token, kept.callback_key) == (
        acts.SECRET,
        acts.TOKEN,
        acts.AES_KEY,
    )
    assert AuditEntry.objects.get().after["secrets"] == ["secret", "callback_token", "callback_key"]


def test_after_a_rotation_the_old_key_is_of_no_use_any_more(
    settings: pytest.FixtureRequest,
) -> None:
    old, new = list(settings.ENCRYPTION_KEYS), Fernet.generate_key().decode()  # type: ignore[attr-defined]
    made = acts.connection()

    settings.ENCRYPTION_KEYS = [new, *old]  # type: ignore[attr-defined]
    assert services.reseal(at=make.NOON) == 1
    settings.ENCRYPTION_KEYS = [new]  # type: ignore[attr-defined]
    made.refresh_from_db()

    assert settings_of(made).secret == acts.SECRET
    settings.ENCRYPTION_KEYS = old  # type: ignore[attr-defined]
    with pytest.raises(SecretUnreadable):
        assert settings_of(made).secret


def test_a_changed_secret_ends_the_old_token_and_an_empty_one_changes_nothing() -> None:
    made = acts.connection()
    AccessToken.objects.create(connection=made, sealed_value="x")

    services.change(made, settings={"secret": "", "name": "Two"}, by=make.mei(), at=make.NOON)

    made.refresh_from_db()
    assert (made.name, settings_of(made).secret) == ("Two", acts.SECRET)
    assert not AccessToken.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"corp_id": ""},
        {"secret": ""},
        {"callback_key": "short"},
        {"base_url": "http://qyapi.weixin.qq.com"},
        {"base_url": "https://name:word@wecom.test"},
    ],
)
def test_what_cannot_work_is_refused(wrong: dict[str, str]) -> None:
    with pytest.raises(BadConnection):
        acts.connection(**wrong)


def test_secrets_go_over_plain_http_to_this_machine_only() -> None:
    assert is_usable_address("http://127.0.0.1:9000")
    assert not is_usable_address("http://127.0.0.1.example.com")


def test_an_application_is_connected_once() -> None:
    acts.connection()

    with pytest.raises(ConnectionExists):
        acts.connection(name="Again")


@pytest.mark.parametrize("elsewhere", [{"base_url": "https://evil.example"}, {"corp_id": "other"}])
def test_a_kept_secret_goes_to_no_other_address_or_corp(elsewhere: dict[str, str]) -> None:
    made = acts.connection()

    with pytest.raises(BadConnection, match="enter the secret again"):
        services.change(made, settings=elsewhere, by=None, at=make.NOON)
    services.change(made, settings={**elsewhere, "secret": "new"}, by=None, at=make.NOON)

    kept = settings_of(Connection.objects.get())
    assert (kept.secret, kept.callback_token) == ("new", acts.TOKEN)


def test_an_address_that_only_looks_changed_keeps_its_secret() -> None:
    made = acts.connection(base_url="https://wecom.test")

    services.change(made, settings={"base_url": "https://wecom.test/"}, by=None, at=make.NOON)

    assert settings_of(Connection.objects.get()).secret == acts.SECRET
