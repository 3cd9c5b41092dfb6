"""Workbooks: read as Excel shows them, row by row; what attacks is refused with the reason."""

import os
import signal
import subprocess
import sys
import zipfile
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import openpyxl
import pytest
import python_calamine
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from guisu.ground.kernel.refusals import Refusal
from guisu.take_in.imports.domain.plan import Format, Layout
from guisu.take_in.imports.domain.problems import (
    SheetSpreads,
    TakesTooMuch,
    TooManyColumns,
    UnpacksTooMuch,
    Unreadable,
)
from guisu.take_in.imports.reading import rows as reading
from guisu.take_in.imports.reading import sheets, sniffing
from guisu.take_in.imports.reading.cells import text
from guisu.take_in.imports.reading.workbooks import limits
from guisu.take_in.imports.reading.workbooks.limits import MOST_COLUMNS
from tests import child
from tests.config.serving import children
from tests.imports import books
from tests.imports.books import inline, row

VALUES: list[object] = [
    *("plain", " blanks ", "a&b <c>", "两行\n字", "_x0041_", 7, -3, 0.1, 1e21, 12.5, 13085.0),
    *(
        True,
        False,
        date(2026, 1, 2),
        datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC).replace(tzinfo=None),
    ),
    *(time(10, 30), timedelta(hours=30, minutes=5), "#N/A", "=1/0", "last"),
]
ROWS = 800_000
FORMATS = ["0.00%", "yyyy年m月d日", '"day" 0', "[Red]0.0", "[h]:mm", "h:mm AM/PM", "General", "@"]


@pytest.mark.parametrize("is_macs", [False, True])
def test_values_read_as_the_reader_before_read_them(tmp_path: Path, *, is_macs: bool) -> None:
    book = openpyxl.Workbook()
    if is_macs:
        book.epoch = CALENDAR_MAC_1904
    page = book.worksheets[0]
    page.append(VALUES)
    page.append([])
    for column, code in enumerate(FORMATS, 1):
        page.cell(3, column, 1.25).number_format = code
        page.cell(4, column, 46_000).number_format = code
    page.merge_cells("A6:C6")
    page["D6"] = "merged"
    path = tmp_path / "values"
    book.save(path)

    read = dict(sheets.rows(path, ""))

    with python_calamine.CalamineWorkbook.from_path(path) as other:
        cells = other.get_sheet_by_index(0).to_python(skip_empty_area=False)
    theirs = {number: [text(each) for each in own] for number, own in enumerate(cells, 1)}
    assert list(read) == [1, 3, 4, 6]
    assert read == {number: theirs[number] for number in read}


@pytest.mark.parametrize(
    ("day", "number"), [("1900-01-01", 1), ("1900-02-28", 59), ("1900-03-01", 61)]
)
def test_the_day_in_1900_that_never_was_moves_no_other(
    tmp_path: Path, day: str, number: int
) -> None:
    book = openpyxl.Workbook()
    book.worksheets[0].cell(1, 1, number).number_format = "yyyy-mm-dd"
    book.save(tmp_path / "days")

    assert list(sheets.rows(tmp_path / "days", "")) == [(1, [day])]


def test_rows_keep_the_numbers_that_a_person_sees_and_the_width_of_the_table(
    tmp_path: Path,
) -> None:
    path = tmp_path / "gaps"
    blank = [f'<row r="{number}" s="1"/>' for number in range(10, 1000)]
    books.write(
        path,
        [
            row(3, inline("B3", "number"), inline("C3", "name")),
            row(5, inline("B5", "A1")),
            "<row><c><v>7</v></c><c/></row>",
            *blank,
            row(1000, inline("C1000", "last")),
        ],
    )

    assert list(sheets.rows(path, "One")) == [
        (3, ["", "number", "name"]),
        (5, ["", "A1", ""]),
        (6, ["7", "", ""]),
        (1000, ["", "", "last"]),
    ]


