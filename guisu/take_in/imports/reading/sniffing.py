"""Format, encoding, delimiter and header of a file: a guess that an operator can change."""

import csv
import re
from collections import Counter
from collections.abc import Sequence
from io import StringIO
from itertools import groupby, islice
from pathlib import Path

from guisu.ground.kernel.words import gettext_noop
from guisu.take_in.imports.domain.plan import Format, Layout
from guisu.take_in.imports.domain.problems import Unreadable
from guisu.take_in.imports.domain.values import looks_like_value
from guisu.take_in.imports.reading import rows as reading

SAMPLE = 256 * 1024
LINES = 200
DELIMITERS = (",", "\t", ";", "|")
REGULAR = 0.9
BOMS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
    (b"\x84\x31\x95\x33", "gb18030"),
)
# So many of its lines in a row must have the same cells for a table between remarks.
FEWEST_ROWS, FEWEST_CELLS, SHARE = 3, 3, 0.3
NO_TEXT = 0.02
CONTROLS = re.compile("[\x00-\x08\x0b\x0e-\x19\x1b-\x1f\ufffd]")
CHINESE = re.compile("[\u4e00-\u9fff]")
ODD = re.compile("[\ue000-\uf8ff\u0080-\u009f]")


def guess(path: Path) -> Layout:
    """The likeliest layout of the file at `path`. Raises `Unreadable` for what is no table."""
    with path.open("rb") as file:
        head = file.read(SAMPLE)
    if not head.strip():
        raise Unreadable(why=gettext_noop("it is empty"))
    if head.startswith(b"PAR1"):
        return Layout(Format.PARQUET)
    if head.startswith(b"PK\x03\x04"):
        return with_header_found(path, Layout(Format.XLSX))
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        raise Unreadable(why=gettext_noop("it is an old .xls file; save it as .xlsx or .csv"))
    return with_header_found(path, _text_layout(path, head))


def with_header_found(path: Path, layout: Layout) -> Layout:
    """`layout` with `skip` and `has_header` guessed from the rows it gives."""
    plain = _changed(layout, has_header=False, skip=0)
    top = [cells for _, cells in islice(reading.everything(path, plain), LINES)]
    if not top:
        raise Unreadable(why=gettext_noop("it has no rows"))
    skip = _title_lines(top)
    return _changed(layout, has_header=_has_header(top[skip:]), skip=skip)


def encoding_of(path: Path, head: bytes) -> str:
    """By its mark, else UTF-8 or UTF-16 if the bytes are that, else GB18030, else Western."""
    for mark, name in BOMS:
        if head.startswith(mark):
            return name
    if head[1::2].count(0) > len(head) // 4:
        return "utf-16-le"
    if head[0::2].count(0) > len(head) // 4:
        return "utf-16-be"
    if _is_all_utf8(path):
        return "utf-8"
    return "gb18030" if _is_chinese(head) else "cp1252"


def _is_all_utf8(path: Path) -> bool:
    """Over the whole file: the first Chinese name may stand in its last line."""
    try:
        with path.open(encoding="utf-8") as text:
            while text.read(1 << 20):
                pass
    except UnicodeDecodeError:
        return False
    return True


def _is_chinese(head: bytes) -> bool:
    whole_lines = head[: head.rfind(b"\n") + 1] or head
    text = whole_lines.decode("gb18030", errors="replace")
    bad = text.count("\ufffd") + len(ODD.findall(text))
    return len(CHINESE.findall(text)) > 4 * bad or bad == 0


