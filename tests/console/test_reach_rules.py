"""The rules for speaking to people: asked in the wizard, set on a page, and said as they are."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from guisu.act.outreach.models import ConsentRule, FrequencyCap
from guisu.act.outreach.selectors import rules
from guisu.act.outreach.services import suppressing
from guisu.ground.staff.models import AuditEntry
from guisu.know.customers import services as customers
from tests import make
from tests.console.browsing import browser
from tests.console.test_signing_in import ORGANISATION

pytestmark = pytest.mark.django_db
PAGE = "console:reach-rules"
CHANNELS = ("sms", "email", "wecom", "official_account", "phone", "push")


def given(**more: str) -> dict[str, str]:
    needs = {f"need_{each}": "a_yes" for each in CHANNELS}
    hours = {"people_begins": "22:30", "people_ends": "08:00"}
    return {**needs, **hours, "colleagues_begins": "21:00", "colleagues_ends": "09:00", **more}


def set_up(**more: str) -> None:
    client = Client(headers={"accept-language": "en"})
    client.post(reverse("console:set-up"), {**ORGANISATION, **more})
    client.post(reverse("console:set-up", args=[2]), {"name": "North", "code": "north"})
    owner = {"name": "Mei", "username": "mei", "password": make.PASSWORD}
    client.post(reverse("console:set-up", args=[3]), owner)


@pytest.mark.parametrize(
    ("habit", "wecom", "email"),
    [
        ({}, "unless_a_no", "a_yes"),
        ({"consent": "by_channel"}, "unless_a_no", "a_yes"),
        ({"consent": "a_yes"}, "a_yes", "a_yes"),
        ({"consent": "unless_a_no"}, "unless_a_no", "unless_a_no"),
    ],
)
def test_a_new_installation_says_whom_it_asks_first(
    habit: dict[str, str], wecom: str, email: str
) -> None:
    set_up(**habit)

    needs = rules.needs()
    assert needs["wecom", "marketing"] == wecom
    assert needs["email", "marketing"] == email
    assert len(needs) == len(CHANNELS)


def test_the_rules_are_set_with_before_and_after_on_record() -> None:
    client = browser(make.mei())

    answer = client.post(
        reverse(PAGE), given(need_wecom="unless_a_no", most_all="4", days_all="30")
    )

    assert answer.status_code == 302
    told = rules.current()
    assert told.needs["wecom", "marketing"] == "unless_a_no"
    assert [(cap.channel, cap.most, cap.days) for cap in told.caps] == [("", 4, 30)]
    assert told.people_quiet.begins.isoformat() == "22:30:00"
    noted = AuditEntry.objects.get(action="outreach.ruled")
    assert noted.after["people_quiet"] == "22:30-08:00"
    assert b"22:30" in client.get(reverse(PAGE)).content


def test_a_limit_that_is_emptied_is_gone_and_half_a_limit_is_none() -> None:
    client = browser(make.mei())
    client.post(reverse(PAGE), given(most_wecom="4", days_wecom="30"))

    half = client.post(reverse(PAGE), given(most_wecom="4"))
    kept = FrequencyCap.objects.count()
    client.post(reverse(PAGE), given())

    assert (half.status_code, kept) == (422, 1)
    assert not FrequencyCap.objects.exists()


def test_only_who_manages_settings_sets_the_rules() -> None:
    assert browser(make.jun()).get(reverse(PAGE)).status_code == 403


def test_the_consent_page_says_what_the_rules_say() -> None:
    who = make.customer("小满", identities={"phone": "+8613800138000"})
    page = reverse("console:customer-consents", args=[who.pk])
    client = browser(make.mei())
    ConsentRule.objects.create(channel="sms", purpose="marketing", need="a_yes")

    before = client.get(page).content.decode()
    ConsentRule.objects.update(need="unless_a_no")
    after = client.get(page).content.decode()

    assert "Who was not asked is not sent marketing" in before
    assert "Who was not asked is sent marketing by SMS" in after
    # By each channel that could be sent by, marketing and service: what holds where nobody asked.
    closed, opened = "not asked · is not written to", "not asked · is written to"
    assert (before.count(closed), before.count(opened)) == (len(CHANNELS), len(CHANNELS))
    assert (after.count(closed), after.count(opened)) == (len(CHANNELS) - 1, len(CHANNELS) + 1)


def test_a_customers_page_names_the_channels_that_are_open(client: Client) -> None:
    who = make.customer("小满", identities={"phone": "+8613800138000"})
    page = reverse("console:customer", args=[who.pk])
    client = browser(make.mei())
    closed = client.get(page).content.decode()

    ConsentRule.objects.create(channel="sms", purpose="marketing", need="unless_a_no")
    opened = client.get(page).content.decode()
    customers.say_consent(
        who,
        by=None,
        at=timezone.now(),
        channel="sms",
        purpose="marketing",
        granted=False,
        evidence="",
        source="test",
    )
    refused = client.get(page).content.decode()

    told = [page.count("no channel") for page in (closed, opened, refused)]
    assert told == [1, 0, 1]


def test_a_channel_whose_only_address_gets_nothing_is_not_open(client: Client) -> None:
    who = make.customer("小满", identities={"email": "gone@example.cn"})
    ConsentRule.objects.create(channel="email", purpose="marketing", need="unless_a_no")
    page = reverse("console:customer", args=[who.pk])
    client = browser(make.mei())
    before = client.get(page).content.decode()

    suppressing.suppress(("email", "gone@example.cn"), of=who.pk, by=make.mei(), at=timezone.now())

    assert [before.count("no channel"), client.get(page).content.decode().count("no channel")] == [
        0,
        1,
    ]
