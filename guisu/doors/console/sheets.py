"""Rows as a file to download: CSV as it is read, or a spreadsheet."""

import tempfile
from collections.abc import Iterable, Sequence
from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponseBase
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_noop
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from guisu.doors.console.http import as_csv
from guisu.ground.kernel.refusals import Refusal

MOST_SHEET_ROWS = 100_000
TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class TooManyRows(Refusal):
    code = "console.too_many_rows"
    template = gettext_noop(
        "A spreadsheet takes at most %(most)s rows here. Download CSV, or narrow the list."
    )


def download(
    request: HttpRequest,
    name: str,
    header: Iterable[str | Promise],
    rows: Iterable[Sequence[object]],
) -> HttpResponseBase:
    """`rows` as `name-20261122.csv`, or `.xlsx` where the form's `format` asks for it.

    Raises `TooManyRows` for a spreadsheet.
    """
    words = [str(word) for word in header]
    stem = f"{name}-{timezone.localdate():%Y%m%d}"
    if request.POST.get("format") == "xlsx":
        return _spreadsheet(f"{stem}.xlsx", words, rows)
    return as_csv(f"{stem}.csv", words, rows)


def _spreadsheet(
    filename: str, header: Sequence[str], rows: Iterable[Sequence[object]]
) -> FileResponse:
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append(list(header))
    for number, row in enumerate(rows, start=1):
        if number > MOST_SHEET_ROWS:
            raise TooManyRows(most=f"{MOST_SHEET_ROWS:,}")
        sheet.append([_text(sheet, value) if isinstance(value, str) else value for value in row])
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it when it is sent
    book.save(file)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=filename, content_type=TYPE)


def _text(sheet: Any, value: str) -> Any:
    """Text stays text: a name that begins with `=` is no formula."""
    cell = WriteOnlyCell(sheet, value)
    cell.data_type = "s"
    return cell
