"""One table, written in every format and encoding that shops export, reads as the same rows."""

import csv
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from guisu.take_in.imports.domain.plan import Format, Layout
from guisu.take_in.imports.domain.problems import QuoteNeverClosed, Unreadable
from guisu.take_in.imports.reading import rows as reading
from guisu.take_in.imports.reading import sniffing
from tests.properties import a_share

Table = list[list[str]]
Write = Callable[[Path, Table, str], None]
TITLES = ["订单号", "客户", "备注"]
# Neither what no sheet can hold nor half pairs, which no encoding can.
WRITABLE = st.characters(exclude_categories=["Cc", "Cs", "Cn", "Co"], exclude_characters="\ufeff")
HAN = st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5)


def delimited(mark: str) -> Write:
    def write(path: Path, table: Table, encoding: str) -> None:
        with path.open("w", encoding=encoding, newline="") as file:
            csv.writer(file, delimiter=mark).writerows(table)

    return write


def aligned(path: Path, table: Table, encoding: str) -> None:
    ends = [end for _, end in spans(table)]
    lines = []
    for cells in table:
        line = ""
        for cell, end in zip(cells, ends, strict=True):
            line = (line + cell).ljust(end)
        lines.append(line + "\n")
    with path.open("w", encoding=encoding, newline="") as file:
        file.writelines(lines)


def sheet(path: Path, table: Table, _encoding: str) -> None:
    book = openpyxl.Workbook()
    page = book.worksheets[0]
    for number, cells in enumerate(table, 1):
        for place, cell in enumerate(cells, 1):
            held = page.cell(number, place)
            held.value, held.data_type = cell or None, "s" if cell else "n"
    book.save(path)


def parquet(path: Path, table: Table, _encoding: str) -> None:
    columns = zip(*table[1:], strict=True)
    pq.write_table(pa.table(dict(zip(table[0], map(list, columns), strict=True))), path)


def spans(table: Table) -> tuple[tuple[int, int], ...]:
    """Where columns stand, with a blank between."""
    found, start = [], 0
    for column in zip(*table, strict=True):
        end = start + max(map(len, column)) + 1
        found.append((start, end))
        start = end
    return tuple(found)


def read(path: Path, layout: Layout) -> Table:
    return [reading.titles(path, layout), *(cells for _, cells in reading.body(path, layout))]


FORMATS: dict[str, tuple[Write, Callable[[Table, str], Layout]]] = {
    "csv": (delimited(","), lambda _, by: Layout(Format.DELIMITED, by)),
    "tsv": (delimited("\t"), lambda _, by: Layout(Format.DELIMITED, by, "\t")),
    "txt": (aligned, lambda table, by: Layout(Format.ALIGNED, by, spans=spans(table))),
    "xlsx": (sheet, lambda _, by: Layout(Format.XLSX)),
    "parquet": (parquet, lambda _, by: Layout(Format.PARQUET)),
}
KINDS = [(kind, by) for kind in ("csv", "tsv", "txt") for by in ("utf-8", "utf-8-sig", "gb18030")]
KINDS += [("xlsx", ""), ("parquet", "")]


def tables(*columns: st.SearchStrategy[str]) -> st.SearchStrategy[Table]:
    below = st.lists(st.tuples(*columns).map(list), min_size=1, max_size=6)
    return below.map(lambda rows: [TITLES, *rows])


def any_text(*, fewest: int = 0) -> st.SearchStrategy[str]:
    """Text without blanks around it, which a column of fixed width cannot keep."""
    return st.text(WRITABLE, min_size=fewest, max_size=8).filter(lambda text: text == text.strip())


@pytest.mark.parametrize(("kind", "encoding"), KINDS)
@a_share(4)
@given(table=tables(any_text(fewest=1), any_text(), any_text()))
def test_every_cell_reads_as_it_was_written(
    kind: str, encoding: str, table: Table, tmp_path: Path
) -> None:
    write, layout = FORMATS[kind]
    path = tmp_path / f"orders.{kind}"
    write(path, table, encoding)

    assert read(path, layout(table, encoding)) == table


numbers = st.integers(10_000, 99_999).map(lambda number: f"A{number}")
buyers = st.text(HAN, min_size=2, max_size=4)
amounts = st.integers(1, 99_999).map(lambda cents: f"{cents / 100:.2f}")


@pytest.mark.parametrize(("kind", "encoding"), KINDS)
@a_share(4)
@given(table=tables(numbers, buyers, amounts))
def test_how_a_shops_table_is_written_is_found_out_without_help(
    kind: str, encoding: str, table: Table, tmp_path: Path
) -> None:
    path = tmp_path / "orders"
    FORMATS[kind][0](path, table, encoding)

    layout = sniffing.guess(path)

    assert read(path, layout) == table


OPENED = 'number,name\r\nA1,fine\r\nA2,"opened\r\nA3,swallowed\r\n'


@pytest.mark.parametrize("end", ["", "\r\n", "A4,too"])
def test_a_quotation_mark_that_is_never_closed_swallows_nothing_in_silence(
    tmp_path: Path, end: str
) -> None:
    path = tmp_path / "file.csv"
    layout = Layout(format=Format.DELIMITED, encoding="utf-8", delimiter=",")
    path.write_text(OPENED + end, newline="")

    with pytest.raises(QuoteNeverClosed, match="line 3"):
        list(reading.body(path, layout))

    path.write_text('number,name\r\nA1,"opened\r\n', newline="")
    with pytest.raises(QuoteNeverClosed, match="line 2"):
        list(reading.body(path, layout))
    path.write_text('number,name\r\nA1,a "word\r\nA2,"two\r\nlines"', newline="")
    assert list(reading.body(path, layout)) == [
        (2, ["A1", 'a "word']),
        (3, ["A2", "two\r\nlines"]),
    ]


@pytest.mark.parametrize("line", ["x" * 2_000_000, "a,b\n" * 50 + '1,"' + "y " * 1_000_000 + '"\n'])
def test_one_endless_line_is_looked_at_no_more_than_any_other(tmp_path: Path, line: str) -> None:
    path = tmp_path / "file.csv"
    path.write_text(line)

    with pytest.raises(Unreadable, match="field limit"):
        sniffing.guess(path)


def test_values_of_parquet_that_python_has_none_for_are_unreadable_cells(tmp_path: Path) -> None:
    path = tmp_path / "file.parquet"
    ages = pa.array([0, 2**62, 5], pa.int64()).cast(pa.timestamp("us"))
    torn = pa.array([b"fine", b"\xff\xfe", b"too"], pa.binary()).view(pa.string())
    pq.write_table(pa.table({"at": ages, "name": torn}), path)

    [_, first, second, third] = list(reading.body(path, Layout(Format.PARQUET, has_header=False)))

    assert first[1] == ["1970-01-01T00:00:00", "fine"]
    assert second[1] == ["\ufffd", "\ufffd"]
    assert third[1][1] == "too"
