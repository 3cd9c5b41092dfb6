"""Numbers, days and moments as each language writes them."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone, translation

from guisu.doors.console import wording
from guisu.doors.console.lifecycle.shown import share
from guisu.doors.console.templatetags.console import last_line

NOW = datetime(2026, 11, 22, 14, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "chinese", "english"),
    [
        (0, "0", "0"),
        (9_999, "9,999", "9,999"),
        (12_345, "1.2 万", "12.3K"),
        (-20_000, "-2 万", "-20K"),
        (99_996, "10 万", "100K"),
        (123_456_789, "1.2 亿", "123.5M"),
    ],
)
def test_numbers_shorten_as_people_count(value: int, chinese: str, english: str) -> None:
    with translation.override("zh-hans"):
        assert wording.short_number(value) == chinese
    with translation.override("en"):
        assert wording.short_number(value) == english


@pytest.mark.parametrize(
    ("language", "shown"),
    [("zh-hans", "11月22日 周日"), ("zh-hant", "11月22日 週日"), ("en", "Sun 22 Nov")],
)
def test_days_are_written_in_the_language(language: str, shown: str) -> None:
    with translation.override(language):
        assert wording.day(date(2026, 11, 22), today=date(2026, 1, 1)) == shown


def test_another_year_is_named() -> None:
    with translation.override("zh-hans"):
        assert wording.day(date(2025, 1, 3), today=date(2026, 1, 1)) == "2025年1月3日 周五"


@pytest.mark.parametrize(
    ("age", "shown"),
    [
        (timedelta(seconds=20), "just now"),
        (timedelta(minutes=5), "5 minutes ago"),
        (timedelta(hours=23, minutes=59), "23 hours ago"),
        (timedelta(hours=24), "Sat 21 Nov 22:00"),
        (timedelta(minutes=-5), "Sun 22 Nov 22:05"),
    ],
)
def test_moments_are_relative_only_below_a_day(age: timedelta, shown: str) -> None:
    with translation.override("en"), timezone.override(ZoneInfo("Asia/Shanghai")):
        assert wording.moment(NOW - age, now=NOW) == shown


def test_money_shortens_with_its_currency() -> None:
    with translation.override("zh-hans"):
        assert wording.short_money(12_345_678, "CNY") == "¥12.3 万"
    with translation.override("en"):
        assert wording.short_money(-999, "CNY") == "-¥9.99"


def test_an_empty_error_has_an_empty_last_line() -> None:
    assert last_line(" \n") == ""


@pytest.mark.parametrize(
    ("part", "whole", "text"),
    [(0, 90_000, "0.0%"), (12, 90_000, "<0.1%"), (90, 90_000, "0.1%"), (1, 0, "")],
)
def test_few_among_many_are_not_nobody(part: int, whole: int, text: str) -> None:
    assert share(part, whole) == text


def test_words_and_sentences_stand_apart_as_the_language_does() -> None:
    with translation.override("zh-hans"):
        assert wording.listing(["名字", "生日"]) == "名字、生日"
        assert wording.sentences("刚刚统计。", "还有 3 项。") == "刚刚统计。还有 3 项。"
    with translation.override("en"):
        assert wording.sentences("Counted.", "") == "Counted."
