"""Bulk acts and files are about who was chosen: of the chosen who are gone none is everybody."""

import pytest
from django.http import QueryDict
from django.test import Client
from django.urls import reverse

from guisu.act.messaging.models import Broadcast
from guisu.doors.console.kit.choices import AllOf, NobodyLeft, These, chosen, these
from guisu.ground.staff.models import AuditEntry
from guisu.know.customers import services
from guisu.know.customers.models import Consent, Customer, TagBatch, Tagging, TagKind
from guisu.know.customers.services import tags
from tests import make
from tests.channels.acts import connection
from tests.console.browsing import browser

pytestmark = pytest.mark.django_db

TAG = {"act": "give", "tag": "VIP", "why": "", "sure": "yes"}
WORD = {
    "channel": "sms",
    "purpose": "marketing",
    "granted": "yes",
    "evidence": "signed at the fair",
    "sure": "yes",
}
MESSAGE = {"sure": "yes", "title": "Spring", "text": "Hello"}
# Each act with what is typed besides; none of them is about everybody by itself.
ACTS = [
    pytest.param("customers-tags", (), TAG, id="tag"),
    pytest.param("customers-tags", (), {**TAG, "act": "take"}, id="take a tag"),
    pytest.param("customers-consents", (), WORD, id="consent"),
    pytest.param("customers-home", (), {"sure": "yes", "store": ""}, id="home"),
    pytest.param("customer-export", (), {"format": "csv"}, id="export"),
    pytest.param("new-message", ("customers",), MESSAGE, id="message"),
]


def gone_by_merge() -> list[object]:
    kept, merged = make.customer("Ada"), make.customer("Ada L.")
    services.merge(kept, merged, evidence="same", by=make.mei(), at=make.NOON)
    return [merged.pk]


def gone_by_erasure() -> list[object]:
    erased = make.customer("Eve")
    services.erase(erased, by=None, at=make.NOON)
    return [erased.pk]


def of_another_store() -> list[object]:
    return [make.customer("Zoe", stores=(make.store("South"),)).pk]


def unreadable() -> list[object]:
    return ["", "x", "-1", "9" * 30, "9" * 5_000]


GONE = [
    pytest.param(of_another_store, id="foreign store"),
    pytest.param(gone_by_merge, id="merged"),
    pytest.param(gone_by_erasure, id="erased"),
    pytest.param(unreadable, id="unreadable"),
    pytest.param(list, id="no row at all"),
]


@pytest.fixture
def client() -> Client:
    """Somebody of North, where three people are known whom nobody ticked."""
    north = make.store("North")
    tags.define(name="VIP", kind=TagKind.VALUE, by=make.mei(), at=make.NOON)
    connection()
    for name in ("Kim", "Lou", "Max"):
        make.customer(name, stores=(north,))
    return browser(make.jun())


@pytest.mark.parametrize(("page", "args", "typed"), ACTS)
@pytest.mark.parametrize("gone", GONE)
def test_when_none_of_the_chosen_is_left_nothing_is_done_to_anybody(
    client: Client, page: str, args: tuple[str, ...], typed: dict[str, str], gone: object
) -> None:
    ticked = gone()  # type: ignore[operator]

    answer = client.post(reverse(f"console:{page}", args=args), {**typed, "row": ticked})

    said = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]
    assert answer.status_code == 422
    assert not any(name in said.decode() for name in ("Kim", "Lou", "Max"))
    assert not Tagging.objects.exists()
    assert not TagBatch.objects.exists()
    assert not Consent.objects.exists()
    assert not Broadcast.objects.exists()
    assert not AuditEntry.objects.filter(action="customers.exported").exists()


@pytest.mark.parametrize("filters", ["store=999999", "tag=999999", "spent=much", "seen=ever"])
@pytest.mark.parametrize("page", ["customers-tags", "customer-export"])
def test_a_filter_that_cannot_be_read_is_not_taken_for_none(
    client: Client, page: str, filters: str
) -> None:
    answer = client.post(reverse(f"console:{page}"), {**TAG, "format": "csv", "filters": filters})

    assert answer.status_code == 422
    assert not TagBatch.objects.exists()


def test_a_filter_of_a_store_that_one_does_not_see_exports_no_order(client: Client) -> None:
    south = make.store("South")

    answer = client.post(reverse("console:order-export"), {"filters": f"store={south.pk}"})

    assert answer.status_code == 422


@pytest.mark.parametrize("asked", ["x", "9" * 30])
@pytest.mark.parametrize("page", ["behaviour", "funnel", "retention", "cohorts"])
def test_a_segment_that_cannot_be_read_is_not_everybody(page: str, asked: str) -> None:
    answer = browser(make.lin()).get(reverse(f"console:{page}"), {"segment": asked})

    assert answer.status_code == 404


def test_rows_weigh_more_than_a_filter_and_neither_is_nobody() -> None:
    assert chosen(QueryDict("row=x&filters=")) == These(())
    assert chosen(QueryDict("row=7&row=7&row=8&filters=q")) == These((7, 8))
    assert chosen(QueryDict("sure=yes")) == These(())
    assert chosen(QueryDict("filters=")) == AllOf("")
    assert these(QueryDict("group=5&row=8"), "group") == These((5,))


def test_these_are_who_is_left_and_refuse_when_nobody_is() -> None:
    ada = make.customer("Ada")

    assert These((ada.pk, 10**17)).among(Customer.objects.all()) == [ada.pk]
    with pytest.raises(NobodyLeft):
        These((10**17,)).among(Customer.objects.all())
