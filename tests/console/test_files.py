"""Files to download: no text of a shop's customers is run by a spreadsheet."""

import csv
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.http import StreamingHttpResponse
from django.test import RequestFactory
from django.utils import timezone

from guisu.doors.console.kit import files

FORMULAS = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(1)",
    "\t=1",
    "\r=1",
    "\n=1+1",
    "\uff1d1+1",
    "\uff0b1",
    "\uff0d1",
    "\uff20SUM(1)",
]


@pytest.mark.parametrize("text", FORMULAS)
def test_no_text_of_a_csv_file_is_run_as_a_formula(text: str) -> None:
    answer = files.download(RequestFactory().post("/"), "people", [text], [[text]])
    assert isinstance(answer, StreamingHttpResponse)
    lines = StringIO(answer.getvalue().decode("utf-8-sig"), newline="")

    header, row = csv.reader(lines)

    assert header == row == [f"'{text}"]


def test_a_csv_file_keeps_the_milliseconds_of_its_moments() -> None:
    whole = datetime(2026, 11, 22, 4, 0, 5, tzinfo=UTC)
    rows = [[whole], [whole + timedelta(microseconds=250_123)]]
    with timezone.override("Asia/Shanghai"):
        answer = files.download(RequestFactory().post("/"), "moments", ["at"], rows)
        assert isinstance(answer, StreamingHttpResponse)
        lines = StringIO(answer.getvalue().decode("utf-8-sig"), newline="")

    assert list(csv.reader(lines))[1:] == [["2026-11-22 12:00:05"], ["2026-11-22 12:00:05.250"]]