def test_sheets_are_found_by_their_names(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.create_sheet("二月").append(["x"])
    book.save(tmp_path / "book")

    assert sheets.names(tmp_path / "book") == ["Sheet", "二月"]
    assert list(sheets.rows(tmp_path / "book", "二月")) == [(1, ["x"])]
    assert list(sheets.rows(tmp_path / "book", "")) == []
    with pytest.raises(Unreadable, match="no sheet of that name"):
        list(sheets.rows(tmp_path / "book", "三月"))


def test_tags_may_have_prefixes(tmp_path: Path) -> None:
    sheet = (
        f'<?xml version="1.0"?><x:worksheet xmlns:x="{books.MAIN}" xmlns:y="urn:y"><x:sheetData>'
        '<x:row r="1" y:dy="0.25"><x:c r="A1" t="str"><x:v>told</x:v></x:c></x:row>'
        "</x:sheetData></x:worksheet>"
    )
    books.write(tmp_path / "prefixed", [], **{books.SHEET: sheet})

    assert list(sheets.rows(tmp_path / "prefixed", "")) == [(1, ["told"])]


def far(path: Path) -> None:
    books.write(path, [row(1, inline("A1", "a")), row(2**20, inline(f"XFD{2**20}", "b"))])


def wide(path: Path) -> None:
    books.write(path, [row(1, inline("A1", "a"), inline("XFE1", "b"))])


def puffed(path: Path) -> None:
    books.write(path, [row(1, inline("A1", "a")), *[" " * 2**20] * 300])


def endless_row(path: Path) -> None:
    noise = "".join(f"<c><v>{number * 7919}</v></c>" for number in range(100_000))
    books.write(path, ["<row>", *[noise] * 20, "</row>"])


def swelling(path: Path) -> None:
    entities = '<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
    sheet = (
        f"<!DOCTYPE worksheet [{entities}]>{books.HEAD}{row(1, inline('A1', '&b;'))}{books.TAIL}"
    )
    books.write(path, [], **{books.SHEET: sheet})


def all_texts(path: Path) -> None:
    item = "".join(f"<si><t>{number:0500d}</t></si>" for number in range(2000))
    shared = f'<sst xmlns="{books.MAIN}">{item * 280}</sst>'
    books.write(path, [row(1, '<c r="A1" t="s"><v>0</v></c>')], **{"xl/sharedStrings.xml": shared})


def absent_text(path: Path) -> None:
    books.write(path, [row(1, '<c r="A1" t="s"><v>5</v></c>')])


def cut_off(path: Path) -> None:
    books.write(path, [], **{books.SHEET: books.HEAD + row(1, inline("A1", "a"))})


def nowhere(path: Path) -> None:
    books.write(path, [row(1, '<c r="17"><v>1</v></c>')])


def empty(path: Path) -> None:
    with zipfile.ZipFile(path, "w"):
        pass


BOMBS = [
    (far, SheetSpreads, "1048576 rows and 16384 columns"),
    (wide, TooManyColumns, "Row 1 has 16385 columns"),
    (puffed, UnpacksTooMuch, "unpacks to 300 MB"),
    (endless_row, Unreadable, "larger than any"),
    (swelling, Unreadable, "document type"),
    pytest.param(all_texts, Unreadable, "256 MB", marks=pytest.mark.slow),
    (absent_text, Unreadable, "not there"),
    (cut_off, Unreadable, "cut off"),
    (nowhere, Unreadable, "at no place"),
    (empty, Unreadable, "not an XLSX file"),
]


@pytest.mark.parametrize(
    ("make", "refusal", "why"), BOMBS, ids=lambda each: getattr(each, "__name__", "")
)
def test_a_workbook_that_attacks_is_refused_with_the_reason(
    make: Callable[[Path], None], refusal: type[Refusal], why: str, tmp_path: Path
) -> None:
    make(tmp_path / "bomb")

    with pytest.raises(refusal, match=why):
        list(sheets.rows(tmp_path / "bomb", ""))


def test_a_reader_that_dies_dies_alone(tmp_path: Path) -> None:
    books.write(tmp_path / "book", books.orders(20_000))
    read = sheets.rows(tmp_path / "book", "")
    next(read)
    [reader] = children(os.getpid())

    os.kill(reader, signal.SIGKILL)

    with pytest.raises(TakesTooMuch, match="more memory or time"):
        list(read)


def test_a_reader_ends_with_who_asked_it(tmp_path: Path) -> None:
    books.write(tmp_path / "book", books.orders(20_000))

    for _ in sheets.rows(tmp_path / "book", ""):
        break

    assert children(os.getpid()) == []


def test_a_reader_gets_no_more_memory_than_its_bound() -> None:
    """What a file makes of it is an allocation that fails there, not here."""
    program = f"from {limits.__name__} import bound_process; bound_process(); bytearray(2**31)"

    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-c", program], capture_output=True, check=False
    )

    assert b"MemoryError" in done.stderr


def test_as_many_columns_as_excel_has_are_read_and_named_once_each(tmp_path: Path) -> None:
    path = tmp_path / "wide"
    cells = [f'<c t="str"><v>{"title" if at % 2 else ""}</v></c>' for at in range(MOST_COLUMNS)]
    books.write(path, [row(1, *cells), row(2, inline("A2", "x"))])

    titles = reading.titles(path, Layout(Format.XLSX))

    assert len(set(titles)) == MOST_COLUMNS
    assert titles[:4] == ["#1", "title", "#3", "title (2)"]


def test_a_text_file_with_more_columns_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "wide.csv"
    path.write_text(",".join(f"c{at}" for at in range(200_000)) + "\n" + "1," * 199_999 + "1\n")

    with pytest.raises(TooManyColumns, match="Row 1 has 200000 columns; 16384 can be read"):
        reading.titles(path, sniffing.guess(path))


@pytest.mark.slow
@pytest.mark.django_db
def test_a_sheet_of_300_mb_is_read_in_little_memory(tmp_path: Path) -> None:
    path = tmp_path / "large"
    books.write(path, books.orders(ROWS))
    with zipfile.ZipFile(path) as archive:
        assert archive.getinfo(books.SHEET).file_size > 300 * 2**20

    with child.running("tests.imports.acts:read_workbook", path) as reader:
        said = reader.communicate(timeout=900)[0].split()

    rows, reader_mb, own_mb = map(int, said)
    assert rows == ROWS + 1
    assert reader_mb < 120
    assert own_mb < 200
