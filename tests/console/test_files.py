"""Files to download: no text of a shop's customers is run by a spreadsheet."""

import csv
from io import StringIO

import pytest
from django.http import StreamingHttpResponse
from django.test import RequestFactory

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
