"""Columns of tags, and of yes and no to marketing, in a file of customers."""

from datetime import timedelta

import pytest

from guisu.know.customers import selectors, services
from guisu.know.customers.models import Consent, Customer, Tag, TagKind
from guisu.know.customers.selectors import tags
from guisu.know.customers.services.tags import defining
from guisu.take_in.imports import services as imports
from guisu.take_in.imports.domain.plan import Kind
from guisu.take_in.imports.models import Import
from tests import make
from tests.imports import files

pytestmark = pytest.mark.django_db
HEADER = "customer_id,标签,短信订阅,accepts_email_marketing,订阅时间"
SMS = ("sms", "marketing")


def taken(*rows: str, header: str = HEADER) -> Import:
    made = imports.receive(
        [files.csv_of(header, *rows)],
        name="members.csv",
        kind=Kind.CUSTOMERS,
        by=None,
        at=make.NOON,
    )
    imports.start(made, by=None, at=make.NOON)
    return imports.run(made.pk, clock=lambda: make.NOON)


def person(user_id: str) -> Customer:
    return Customer.objects.get(identities__value=user_id)


def word(user_id: str, channel: str = "sms") -> bool | None:
    said = selectors.consents_now(person(user_id)).get((channel, "marketing"))
    return said.granted if said else None


def say(granted: bool, at: timedelta) -> Customer:  # noqa: FBT001 - a word
    somebody = make.customer("Ada", identities={"user_id": "u1"})
    services.say_consent(
        somebody, channel="sms", purpose="marketing", granted=granted, evidence="call",
        source="staff", said_at=make.NOON + at, by=None, at=make.NOON,
    )  # fmt: skip
    return somebody


def test_tags_of_one_cell_are_given_each_and_new_ones_made() -> None:
    defining.define(name="VIP", kind=TagKind.VALUE, by=None, at=make.NOON)

    taken("u1,宝妈;vip、新客,,,", "u2,宝妈,,,")

    assert {tag.name for tag in tags.tags_of([person("u1").pk])[person("u1").pk]} == {
        "宝妈",
        "VIP",
        "新客",
    }
    assert Tag.objects.get(name="VIP").kind == TagKind.VALUE
    assert Tag.objects.get(name="宝妈").kind == TagKind.BASIC


def test_the_same_file_again_gives_nothing_twice() -> None:
    for _ in range(2):
        taken("u1,宝妈,是,no,2026-01-02", "u2,宝妈,已退订,,")

    assert Tag.objects.count() == 1
    assert Consent.objects.count() == 3


def test_words_of_yes_and_no_stand_with_their_day_and_their_file() -> None:
    made = taken("u1,,已订阅,unsubscribed,2026-01-02", "u2,,未订阅,,")

    said = selectors.consents_now(person("u1"))
    assert (word("u1"), word("u1", "email"), word("u2")) == (True, False, None)
    assert said[SMS].at.date().isoformat() == "2026-01-01"  # midnight in Shanghai
    assert (said[SMS].evidence, said[SMS].source) == ("members.csv", made.source)
    assert made.rows_taken == 2


@pytest.mark.parametrize(
    ("standing", "told", "holds"),
    [(False, "是,", False), (True, "否,", False), (False, "是,2027-01-01", True)],
)
def test_a_yes_without_a_day_never_outweighs_a_no(
    standing: bool,  # noqa: FBT001 - a word
    told: str,
    holds: bool,  # noqa: FBT001 - a word
) -> None:
    somebody = say(standing, timedelta(days=-3))
    yes_or_no, day = told.split(",")

    taken(f"u1,,{yes_or_no},,{'2026-11-22' if day else ''}")

    assert word("u1") is (holds if not day else selectors.consents_now(somebody)[SMS].granted)


def test_somebody_erased_gets_no_tag_and_no_word() -> None:
    services.erase(make.customer("Ada", identities={"user_id": "u1"}), by=None, at=make.NOON)

    taken("u1,宝妈,是,,")

    assert not Consent.objects.exists()
    assert not any(tags.tags_of(Customer.objects.values_list("pk", flat=True)).values())
