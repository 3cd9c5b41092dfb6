"""The editor says what its inputs say, keeps only what is whole, and each sees their people."""

import json
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.urls import reverse

from guisu.doors.console.segments import drafts
from guisu.doors.console.segments.lookups import Lookups
from guisu.ground.staff.models import AuditEntry, Store
from guisu.ground.staff.selectors import scope_of
from guisu.ground.warehouse.loading import load
from guisu.ground.warehouse.services import mark_changed
from guisu.know.commerce.models import Product
from guisu.know.segments.definition.windows import Dates, DaysAgo, LastDays, LastHours
from guisu.know.segments.models import Segment
from guisu.know.segments.selectors import segments as reading
from guisu.know.segments.services import refreshing, segments
from tests import conditions as c
from tests import make
from tests.console.browsing import browser
from tests.console.shop import order

pytestmark = pytest.mark.django_db
NEW = "/segments/new/"
TWICE = {
    "n0-kind": "all",
    "n0-size": "1",
    "n0_0-kind": "bought",
    "n0_0-window_way": "last_days",
    "n0_0-window_a": "90",
    "n0_0-times_way": "at_least",
    "n0_0-times_a": "2",
}


def load_all() -> None:
    while load():
        pass


def mei() -> Client:
    return browser(make.mei())


def saved(client: Client, **inputs: str) -> c.Condition:
    answer = client.post(reverse("console:new-segment"), {**inputs, "name": "Some", "save": "1"})
    assert answer.status_code == 302, answer.content.decode()
    return reading.condition_of(Segment.objects.get(name="Some"))


def made(name: str = "Buyers", condition: c.Condition | None = None) -> Segment:
    asked = condition or c.Bought()
    return segments.create(name, asked, by=make.mei(), at=make.NOON)


def counted() -> None:
    load_all()
    refreshing.refresh_due(at=make.NOON + timedelta(days=1))


def test_what_is_filled_in_is_what_is_kept() -> None:
    kept = saved(mei(), **TWICE)

    assert kept == c.All((c.Bought(c.Range(2), LastDays(90)),))


@pytest.mark.parametrize(
    "condition",
    [
        c.All((c.Bought(c.Range(None, 0)), c.Not(c.Tagged((4,))))),
        c.AnyOf((c.Spent(c.Range(1050, 2000), LastDays(1)), c.Not(c.AnyOf((c.Age(c.Range(18)),))))),
        c.All((c.AverageOrder(c.Range(None, 990), DaysAgo(1, 1)), c.Seen("last", DaysAgo(30)))),
        c.All((c.OrderedAt("first", DaysAgo(3, 9), c.OrderFilter(tiers=("core",), stores=(2,))),)),
        c.All((c.Did(c.Happening("Paid", (c.Property("sku", "is", ("A", "7", 7.0)),))),)),
        c.All((c.DidThen(c.Happening("A"), c.Happening("B"), 48, LastHours(5)),)),
        c.All((c.DidRegularly(c.Happening("A"), 7, 3, 4), c.Stopped(c.Happening("A"), 30, 60))),
        c.All((c.Resumed(c.Happening("A"), 30, 7), c.DidAt(c.Happening("A"), "last", Dates()))),
        c.All((c.InCell((5, 4), (), (1,)), c.InStage(("active",)), c.Agreed("sms", "marketing"))),
        c.All((c.KnownBy(("phone",)), c.KnownAt((1,)), c.BirthMonth((2,)), c.Birthday(0))),
        c.All((c.Attribute("gender", "is", ("",)), c.Attribute("region", "contains", ("上海",)))),
        c.All((c.Not(c.Not(c.Bought())), c.InSegment(9))),
    ],
)
def test_the_editor_gives_back_the_condition_that_it_was_given(condition: c.Condition) -> None:
    for pk, code in enumerate(("north", "south"), start=1):
        Store.objects.create(pk=pk, code=code, name=code.title())
    scope = scope_of(make.mei())

    shown = drafts.shown(drafts.of_condition(condition), Lookups(scope))

    assert _plain(shown.condition) == _plain(condition)


def _plain(condition: c.Condition) -> c.Condition:
    """Without double Nots, which say nothing."""
    match condition:
        case c.Not(c.Not(part)):
            return _plain(part)
        case c.Not(part):
            return c.Not(_plain(part))
        case c.All(parts):
            return c.All(tuple(map(_plain, parts)))
        case c.AnyOf(parts):
            return c.AnyOf(tuple(map(_plain, parts)))
        case _:
            return condition


def test_buttons_add_take_away_and_group_without_keeping_anything() -> None:
    client = mei()

    added = client.post(NEW, {**TWICE, "n0-new": "tagged", "op": "add:0"}).content.decode()
    grouped = client.post(NEW, {**TWICE, "op": "group:0"}).content.decode()
    removed = client.post(NEW, {**TWICE, "op": "remove:0_0"}).content.decode()

    assert 'name="n0_1-kind"' in added
    assert 'value="tagged"' in added
    assert 'name="n0_1_0-kind"' in grouped
    assert 'name="n0_0-kind"' not in removed
    assert not Segment.objects.exists()


def test_a_word_in_the_products_means_all_that_contain_it() -> None:
    milk = [
        Product.objects.create(
            sku=f"M{n}", name=f"奶粉 {n} 段", name_key=f"奶粉 {n} 段", created_at=make.NOON
        )
        for n in (1, 2)
    ]

    kept = saved(mei(), **TWICE, **{"n0_0-products-typed": "奶粉"})

    assert isinstance(kept, c.All)
    assert isinstance(kept.parts[0], c.Bought)
    assert set(kept.parts[0].only.products) == {each.pk for each in milk}


