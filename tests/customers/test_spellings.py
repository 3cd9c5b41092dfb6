"""Somebody is found in a text however they are written there, and nobody else is."""

import json
from urllib.parse import quote, quote_plus

import pytest

from guisu.know.customers.domain.spellings import BLANK, Words, blanked, each_text

PLUM = Words.of(
    {
        ("phone", "+8613800138000"),
        ("email", "p.blossom@example.com"),
        ("email", "plumblossom@gmail.com"),
        ("external_userid@1", "wmAbC12345"),
        ("user_id", "u1"),
        ("other", "card:88001234"),
    },
    {"李梅花", "Plum Blossom", "Al", "梅"},
)


def without(text: str, _field: str = "") -> str:
    return blanked(text, PLUM.found(text))


@pytest.mark.parametrize(
    "spelled",
    [
        "13800138000",
        "+8613800138000",
        "+86 138 0013 8000",
        "0086-138-0013-8000",
        "86 13800138000",
        "138-0013-8000",
        "(138) 0013 8000",
        "１３８００１３８０００",
        quote("+86 138 0013 8000"),
        quote_plus("+86 138 0013 8000"),
        "3800138000",
        "P.BLOSSOM@Example.COM",
        quote("p.blossom@example.com"),
        "p.blossom＠example.com",
        "Plum.Blossom+shop@googlemail.com",
        "wmAbC12345",
        "WMABC12345",
        "88001234",
        "李梅花",
        quote("李梅花"),
        "\\u674e\\u6885\\u82b1",
        "PLUM  BLOSSOM",
        "Plum+Blossom",
        "plum%20blossom",
        "ＰＬＵＭ Blossom",
    ],
)
def test_somebody_is_found_however_they_are_spelled(spelled: str) -> None:
    for around in ("%s", "for %s, please", "q=%s&store=3", '{"told": "%s"}', "（%s）"):
        told = around.replace("%s", spelled)

        assert without(told) == around.replace("%s", BLANK)


@pytest.mark.parametrize("escaped", [True, False])
def test_json_stays_json(*, escaped: bool) -> None:
    told = {
        "of": ["李梅花", {"phone": 13800138000}],
        "note": "梅花 and “李梅花”",
        "n": 5,
        "ok": True,
    }
    text = json.dumps(told, ensure_ascii=escaped)

    left = json.loads(without(text).replace(f": {BLANK}", f': "{BLANK}"'))

    assert left == {
        "of": [BLANK, {"phone": BLANK}],
        "note": f"梅花 and “{BLANK}”",
        "n": 5,
        "ok": True,
    }
    assert each_text(told, without) == left


def test_a_long_number_is_found_inside_an_orders_number() -> None:
    assert without("N20261129-13800138000-7") == f"N20261129-{BLANK}-7"
    assert without("2026112913800138000") == f"20261129{BLANK}"


@pytest.mark.parametrize(
    "text",
    [
        "13800138001",
        "1380013",
        "p.blossom@example.com.cn",
        "xp.blossom@example.com",
        "plums blossom",
        "aplum blossom",
        "u1",
        "Al",
        "梅子",
        "100%E6",
        "\\u67",
        "",
        "%",
        "%ff%fe",
        "\\ud83d\\ude00",
    ],
)
def test_nobody_else_is(text: str) -> None:
    assert without(text) == text


def test_a_name_is_told_apart_from_one_that_is_all_that_a_field_says() -> None:
    for text in ("李梅花", f"q={quote('李梅花')}&sort=new", "store=3&q=plum+blossom"):
        assert [(hit.is_name, hit.is_whole) for hit in PLUM.found(text)] == [(True, True)]
    assert [hit.is_whole for hit in PLUM.found("Tea of Plum Blossom")] == [False]


def test_what_keeps_rows_apart_gets_a_mark_of_its_own() -> None:
    marked = [
        blanked(text, PLUM.found(text), lambda was: f"{BLANK}{was[-2:]}")
        for text in ("A 13800138000", "A 李梅花")
    ]

    assert marked == [f"A {BLANK}00", f"A {BLANK}梅花"]


def test_of_nothing_nothing_is_found() -> None:
    assert Words.of((), ()).found("anything") == []


SUNSHINE = Words.of(
    {("phone", "+8613800138000")},
    {"阳光", "Kim", "李梅花"},
    ["阳光~", "阳光明媚", "小阳光", "李梅花 2"],
)


@pytest.mark.parametrize(
    "text", ["阳光~", "给阳光明媚送花", "小阳光", quote("阳光明媚"), "李梅花 2"]
)
def test_inside_somebody_elses_name_nobody_is_named(text: str) -> None:
    assert SUNSHINE.found(text) == []


def test_beside_somebody_elses_name_they_are_found_still() -> None:
    assert [hit.start for hit in SUNSHINE.found("阳光明媚和阳光")] == [5]
    assert [hit.start for hit in SUNSHINE.found("李梅花 3")] == [0]


@pytest.mark.parametrize(
    ("text", "is_ordinary"),
    [
        ("今天阳光很好", True),
        ("阳光房", True),
        ("call Kim today", True),
        ("阳光", False),
        ("Kim", False),
        ("回访「阳光」，周五", False),
        ("q=kim&sort=new", False),
        ("给李梅花打电话", False),
    ],
)
def test_a_name_that_is_a_word_too_is_told_from_one_that_is_not(
    text: str, *, is_ordinary: bool
) -> None:
    assert [hit.is_ordinary for hit in SUNSHINE.found(text)] == [is_ordinary]
