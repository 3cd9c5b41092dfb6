"""Workbooks as tests need them: honest ones by openpyxl, others part by part."""

import zipfile
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
SHEET = "xl/worksheets/sheet1.xml"
PARTS = {
    "_rels/.rels": f'<Relationships xmlns="{PACKAGE}"><Relationship Id="rId1" '
    f'Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>'
    '<sheet name="One" sheetId="1" r:id="rId1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}"><Relationship Id="rId1" '
    f'Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" '
    f'Type="{OFFICE}/sharedStrings" Target="/xl/sharedStrings.xml"/></Relationships>',
}
HEAD, TAIL = f'<worksheet xmlns="{MAIN}"><sheetData>', "</sheetData></worksheet>"


def write(path: Path, rows: Iterable[str], **parts: str) -> None:
    """A workbook of one sheet; `rows` is the XML of its rows, `parts` others by path."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in {**PARTS, **parts}.items():
            archive.writestr(name, content)
        if SHEET not in parts:
            with archive.open(SHEET, "w", force_zip64=True) as part:
                for piece in chain([HEAD], rows, [TAIL]):
                    part.write(piece.encode())


def inline(reference: str, text: str) -> str:
    return f'<c r="{reference}" t="inlineStr"><is><t>{text}</t></is></c>'


def row(number: int, *cells: str) -> str:
    return f'<row r="{number}">{"".join(cells)}</row>'


def orders(count: int) -> Iterator[str]:
    """The rows of a shop's orders, header first, each unlike the others; 400 bytes each."""
    titles = ("订单号", "手机号", "下单时间", "金额", "数量", "商品", "门店", "状态")
    yield row(
        1, *(inline(f"{letter}1", title) for letter, title in zip("ABCDEFGH", titles, strict=True))
    )
    for number in range(2, count + 2):
        mixed = number * 2_654_435_761 % 2**32
        cells = (
            inline(f"A{number}", f"A{mixed:010d}"),
            f'<c r="B{number}"><v>{13_000_000_000 + mixed % 10**9}</v></c>',
            inline(f"C{number}", f"2026-0{mixed % 9 + 1}-1{mixed % 7} 10:{mixed % 50 + 10}:00"),
            f'<c r="D{number}"><v>{mixed % 90_000 / 100}</v></c>',
            f'<c r="E{number}"><v>{mixed % 9 + 1}</v></c>',
            inline(f"F{number}", f"商品 {mixed % 99_991}"),
            inline(f"G{number}", "North"),
            inline(f"H{number}", "已完成"),
        )
        yield row(number, *cells)