def test_a_word_that_means_nothing_is_refused_and_not_left_out() -> None:
    inputs = {**TWICE, "n0_0-products-typed": "no such thing", "name": "Some", "save": "1"}

    answer = mei().post(NEW, inputs)

    assert answer.status_code == 422
    assert "There is nothing called “no such thing”." in answer.content.decode()
    assert not Segment.objects.exists()


def test_what_is_missing_is_said_and_a_taken_name_too() -> None:
    made("Buyers")
    empty = {**TWICE, "n0_0-times_a": "", "name": "Some", "save": "1"}

    missing = mei().post(NEW, empty)
    taken = mei().post(NEW, {**TWICE, "name": "buyers", "save": "1"})

    assert missing.status_code == taken.status_code == 422
    assert "Fill in a number." in missing.content.decode()
    assert "Another segment is called buyers." in taken.content.decode()


def test_what_the_editor_refuses_comes_back_into_the_form_alone() -> None:
    answer = mei().post(NEW, {**TWICE, "name": "", "save": "1"}, headers={"hx-request": "true"})

    assert answer.status_code == 422
    assert answer.headers["HX-Retarget"] == "#editor"
    assert answer.headers["HX-Reselect"] == "#editor > .card-body"
    assert answer.headers["HX-Reswap"] == "innerHTML"


def test_the_preview_counts_shows_a_few_and_says_it_in_words() -> None:
    ann = make.customer("Ann")
    mark_changed("customers", [ann.pk])
    order(ann)
    order(ann)
    load_all()

    answer = mei().post(reverse("console:new-segment-preview"), TWICE).content.decode()

    assert "of 1" in answer
    assert "Ann" in answer
    assert "in the last 90 days, orders of anything: at least 2 times" in answer


def test_an_address_may_begin_the_editor_with_a_condition() -> None:
    asked = urlencode({"definition": json.dumps({"is": "rfm", "recency": [5]})})

    whole = mei().get(f"{NEW}?{asked}").content.decode()
    broken = mei().get(f"{NEW}?definition=%7B").status_code

    assert 'value="rfm"' in whole
    assert broken == 200


def test_a_segment_shows_its_people_to_each_as_far_as_they_see() -> None:
    north, south = make.store("North"), make.store("South")
    here, there = make.customer("Ann", stores=(north,)), make.customer("Bea", stores=(south,))
    mark_changed("customers", [here.pk, there.pk])
    order(here, store=north)
    order(there, store=south)
    segment = made()
    counted()
    page = reverse("console:segment", args=[segment.pk])

    whole, part = (browser(who).get(page).content.decode() for who in (make.mei(), make.jun()))
    export = reverse("console:segment-export", args=[segment.pk])
    lines = b"".join(browser(make.jun()).post(export).streaming_content).decode()  # type: ignore[attr-defined]

    assert "Ann" in whole
    assert "Bea" in whole
    assert "Ann" in part
    assert "Bea" not in part
    assert "Ann" in lines
    assert "Bea" not in lines
    assert AuditEntry.objects.filter(subject=f"segment:{segment.pk}", staff=make.jun()).exists()


def test_two_segments_are_compared_and_their_parts_become_segments() -> None:
    ann, bea = make.customer("Ann"), make.customer("Bea")
    mark_changed("customers", [ann.pk, bea.pk])
    order(ann)
    order(ann)
    order(bea)
    once, twice = made("Once"), made("Twice", c.Bought(c.Range(2)))
    counted()

    page = mei().get(reverse("console:segment-comparison"), {"first": once.pk, "second": twice.pk})

    assert page.context["overlap"] == reading.Overlap(both=1, first_alone=1, second_alone=0)
    assert "50.0%" in page.content.decode()
    assert page.content.decode().count("definition=") == 3


def test_an_older_version_can_be_taken_again() -> None:
    segment = made()
    segments.change(
        segment, name="Buyers", condition=c.Not(c.Bought()), by=make.mei(), at=make.NOON
    )
    edit = reverse("console:segment-edit", args=[segment.pk])

    older = " ".join(mei().get(edit, {"version": 1}).content.decode().split())
    newer = " ".join(mei().get(edit).content.decode().split())

    chosen = '<option value="1" selected>is not so</option>'
    assert chosen not in older
    assert chosen in newer


def test_archiving_asks_first_and_is_undone_by_one_button() -> None:
    segment = made()
    archiving = reverse("console:segment-archiving", args=[segment.pk])

    mei().post(archiving, {"act": "archive"})
    listed: Any = mei().get(reverse("console:segments")).content.decode()
    mei().post(archiving, {"act": "restore"})

    segment.refresh_from_db()
    assert reverse("console:segment", args=[segment.pk]) not in listed
    assert segment.archived_at is None


def test_what_a_segment_has_in_common_stands_against_all_others() -> None:
    inside = [make.customer(f"in {n}") for n in range(6)]
    outside = [make.customer(f"out {n}") for n in range(6)]
    mark_changed("customers", [row.pk for row in (*inside, *outside)])
    for row in inside:
        order(row, sku="A1")
        order(row, sku="B2")
    for row in outside[:3]:
        order(row, sku="B2")
    segment = made("Buyers of A1", c.Bought(c.Range(2)))
    counted()

    page = mei().get(reverse("console:segment-differences", args=[segment.pk]))

    rows = {row["name"]: row for label, some in page.context["groups"] for row in some}
    assert rows["Product A1"] == {
        "name": "Product A1",
        "inside": "100.0%",
        "outside": "0.0%",
        "times": "only inside",
    }
    assert rows["Product B2"]["times"] == "2.0"
