"""Staff, stores, keys and the organisation, as an owner changes them."""

import re

import pytest
from django.urls import reverse

from guisu.ground.staff.domain import Post
from guisu.ground.staff.models import AccessKey, AuditEntry, Installation, Staff, Store
from guisu.ground.staff.selectors import key_for
from tests import make
from tests.console.browsing import browser

pytestmark = pytest.mark.django_db


def hired(**given: object) -> dict[str, object]:
    new = {"name": "Wu", "username": "wu", "password": "willow-river-77", "post": "analyst"}
    return {**new, **given}


def test_a_new_colleague_can_sign_in() -> None:
    client = browser(make.mei())

    client.post(reverse("console:hire"), hired())

    answer = browser().post(
        reverse("console:sign-in"), {"username": "wu", "password": "willow-river-77"}
    )
    assert answer.status_code == 302


@pytest.mark.parametrize(
    "given",
    [{"username": "MEI"}, {"password": "123"}, {"post": "adviser"}, {"name": ""}],
    ids=["name taken", "weak password", "a post without its store", "no name"],
)
def test_what_is_wrong_is_said_beside_the_form_and_nobody_is_hired(
    given: dict[str, object],
) -> None:
    client = browser(make.mei())

    answer = client.post(reverse("console:hire"), hired(**given))

    assert answer.status_code == 422
    assert Staff.objects.count() == 1


@pytest.mark.parametrize(("scope", "status"), [("customers:read", 200), ("customers:erase", 422)])
def test_a_key_of_one_store_may_not_open_what_concerns_the_whole_person(
    scope: str, status: int
) -> None:
    given = {"name": "Till", "scopes": [scope], "store": make.store("North").pk}

    answer = browser(make.mei()).post(reverse("console:keys"), given)

    assert answer.status_code == status
    assert AccessKey.objects.exists() == (status == 200)


def test_the_last_owner_cannot_step_down() -> None:
    mei = make.mei()
    changes = {"name": "Mei", "post": Post.ANALYST.value}

    answer = browser(mei).post(reverse("console:person", args=[mei.pk]), changes)

    assert answer.status_code == 422
    assert "last owner" in answer.content.decode()
    assert Staff.objects.get().post == Post.OWNER


def test_a_closed_account_is_signed_out_at_once() -> None:
    jun = make.jun()
    his = browser(jun)
    assert his.get(reverse("console:home")).status_code == 200

    browser(make.mei()).post(reverse("console:person-activity", args=[jun.pk]))

    assert his.get(reverse("console:home")).status_code == 302


def test_a_store_code_is_taken_once() -> None:
    make.store("North")

    answer = browser(make.mei()).post(
        reverse("console:new-store"), {"name": "Other", "code": "north", "is_open": "on"}
    )

    assert answer.status_code == 422
    assert "Another store has this code." in answer.content.decode()
    assert Store.objects.count() == 1


def test_a_store_elsewhere_has_a_time_zone_of_its_own() -> None:
    told = {"name": "London", "code": "london", "is_open": "on"}
    client = browser(make.mei())

    client.post(reverse("console:new-store"), {**told, "time_zone": "Europe/London"})
    answer = client.post(
        reverse("console:new-store"), {**told, "code": "moon", "time_zone": "Moon/Tycho"}
    )

    assert answer.status_code == 422
    assert Store.objects.get().time_zone == "Europe/London"


def test_settings_are_saved_with_before_and_after_on_record() -> None:
    client = browser(make.mei())
    given = {"name": "Peony", "language": "en", "time_zone": "Asia/Tokyo", "currency": "JPY"}

    client.post(reverse("console:settings"), {**given, "phone_region": "JP"})

    assert Installation.objects.get().time_zone == "Asia/Tokyo"
    entry = AuditEntry.objects.get()
    assert (entry.before["currency"], entry.after["currency"]) == ("CNY", "JPY")


def test_a_key_is_shown_once_works_and_is_kept_only_as_a_digest() -> None:
    client = browser(make.mei())

    page = client.post(reverse("console:keys"), {"name": "Shop", "scopes": ["events:write"]})
    token = re.search(r"gs_[\w-]{40,}", page.content.decode())

    assert token
    assert key_for(token[0]) == AccessKey.objects.get()
    assert token[0] not in client.get(reverse("console:keys")).content.decode()
    assert "no-store" in page.headers["Cache-Control"]


def test_a_revoked_key_opens_nothing() -> None:
    client = browser(make.mei())
    client.post(reverse("console:keys"), {"name": "Shop", "scopes": ["events:write"]})

    client.post(reverse("console:key-revocation", args=[AccessKey.objects.get().pk]))

    assert AccessKey.objects.get().revoked_at is not None


def test_the_audit_is_filtered_and_exported_with_formulas_disarmed() -> None:
    client = browser(make.mei())
    client.post(reverse("console:hire"), hired(name="=1+1"))
    client.post(reverse("console:new-store"), {"name": "East", "code": "east"})

    address = reverse("console:audit")
    only_stores = client.get(address, {"action": "store"}).content.decode()
    answer = client.get(address, {"export": "csv"})
    exported = b"".join(answer.streaming_content).decode()  # type: ignore[attr-defined]

    assert "opened a store" in only_stores
    assert "opened an account" not in only_stores
    assert "'=1+1" in exported
