"""XLSX row by row: no rectangle is ever laid out, so what a sheet claims to span costs nothing.

Written after ECMA-376 part 1, 18.3 (sheets) and 18.4 (shared texts).
"""

from collections.abc import Callable, Iterator
from typing import TypeAlias
from xml.etree.ElementTree import Element
from zipfile import ZipFile

from guisu.ground.kernel.words import gettext_noop
from guisu.take_in.imports.domain.problems import Unreadable
from guisu.take_in.imports.reading.cells import text
from guisu.take_in.imports.reading.workbooks import limits, numbers, places, texts, xml
from guisu.take_in.imports.reading.workbooks.merged import Merged

Row: TypeAlias = tuple[int, list[str]]
NO_WORKBOOK = gettext_noop("it is not an XLSX file; save it as .xlsx or .csv")
NO_SUCH = gettext_noop("it has no sheet of that name")


class Workbook:
    """Raises `Unreadable` for what is no XLSX: OpenDocument, XLSB, any other archive."""

    def __init__(self, archive: ZipFile) -> None:
        roots = [
            path for kind, path in xml.relations(archive, "").values() if kind == "officeDocument"
        ]
        root = next((path for path in roots if path.endswith(".xml")), "")
        tree = xml.whole(archive, root)
        if tree is None:
            raise Unreadable(why=NO_WORKBOOK)
        self._archive = archive
        self._relations = xml.relations(archive, root)
        parts = {xml.local(part.tag): part for part in tree}
        settings = parts.get("workbookPr")
        self._is_macs = settings is not None and settings.get("date1904") in {"1", "true"}
        listed = parts.get("sheets")
        self.paths = {
            sheet.get("name", ""): path
            for sheet in (listed if listed is not None else ())
            for kind, path in [self._relations.get(xml.attribute(sheet, "id"), ("", ""))]
            if kind == "worksheet"
        }

    def rows(self, sheet: str) -> Iterator[Row]:
        """The rows of a sheet that hold something, each as wide as the widest before it.

        The first sheet where `sheet` is empty. Raises `Unreadable`.
        """
        name = sheet or next(iter(self.paths), "")
        if name not in self.paths:
            raise Unreadable(why=NO_SUCH)
        shared = texts.shared(self._archive, self._part("sharedStrings"))
        formats = numbers.formats(self._archive, self._part("styles"), is_macs=self._is_macs)
        read = _Cells(shared, formats).read
        merged = Merged(self._archive, self.paths[name])
        last = width = 0
        for row in xml.each(self._archive, self.paths[name], "row", "sheetData"):
            told = row.get("r", "")
            last = int(told) if told.isdecimal() and int(told) > last else last + 1
            cells = merged.fill(last, _laid_out(row, last, read))
            width = max(width, len(cells))
            limits.check_place(last, width)
            if any(cells):
                yield last, cells + [""] * (width - len(cells))

    def _part(self, wanted: str) -> str:
        return next((path for kind, path in self._relations.values() if kind == wanted), "")


def _laid_out(row: Element, number: int, read: Callable[[Element], str]) -> list[str]:
    cells: list[str] = []
    column = 0
    for cell in row:
        if cell.tag != "c":
            continue
        reference = cell.get("r")
        column = places.column(reference) if reference else column + 1
        limits.check_column(column, number)
        if not (value := read(cell)):
            continue
        if column > len(cells):
            cells.extend([""] * (column - len(cells)))
        cells[column - 1] = value
    return cells


class _Cells:
    """What a cell says, as text."""

    def __init__(self, shared: texts.Texts, formats: list[numbers.Write]) -> None:
        self._shared = shared
        self._formats = formats

    def read(self, cell: Element) -> str:
        kind = cell.get("t", "n")
        if kind == "inlineStr":
            return "".join(texts.of(part) for part in cell if part.tag == "is")
        value = cell.findtext("v")
        # An error is a formula that has come to nothing.
        return self._told(kind, value, cell) if value and kind != "e" else ""

    def _told(self, kind: str, value: str, cell: Element) -> str:
        if kind == "s":
            return self._shared[int(value)]
        if kind == "n":
            return self._number(value, cell.get("s", ""))
        if kind == "b":
            return "true" if value.strip() == "1" else "false"
        return texts.plain(value)

    def _number(self, value: str, style: str) -> str:
        number = int(style) if style.isdecimal() else -1
        write = self._formats[number] if 0 <= number < len(self._formats) else text
        return write(float(value))