def _text_layout(path: Path, head: bytes) -> Layout:
    encoding = encoding_of(path, head)
    with path.open(encoding=encoding, errors="replace", newline="") as text:
        # A file may be one endless line: no more of it is looked at than of any other.
        sample = StringIO(text.read(SAMPLE), newline="")
        lines = [line for line in islice(sample, LINES) if line.strip()]
    _require_text("".join(lines))
    regularity = {mark: _regularity(lines, mark) for mark in DELIMITERS}
    best = max(DELIMITERS, key=lambda mark: regularity[mark])
    if regularity[best] >= REGULAR:
        return Layout(Format.DELIMITED, encoding=encoding, delimiter=best)
    runs = {mark: _longest_run(lines, mark) for mark in DELIMITERS}
    best = max(DELIMITERS, key=lambda mark: runs[mark])
    if runs[best] >= max(FEWEST_ROWS, SHARE * len(lines)):
        return Layout(Format.DELIMITED, encoding=encoding, delimiter=best)
    counts = Counter(len(line.split()) for line in lines)
    usual, times = counts.most_common(1)[0]
    if usual > 1 and times >= REGULAR * len(lines):
        return Layout(Format.ALIGNED, encoding=encoding)
    if len(spans := _spans(lines)) > 1:
        return Layout(Format.ALIGNED, encoding=encoding, spans=spans)
    return Layout(Format.DELIMITED, encoding=encoding, delimiter=best)


def _regularity(lines: Sequence[str], delimiter: str) -> float:
    """Share of rows with the usual number of cells; 0 when that number is one."""
    try:
        counts = Counter(len(cells) for cells in csv.reader(lines, delimiter=delimiter))
    except csv.Error:
        return 0.0
    usual, times = counts.most_common(1)[0]
    return times / counts.total() + usual / 10_000 if usual > 1 else 0.0


def _require_text(sample: str) -> None:
    """Raise `Unreadable` for pictures, archives and other bytes that spell nothing."""
    if len(CONTROLS.findall(sample)) > NO_TEXT * len(sample):
        raise Unreadable(why=gettext_noop("it holds no text, so it is no table"))


def _longest_run(lines: Sequence[str], delimiter: str) -> int:
    """How many lines in a row have the same number of cells: a table among remarks."""
    try:
        widths = [len(cells) for cells in csv.reader(lines, delimiter=delimiter)]
    except csv.Error:
        return 0
    runs = (len(list(run)) for width, run in groupby(widths) if width >= FEWEST_CELLS)
    return max(runs, default=0)


def _spans(lines: Sequence[str]) -> tuple[tuple[int, int], ...]:
    """Where columns stand: runs of positions that are not blank in every line."""
    width = max(len(line.rstrip()) for line in lines)
    filled = {at for line in lines for at, letter in enumerate(line) if not letter.isspace()}
    starts = [at for at in sorted(filled) if at - 1 not in filled]
    return tuple(zip(starts, [*starts[1:], width + 1000], strict=True))


def _title_lines(top: Sequence[Sequence[str]]) -> int:
    """Lines above the table: those with fewer filled cells than the usual row has.

    A row of groups above the titles (`订单信息,,会员,`) is such a line as well.
    """
    filled = [sum(bool(cell.strip()) for cell in cells) for cells in top]
    # Of the widest table: a bill may have more lines of remarks than sales.
    usual = max(Counter(filled).items(), key=lambda each: each[0] * each[1])[0]
    if usual == 1:
        return 0
    ahead = next((at for at, count in enumerate(filled) if count >= max(2, usual // 2)), 0)
    below = ahead + 1
    is_group = below + 1 < len(top) and filled[below] > filled[ahead] and usual > filled[ahead]
    return below if is_group and _has_header(top[below:]) else ahead


def _has_header(top: Sequence[Sequence[str]]) -> bool:
    """Whether the first row names columns: no values in it, and no cell of it comes again below."""
    first = [cell.strip() for cell in top[0]]
    if any(looks_like_value(cell) for cell in first):
        return False
    rows = [row for row in top[1:] if list(row) != list(top[0])]
    if not rows:
        return True
    below = [{row[at].strip() for row in rows if at < len(row)} for at in range(len(first))]
    again = sum(cell in seen for cell, seen in zip(first, below, strict=True) if cell)
    return again == 0


def _changed(layout: Layout, *, has_header: bool, skip: int) -> Layout:
    return Layout(
        layout.format,
        layout.encoding,
        layout.delimiter,
        has_header=has_header,
        skip=skip,
        sheet=layout.sheet,
        spans=layout.spans,
    )
