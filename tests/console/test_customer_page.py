"""The page of one person: what is shown to whom, and what can be done there."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.urls import reverse

from guisu.act.outreach.models import Suppression
from guisu.ground.events.models import Event
from guisu.ground.events.services import record, record_many
from guisu.ground.staff.models import AuditEntry
from guisu.know.customers import services
from guisu.know.customers.domain import Arrival, Claim
from guisu.know.customers.domain.erasure import kept
from guisu.know.customers.models import Consent, Customer, Merge, MergeSuggestion
from guisu.know.groups.facts import GroupLeft
from guisu.know.segments.facts import SegmentEntered, SegmentLeft
from tests import make
from tests.console import shop
from tests.console.browsing import browser

pytestmark = pytest.mark.django_db
TABS = (
    "customer",
    "customer-orders",
    "customer-consents",
    "customer-merges",
    "customer-data",
    "customer-edit",
    "customer-erase",
)


def happen(customer: Customer, count: int, *, kind: str = "viewed") -> None:
    facts = [
        make.entry(
            kind, make.NOON - timedelta(minutes=n), customer.pk, source="key:1", properties={"n": n}
        )
        for n in range(count)
    ]
    with transaction.atomic():
        record_many(facts, at=make.NOON)


@pytest.mark.parametrize("tab", TABS)
def test_each_part_of_the_page_opens_with_few_questions(
    tab: str, django_assert_max_num_queries: object
) -> None:
    person = make.customer("Ada", stores=(make.store("North"),))
    shop.order(person)
    happen(person, 30)
    client = browser(make.mei())

    with django_assert_max_num_queries(24):  # type: ignore[operator]
        answer = client.get(reverse(f"console:{tab}", args=[person.pk]))

    assert answer.status_code == 200
    assert "Ada" in answer.content.decode()


@pytest.mark.parametrize("tab", ["customer", "customer-orders", "customer-timeline"])
def test_a_person_of_another_store_is_not_there(tab: str) -> None:
    person = make.customer("Ada", stores=(make.store("North"),))

    answer = browser(make.bo()).get(reverse(f"console:{tab}", args=[person.pk]))

    assert answer.status_code == 404
    assert b"Ada" not in answer.content


def test_a_merged_row_leads_to_the_person() -> None:
    person, other = make.customer("Ada"), make.customer("A.")
    browser(make.mei()).post(reverse("console:merge-compare", args=[person.pk, other.pk]))

    answer = browser(make.mei()).get(reverse("console:customer", args=[other.pk]))

    assert answer.headers["Location"] == reverse("console:customer", args=[person.pk])


def test_the_timeline_goes_on_where_it_stopped() -> None:
    person = make.customer("Ada")
    happen(person, 45)
    client = browser(make.mei())
    address = reverse("console:customer-timeline", args=[person.pk])
    first = client.get(reverse("console:customer", args=[person.pk])).context

    second = client.get(address, {"before": first["more"]}).context
    third = client.get(address, {"before": second["more"]}).context

    told = [one.id for part in (first, second, third) for one in part["told"]]
    assert len(told) == len(set(told)) == 45
    assert third["more"] == ""


def test_the_timeline_can_be_cut_to_one_kind() -> None:
    person = make.customer("Ada")
    happen(person, 3, kind="viewed")
    happen(person, 2, kind="searched")

    answer = browser(make.mei()).get(
        reverse("console:customer", args=[person.pk]), {"kind": "searched"}
    )

    assert [one.kind for one in answer.context["told"]] == ["searched", "searched"]


def test_an_order_is_told_as_a_sentence() -> None:
    person = make.customer("Ada")
    order = shop.order(person, total=12_345)

    html = browser(make.mei()).get(reverse("console:customer", args=[person.pk])).content.decode()

    assert f"Placed order {order.number} over ¥123.45" in html


def test_an_edit_is_saved_and_noted() -> None:
    person = make.customer("Ada")

    browser(make.mei()).post(
        reverse("console:customer-edit", args=[person.pk]), {"name": "Ada Lovelace"}
    )

    person.refresh_from_db()
    assert person.name == "Ada Lovelace"
    assert AuditEntry.objects.filter(subject=f"customer:{person.pk}").exists()


def test_a_word_of_consent_needs_evidence() -> None:
    person = make.customer("Ada")
    said = {"channel": "sms", "purpose": "marketing", "granted": "yes", "evidence": ""}

    answer = browser(make.mei()).post(reverse("console:customer-consents", args=[person.pk]), said)

    assert answer.status_code == 422
    assert not Consent.objects.exists()


def test_a_word_of_consent_is_noted_with_who_heard_it() -> None:
    person, mei = make.customer("Ada"), make.mei()
    said = {"channel": "sms", "purpose": "marketing", "granted": "no", "evidence": "on the phone"}

    browser(mei).post(reverse("console:customer-consents", args=[person.pk]), said)

    told = Consent.objects.get()
    assert (told.granted, told.evidence, told.by) == (False, "on the phone", mei)


def test_the_timeline_tells_a_word_of_consent_in_a_sentence() -> None:
    person = make.customer()
    mei = make.mei()
    said = {"channel": "sms", "purpose": "marketing", "granted": "yes", "evidence": "form 7"}
    browser(mei).post(reverse("console:customer-consents", args=[person.pk]), said)

    shown = browser(mei).get(reverse("console:customer", args=[person.pk])).content.decode()

    assert "Agreed: Marketing by SMS" in shown
    assert "granted: " not in shown


def test_the_timeline_tells_of_segments_in_sentences() -> None:
    person = make.customer("Ada")
    with transaction.atomic():
        record(SegmentEntered(segment="New here"), at=make.NOON, customer_id=person.pk)
        record(SegmentLeft(segment="Asleep"), at=make.NOON, customer_id=person.pk)

    shown = browser(make.mei()).get(reverse("console:customer", args=[person.pk])).content.decode()

    assert "Came into the segment New here" in shown
    assert "Went out of the segment Asleep" in shown
    assert "segment.entered</" not in shown


def test_what_can_no_longer_be_said_whole_is_told_by_its_kind() -> None:
    person = make.customer("Ada")
    left = GroupLeft(group=1, name="Plum moms", leaving="").entry(make.NOON, customer_id=person.pk)
    with transaction.atomic():
        record_many([left], at=make.NOON)
    Event.objects.update(properties={"store_id": 3})

    [line] = browser(make.mei()).get(reverse("console:customer", args=[person.pk])).context["told"]

    assert (line.kind, line.text, line.details) == ("Left a group", "", [])


def test_of_an_erased_person_the_timeline_tells_what_was_ordered_for_how_much() -> None:
    person = make.customer("Ada")
    shop.order(person, total=12_345)
    event = Event.objects.get(kind="order.placed")
    Event.objects.update(properties=kept(event.kind, event.source, event.properties))

    [line] = browser(make.mei()).get(reverse("console:customer", args=[person.pk])).context["told"]

    assert (line.kind, line.text) == ("Order placed", "")
    assert line.details == [("Order total", "¥123.45")]


def test_what_a_shop_calls_like_a_fact_of_ours_is_not_told_in_our_words() -> None:
    person = make.customer("Ada")
    with transaction.atomic():
        record_many(
            [make.entry("tag.given", make.NOON, person.pk, properties={"name": "Thief"})],
            at=make.NOON,
        )

    [line] = browser(make.mei()).get(reverse("console:customer", args=[person.pk])).context["told"]

    assert (line.kind, line.text) == ("tag.given", "")
    assert line.details == [("Name", "Thief")]


def test_an_analyst_notes_no_consent() -> None:
    person = make.customer("Ada")

    answer = browser(make.lin()).post(reverse("console:customer-consents", args=[person.pk]), {})

    assert answer.status_code == 403


def test_a_merge_shows_both_sides_and_can_be_undone() -> None:
    person = make.customer("Ada", identities={"phone": "+8613800138000"})
    other = make.customer("A. L.", identities={"email": "ada@example.com"})
    client = browser(make.mei())
    address = reverse("console:merge-compare", args=[person.pk, other.pk])

    html = client.get(address).content.decode()
    client.post(address, {"evidence": "told me"})
    merge = Merge.objects.get()
    client.post(reverse("console:merge-undo", args=[person.pk, merge.pk]))

    other.refresh_from_db()
    merge.refresh_from_db()
    assert "ada@example.com" in html
    assert "13800138000" in html
    assert merge.evidence == "told me"
    assert merge.undone_at is not None
    assert other.merged_into is None


def test_a_copy_of_all_data_is_a_file_and_is_noted() -> None:
    person = make.customer("Ada")

    answer = browser(make.mei()).post(reverse("console:customer-copy", args=[person.pk]))

    assert "Ada" in answer.content.decode()
    assert "attachment" in answer.headers["Content-Disposition"]
    assert AuditEntry.objects.filter(action="customer.exported").count() == 1


def test_erasing_asks_for_the_number() -> None:
    person = make.customer("Ada")

    answer = browser(make.mei()).post(
        reverse("console:customer-erase", args=[person.pk]), {"confirmation": "yes"}
    )

    person.refresh_from_db()
    assert answer.status_code == 422
    assert person.erased_at is None


def test_an_erased_person_has_a_page_without_a_name() -> None:
    person = make.customer("Ada", identities={"phone": "+8613800138000"})
    client = browser(make.mei())

    client.post(
        reverse("console:customer-erase", args=[person.pk]), {"confirmation": str(person.pk)}
    )
    html = client.get(reverse("console:customer", args=[person.pk])).content.decode()

    assert "Erased customer" in html
    assert "Ada" not in html
    assert "13800138000" not in html
    assert client.get(reverse("console:customer-edit", args=[person.pk])).status_code == 409


def test_who_comes_back_after_an_erasure_may_be_let_in_again_once() -> None:
    person = make.customer("Ada", identities={"phone": "+8613800138000"})
    client = browser(make.mei())
    data = reverse("console:customer-data", args=[person.pk])
    client.post(
        reverse("console:customer-erase", args=[person.pk]), {"confirmation": str(person.pk)}
    )
    offered = client.get(data).content.decode()

    client.post(reverse("console:customer-lift", args=[person.pk]))

    assert "Let them come back" in offered
    assert "Let them come back" not in client.get(data).content.decode()
    assert AuditEntry.objects.filter(action="customer.erasure_lifted").count() == 1


def test_a_store_manager_lifts_no_erasure() -> None:
    person = make.customer("Ada", stores=(make.store("North"),))

    answer = browser(make.jun()).post(reverse("console:customer-lift", args=[person.pk]))

    assert answer.status_code == 403


def test_an_analyst_works_without_names() -> None:
    person = make.customer("Ada Bell", identities={"phone": "+8613800138000", "user_id": "u-9"})
    said = {"channel": "sms", "purpose": "marketing", "evidence": "Ada's form", "source": "x"}
    services.say_consent(person, granted=True, by=None, at=make.NOON, **said)  # type: ignore[arg-type]
    fact = make.entry("Gift", make.NOON, person.pk, properties={"to": "Ada", "value": 5})
    with transaction.atomic():
        record_many([fact], at=make.NOON)
    lin = browser(make.lin())

    pages = [
        lin.get(reverse(f"console:{name}", args=[person.pk])).content.decode()
        for name in ("customer", "customer-consents", "customer-merges")
    ]
    listed = lin.get(reverse("console:customers")).content.decode()
    found = {
        text: lin.get(reverse("console:customers"), {"q": text}).content.decode()
        for text in ("Ada", "13800138000", "u-9")
    }

    assert not any("Ada" in html for html in [*pages, listed])
    assert f"#{person.pk}" in listed
    assert "138****" not in found["Ada"]
    assert "138****" not in found["13800138000"]
    assert "138****" in found["u-9"]


@pytest.mark.parametrize(
    ("evidence", "shown"),
    [("phone, import:1", "Phone · Import 1"), ("said so, twice", "said so, twice")],
)
def test_what_speaks_for_a_merge_is_told_in_words(evidence: str, shown: str) -> None:
    pair = make.customer("Ada"), make.customer("Bea")
    MergeSuggestion.objects.create(
        first=pair[0], second=pair[1], evidence=evidence, made_at=make.NOON
    )

    page = browser(make.mei()).get(reverse("console:suggestions")).content.decode()

    assert f"Why: {shown} (" in page


def test_an_address_is_barred_and_released_with_who_and_when() -> None:
    mei = make.mei()
    who = make.customer("小满", identities={"email": "gone@example.com"})
    identity = who.identities.get()
    client, page = browser(mei), reverse("console:customer-consents", args=[who.pk])
    named = {"identity": identity.pk, "channel": "email"}

    client.post(reverse("console:address-suppression", args=[who.pk]), named)
    barred = client.get(page).content.decode()
    client.post(reverse("console:address-release", args=[who.pk]), named)
    released = client.get(page).content.decode()

    assert "gone@example.com" in barred
    assert reverse("console:address-release", args=[who.pk]) in barred
    assert reverse("console:address-suppression", args=[who.pk]) in released
    one = Suppression.objects.get()
    assert (one.by, one.lifted_by) == (mei, mei)


@pytest.mark.parametrize("named", [{}, {"identity": "x"}, {"channel": "sms"}, {"channel": "no"}])
def test_only_an_address_of_the_person_is_barred(named: dict[str, str]) -> None:
    who = make.customer("小满", identities={"email": "a@example.com"})
    other = make.customer("小雪", identities={"email": "b@example.com"})
    theirs = str(other.identities.get().pk)
    asked = {"identity": theirs if not named else str(who.identities.get().pk), "channel": "email"}

    answer = browser(make.mei()).post(
        reverse("console:address-suppression", args=[who.pk]), asked | named
    )

    assert answer.status_code == 404
    assert not Suppression.objects.exists()


def test_fields_of_the_senders_own_are_shown_to_who_works_with_contacts() -> None:
    person = make.customer("Ada")
    told = {"name": "Ada", "宝宝生日": "2026-01-02", "sizes": ["S", "M"], "vip": True}
    arrival = Arrival((Claim("user_id", "u1"),), make.NOON, "sdk:1", told)
    [resolved] = services.resolve([arrival], at=make.NOON)
    services.merge(person, Customer.objects.get(pk=resolved.customer_id), by=None, at=make.NOON)
    address = reverse("console:customer", args=[person.pk])

    shown = browser(make.mei()).get(address).content.decode()

    assert [each in shown for each in ("宝宝生日", "2026-01-02", "S, M")] == [True] * 3
    assert "宝宝生日" not in browser(make.lin()).get(address).content.decode()
