"""What is done to ticked people at once, and what can be taken back."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from guisu.doors.console.refusals import said
from guisu.ground.kernel.refusals import NotPermitted
from guisu.ground.staff.domain import Permission
from guisu.ground.staff.models import AuditEntry
from guisu.know.customers import services
from guisu.know.customers.models import Consent, Customer, Merge, MergeSuggestion
from guisu.take_in.imports.models import Import
from tests import make
from tests.console.browsing import browser

pytestmark = pytest.mark.django_db
WORD = {
    "channel": "sms",
    "purpose": "marketing",
    "granted": "yes",
    "evidence": "signed at the fair",
    "sure": "yes",
}


def suggestion() -> MergeSuggestion:
    first, second = make.customer("Ada"), make.customer("Ada L.")
    return MergeSuggestion.objects.create(
        first=first, second=second, evidence="same name", made_at=make.NOON
    )


def test_a_bulk_act_first_says_how_many_it_is_about() -> None:
    ticked = [make.customer("Ada").pk, make.customer("Bea").pk]

    answer = browser(make.mei()).post(reverse("console:customers-consents"), {"row": ticked})

    assert "About 2 people" in answer.content.decode()
    assert not Consent.objects.exists()


def test_consent_is_noted_for_all_ticked_with_its_evidence() -> None:
    ticked = [make.customer("Ada").pk, make.customer("Bea").pk]
    make.customer("Eve")

    browser(make.mei()).post(reverse("console:customers-consents"), {"row": ticked, **WORD})

    told = Consent.objects.values_list("customer_id", "granted", "evidence")
    assert sorted(told) == [(pk, True, "signed at the fair") for pk in ticked]


def test_consent_without_evidence_is_asked_for_again() -> None:
    ticked = [make.customer("Ada").pk]

    answer = browser(make.mei()).post(
        reverse("console:customers-consents"), {"row": ticked, **WORD, "evidence": ""}
    )

    assert answer.status_code == 422
    assert not Consent.objects.exists()


def test_a_home_store_is_set_for_those_who_may_be_seen_and_are_not_erased() -> None:
    jun, north = make.jun(), make.store("North")
    ada, erased = make.customer("Ada", stores=(north,)), make.customer("Bea", stores=(north,))
    hidden = make.customer("Eve", stores=(make.store("South"),))
    Customer.objects.update(store=None)
    services.erase(erased, by=make.mei(), at=make.NOON)

    browser(jun).post(
        reverse("console:customers-home"),
        {"row": [ada.pk, erased.pk, hidden.pk], "store": north.pk, "sure": "yes"},
    )

    assert list(Customer.objects.exclude(store=None).values_list("pk", flat=True)) == [ada.pk]


def test_who_may_not_change_customers_does_nothing_in_bulk() -> None:
    ticked = [make.customer("Ada").pk]

    answer = browser(make.lin()).post(
        reverse("console:customers-consents"), {"row": ticked, **WORD}
    )

    assert answer.status_code == 403
    assert "Your post does not permit this: to change customers." in answer.content.decode()


@pytest.mark.parametrize("permission", list(Permission))
def test_a_permission_is_said_in_words(permission: Permission) -> None:
    assert permission.value not in said(NotPermitted(permission=permission.value))


@pytest.mark.parametrize("same", ["yes", "no"])
def test_the_last_answer_in_the_queue_is_taken_back(same: str) -> None:
    one = suggestion()
    client = browser(make.mei())
    client.post(reverse("console:suggestion-answer", args=[one.pk]), {"same": same})
    offered = client.get(reverse("console:suggestions")).content.decode()

    client.post(reverse("console:suggestion-undo", args=[one.pk]))

    one.refresh_from_db()
    assert reverse("console:suggestion-undo", args=[one.pk]) in offered
    assert one.state == MergeSuggestion.State.OPEN
    assert not Merge.objects.filter(undone_at=None).exists()
    assert Customer.objects.filter(merged_into=None).count() == 2


def test_an_answer_of_a_colleague_or_of_long_ago_is_not_offered_to_be_undone() -> None:
    one = suggestion()
    browser(make.mei()).post(reverse("console:suggestion-answer", args=[one.pk]), {"same": "no"})
    colleague = browser(make.jun())
    MergeSuggestion.objects.update(settled_at=timezone.now() - timedelta(minutes=11))

    answers = [
        client.post(reverse("console:suggestion-undo", args=[one.pk])).status_code
        for client in (colleague, browser(make.mei()))
    ]

    assert answers == [404, 404]


def test_reopening_an_open_suggestion_changes_nothing() -> None:
    one = suggestion()

    services.reopen_suggestion(one, by=make.mei(), at=make.NOON)

    assert not AuditEntry.objects.filter(action="customer.suggestion_reopened").exists()


def test_an_audit_entry_leads_to_what_it_is_about() -> None:
    ada = make.customer("Ada")
    mei = make.mei()
    services.edit(ada, changes={"region": "Harbin"}, by=mei, at=make.NOON)

    html = browser(mei).get(reverse("console:audit")).content.decode()

    assert f'href="{reverse("console:customer", args=[ada.pk])}"' in html
    assert f"customer:{ada.pk}" not in html


def test_a_failed_import_needs_somebody() -> None:
    mei = make.mei()
    Import.objects.create(
        kind="orders",
        state=Import.State.FAILED,
        file_name="a.csv",
        size_bytes=1,
        uploaded_by=mei,
        uploaded_at=make.NOON,
        ended_at=timezone.now(),
    )

    html = browser(mei).get(reverse("console:home")).content.decode()

    assert "imports that failed in the last 7 days" in html
