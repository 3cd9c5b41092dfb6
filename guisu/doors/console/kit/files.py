"""Rows as a file to download: CSV as it is read, or a spreadsheet; both say the same.

A response is read out after the view, so what belongs to the asker (their language, the
installation's zone) is put back for each row that is written.
"""

import csv
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from io import StringIO
from typing import Any, TypeVar

from django.http import FileResponse, HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.utils import timezone, translation
from django.utils.functional import Promise
from django.utils.http import content_disposition_header
from django.utils.translation import gettext_noop
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from guisu.doors.console.kit.columns import Column, Row
from guisu.ground.kernel.instants import milliseconds, shown
from guisu.ground.kernel.refusals import Refusal

MOST_SHEET_ROWS = 100_000
TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# A spreadsheet of a Chinese office also runs the full-width signs.
RUN_AS_FORMULA = frozenset("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")
Line = TypeVar("Line")


class TooManyRows(Refusal):
    code = "console.too_many_rows"
    template = gettext_noop(
        "A spreadsheet takes at most %(most)s rows here. Download CSV, or narrow the list."
    )


def written(
    request: HttpRequest,
    name: str | Promise,
    columns: Sequence[Column[Row]],
    rows: Iterable[Row],
) -> HttpResponseBase:
    """`rows` in the columns that are written to files. Raises `TooManyRows` as `download`."""
    cells = [(column.label, column.written) for column in columns if column.written is not None]
    header = [label for label, _cell in cells]
    return download(request, name, header, ([cell(row) for _label, cell in cells] for row in rows))


def download(
    request: HttpRequest,
    name: str | Promise,
    header: Iterable[str | Promise],
    rows: Iterable[Sequence[object]],
) -> HttpResponseBase:
    """`rows` as `name-20261122.csv`, or `.xlsx` where the form's `format` asks for it.

    Raises `TooManyRows` for a spreadsheet.
    """
    words = [str(word) for word in header]
    stem = f"{name}-{timezone.localdate():%Y%m%d}"
    values = ([_plain(value) for value in row] for row in rows)
    if request.POST.get("format") == "xlsx":
        return _spreadsheet(f"{stem}.xlsx", words, values)
    return _csv(f"{stem}.csv", words, values)


def _plain(value: object) -> object:
    """Instants as the installation's clock showed them; words as they are said."""
    if isinstance(value, datetime) and timezone.is_aware(value):
        return milliseconds(value).astimezone(timezone.get_current_timezone()).replace(tzinfo=None)
    return str(value) if isinstance(value, Promise) else value


def _spreadsheet(
    filename: str, header: Sequence[str], rows: Iterable[Sequence[object]]
) -> FileResponse:
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append(list(header))
    for count, row in enumerate(rows, start=1):
        if count > MOST_SHEET_ROWS:
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


def _csv(
    filename: str, header: Sequence[str], rows: Iterable[Sequence[object]]
) -> StreamingHttpResponse:
    """A file that Excel opens as UTF-8, written as it is read. Formulas are disarmed."""
    lines = as_asked(_csv_lines(header, rows))
    answer = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    disposition = content_disposition_header(as_attachment=True, filename=filename)
    answer["Content-Disposition"] = disposition or "attachment"
    return answer


def as_asked(lines: Iterator[Line]) -> Iterator[Line]:
    """`lines`, each made in the language and the zone of now, whenever it is asked for."""
    return _in_habits(lines, translation.get_language(), timezone.get_current_timezone())


def _in_habits(lines: Iterator[Line], language: str | None, zone: Any) -> Iterator[Line]:
    while True:
        with translation.override(language), timezone.override(zone):
            try:
                line = next(lines)
            except StopIteration:
                return
        yield line


def _csv_lines(header: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    line = StringIO()
    writer = csv.writer(line)
    yield "\ufeff"
    writer.writerow([_disarmed(word) for word in header])
    for row in rows:
        writer.writerow([_disarmed(value) for value in row])
        yield line.getvalue()
        line.seek(0)
        line.truncate()
    yield line.getvalue()


def _disarmed(value: object) -> object:
    """A text that a spreadsheet would run as a formula gets an apostrophe in front (OWASP)."""
    if isinstance(value, str) and value[:1] in RUN_AS_FORMULA:
        return "'" + value
    if isinstance(value, datetime):
        return shown(value)
    return "" if value is None else value
