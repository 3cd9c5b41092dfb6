"""Who came by a code: counted once, tagged, greeted with the code's own words."""

import random
from typing import Any

import pytest
from django.utils import timezone

from guisu.act.acquisition import selectors, services
from guisu.act.acquisition.models import CodeArrival
from guisu.act.acquisition.services import codes
from guisu.ground.events.models import Event
from guisu.know.customers.models import CustomerStore, Tag, Tagging, TagKind
from guisu.know.customers.services import export_person, tags
from guisu.take_in.sync.models import Tie
from tests import make
from tests.acquisition.acts import code, scan, settle
from tests.sync.acts import Shop

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _known(blossom: Shop) -> None:
    services.set_welcome(blossom.connection, text="你好", by=None, at=make.NOON)
    blossom.read()


@pytest.fixture
def tag() -> Tag:
    return tags.define(name="海报来的", kind=TagKind.BASIC, group="", by=None, at=make.NOON)


def greeted(shop: Shop) -> list[str]:
    while services.greet():
        pass
    return [one["content"]["text"]["content"] for one in shop.ground.look("delivered")]


def test_who_scans_is_counted_tagged_known_to_the_store_and_greeted_with_the_codes_words(
    blossom: Shop, tag: Tag
) -> None:
    made = code(blossom, "staff01", tags=[tag], store=make.store(), words="海报来的你好")

    scan(blossom, made)

    arrival = CodeArrival.objects.get()
    assert (arrival.code, arrival.is_first, arrival.left_at) == (made, True, None)
    assert Tagging.objects.get().customer == arrival.customer
    assert CustomerStore.objects.get().store == make.store()
    assert greeted(blossom) == ["海报来的你好"]
    [told] = Event.objects.filter(kind="code.arrived")
    assert (told.properties["name"], told.customer_id) == ("海报", arrival.customer_id)
    assert [one["code"] for one in export_person(arrival.customer)["codes"]] == ["海报"]


def test_every_coming_counts_and_the_first_touch_stays(blossom: Shop) -> None:
    first, second = code(blossom, "staff01", name="一"), code(blossom, "staff02", name="二")
    met = scan(blossom, first)
    person = met["external_id"]
    blossom.ground.forward(60)

    blossom.ground.act("scan", config_id=second.config_id, external_id=person)
    blossom.ground.act("delete_staff", external_id=person, user_id=met["user_id"])
    blossom.hear()
    blossom.ground.forward(60)
    blossom.ground.act("scan", config_id=first.config_id, external_id=person)
    blossom.hear()
    settle()

    came = selectors.came([first, second], at=timezone.now())
    assert (came[first.pk].total, came[first.pk].left, came[first.pk].present) == (2, 1, 1)
    assert (came[first.pk].new, came[second.pk].new) == (1, 0)
    assert CodeArrival.objects.get(is_first=True).code == first


def test_repeats_disorder_and_a_reading_of_the_whole_count_nobody_twice(blossom: Shop) -> None:
    made = code(blossom, "staff01", "staff02")
    for number in range(6):
        met = blossom.ground.scanned(made.config_id)
        if number % 2:
            gone = {"external_id": met["external_id"], "user_id": met["user_id"]}
            blossom.ground.act("delete_staff", **gone)
    news = blossom.news() * 2
    random.Random(7).shuffle(news)  # noqa: S311 - disorder, no secret

    blossom.tell(news)
    blossom.read()
    settle()

    [came] = selectors.came([made], at=timezone.now()).values()
    living = Tie.objects.filter(state=made.state, ended_at=None).count()
    assert (came.present, living) == (3, 3)
    assert came.total == CodeArrival.objects.values("customer").distinct().count()


def test_of_somebody_added_from_one_side_first_there_is_one_greeting_and_the_page_says_so(
    blossom: Shop,
) -> None:
    made = code(blossom, "staff01", words="海报来的你好")
    met = scan(blossom, made, half_first=True)
    assert greeted(blossom) == ["海报来的你好"]

    pair: dict[str, Any] = {"external_id": met["external_id"], "user_id": met["user_id"]}
    blossom.ground.act("confirm", **pair)
    blossom.hear()
    settle()

    assert greeted(blossom) == ["海报来的你好"]
    assert selectors.greetings_by(made) == [("Sent", 1), ("Greeted already when half added", 1)]
    assert CodeArrival.objects.count() == 1


def test_both_codes_of_somebody_added_in_two_steps_are_one_greeting(blossom: Shop) -> None:
    made = code(blossom, "staff01")
    met = blossom.ground.scanned(made.config_id, half_first=True)
    pair: dict[str, Any] = {"external_id": met["external_id"], "user_id": met["user_id"]}
    blossom.ground.act("confirm", **pair)
    blossom.hear()

    assert greeted(blossom) == ["你好"]
    assert dict(selectors.greetings_by(made)) == {"Sent": 1, "Greeted already when half added": 1}


def test_where_wecoms_own_console_greets_nobody_else_does_and_the_page_says_why(
    blossom: Shop,
) -> None:
    blossom.ground.act("change", user_id="staff01", greets_by_console=True)
    made = code(blossom, "staff01")

    scan(blossom, made)

    assert greeted(blossom) == []
    assert selectors.greetings_by(made) == [("WeCom gave no welcome code", 1)]


def test_who_comes_by_a_deleted_code_is_counted_and_greeted_like_anybody(blossom: Shop) -> None:
    made = code(blossom, "staff01", words="海报来的你好")
    blossom.ground.scanned(made.config_id)
    codes.delete(made, by=None, at=timezone.now())
    settle()

    blossom.hear()
    settle()

    assert greeted(blossom) == ["你好"]
    assert CodeArrival.objects.get().code == made
