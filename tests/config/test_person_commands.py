"""`guisu key`, `guisu export` and `guisu erase` on the shell."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from guisu.config.cli import application
from guisu.ground.staff.domain import KeyScope
from guisu.ground.staff.models import AccessKey, AuditEntry
from guisu.ground.staff.selectors import key_digest
from guisu.know.customers import services
from guisu.know.customers.models import Customer
from tests import make

pytestmark = pytest.mark.django_db
PHONE = "13800138000"


@pytest.fixture(autouse=True)
def _house() -> None:
    make.installation()


def guisu(*words: str) -> Result:
    return CliRunner().invoke(application(), words)


def ada() -> Customer:
    return make.customer("Ada", identities={"phone": f"+86{PHONE}"})


def test_a_key_is_made_listed_and_closed() -> None:
    make.store("North")
    made = guisu("key", "create", "shop", "--scope", "events:write", "--scope", "orders:write")
    key = AccessKey.objects.get()

    token = made.stdout.strip()
    assert key.digest == key_digest(token)
    assert key.scopes == ["events:write", "orders:write"]
    assert token not in guisu("key", "list").output

    assert guisu("key", "revoke", str(key.pk)).exit_code == 0
    key.refresh_from_db()
    assert key.revoked_at
    assert [row.action for row in AuditEntry.objects.order_by("id")][-2:] == [
        "key.made",
        "key.revoked",
    ]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--scope", "events:wrote"], "There is no scope 'events:wrote'; one of: events:write"),
        (["--store", "moon"], "There is no store with the code 'moon'"),
        (["--store", "north", "--scope", KeyScope.ERASE_CUSTOMERS.value], "not of one store"),
    ],
)
def test_a_key_that_cannot_be_is_refused_with_what_can(words: list[str], said: str) -> None:
    store = make.store("North")
    words = [store.code if word == "north" else word for word in words]

    refused = guisu("key", "create", "shop", *words)

    assert refused.exit_code == 2
    assert said in refused.output
    assert not AccessKey.objects.exists()


@pytest.mark.parametrize("typed", [PHONE, "+86 138 0013 8000", "NUMBER", "#NUMBER"])
def test_a_person_is_found_by_a_number_or_a_whole_identity(typed: str) -> None:
    person = ada()
    make.customer("Bo")

    told = guisu("export", typed.replace("NUMBER", str(person.pk)))

    assert json.loads(told.stdout)["profile"]["name"] == "Ada"
    assert AuditEntry.objects.filter(action="customer.exported").count() == 1


def test_whoever_was_merged_is_found_as_the_person_they_are(tmp_path: Path) -> None:
    kept, other = make.customer("Ada"), ada()
    services.merge(kept, other, by=make.mei(), at=make.NOON)

    told = guisu("export", PHONE, "--to", str(tmp_path / "copy.json"))

    assert told.exit_code == 0
    copy = tmp_path / "copy.json"
    assert json.loads(copy.read_text())["customer"] == min(kept.pk, other.pk)
    assert copy.stat().st_mode & 0o777 == 0o600
    assert "File exists" in guisu("export", PHONE, "--to", str(copy)).output


def test_nobody_and_several_are_told_apart() -> None:
    person = ada()
    make.customer("Bo", identities={"user_id": str(person.pk)})

    assert "Nobody goes by 13900139000" in guisu("export", "13900139000").output
    assert "Several people go by" in guisu("erase", str(person.pk), "--yes").output
    assert not Customer.objects.exclude(erased_at=None).exists()


def test_an_erasure_asks_first_and_is_done_once() -> None:
    person = ada()

    declined = CliRunner().invoke(application(), ["erase", PHONE], input="n\n")
    person.refresh_from_db()
    assert (declined.exit_code, person.erased_at) == (1, None)

    erased = guisu("erase", PHONE, "--yes")

    person.refresh_from_db()
    assert erased.exit_code == 0
    assert person.erased_at
    assert guisu("erase", f"#{person.pk}", "--yes").exit_code == 2
