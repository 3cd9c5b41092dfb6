"""Imports and how far they are, what a file's columns hold, and which saved mappings fit."""

import csv
import io
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.db.models import QuerySet

from guisu.ground.kernel.refusals import NotFound
from guisu.ground.kernel.words import gettext_noop
from guisu.ground.staff.domain import Permission, Scope
from guisu.know.commerce.domain import OrderTold
from guisu.take_in.imports.domain.guessing import fingerprint
from guisu.take_in.imports.domain.plan import FIELDS, Format, Kind, missing_fields
from guisu.take_in.imports.domain.problems import FileGone, NotReady, Problem, Reason, Tally, Warned
from guisu.take_in.imports.models import Import, SavedMapping, SetAside
from guisu.take_in.imports.reading import rows as reading
from guisu.take_in.imports.reading import sheets
from guisu.take_in.imports.taking.stream import Stream
from guisu.take_in.imports.taking.units import Happening, Person, Unit
from guisu.take_in.imports.wording import FIELD_LABELS, REASON_LABELS, WARNING_LABELS

SAMPLES = 5


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the file, some of its cells, and the field it is mapped to (empty: none)."""

    title: str
    samples: tuple[str, ...]
    field: str


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an import is. `rate` in rows a second; `seconds_left` None while it is unknown."""

    state: str
    rows_total: int | None
    rows_read: int
    rows_taken: int
    rows_refused: int
    rows_left_out: int
    percent: int
    rate: int
    seconds_left: int | None


@dataclass(frozen=True, slots=True)
class PreviewRow:
    """One unit of the file as it would go in: an order (with its lines), a person, an event.

    `order`, `event` None and `problems` filled: it would not. `who` are (channel, value).
    """

    row: int
    rows: int
    cells: tuple[str, ...]
    who: tuple[tuple[str, str], ...]
    traits: dict[str, Any]
    order: OrderTold | None
    event: Happening | None
    problems: tuple[Problem, ...]
    warned: tuple[Warned, ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """The first units, the first problems, and both counted over the rows checked.

    `unknown_stores`: names of stores that nobody has opened, with the rows that are refused for it.
    """

    rows: tuple[PreviewRow, ...]
    problems: tuple[Problem, ...]
    tally: Tally
    rows_checked: int
    unknown_stores: Counter[str]


@dataclass(frozen=True, slots=True)
class Result:
    """`created`, `changed`, `unchanged`: orders, people or events by the kind of file.

    `refused` and `left_out` count rows; `warned` orders or lines, as the label says.
    """

    created: int
    changed: int
    unchanged: int
    customers_created: int
    refused: list[tuple[Any, int]]
    left_out: list[tuple[Any, int]]
    warned: list[tuple[Any, int]]


def imports(scope: Scope) -> QuerySet[Import]:
    """All imports, newest first. Raises `NotPermitted` without the permission to import."""
    scope.require(Permission.IMPORT)
    return Import.objects.select_related("uploaded_by").order_by("-pk")


def imported(scope: Scope, pk: int) -> Import:
    """One import. Raises `NotPermitted`, `NotFound`."""
    found = imports(scope).filter(pk=pk).first()
    if found is None:
        raise NotFound(what=gettext_noop("import"), number=pk)
    return found


def columns(of: Import) -> list[Column]:
    """The file's columns as the layout reads them, with samples. Raises `FileGone`."""
    _require_file(of)
    layout = of.read_layout()
    field_of = {title: name for name, title in of.read_plan().columns.items()}
    top = [cells for _, cells in islice(reading.body(of.path, layout), SAMPLES)]
    return [
        Column(
            title,
            tuple(cells[at] for cells in top if at < len(cells)),
            field_of.get(title, ""),
        )
        for at, title in enumerate(of.titles)
    ]


def sheet_names(of: Import) -> list[str]:
    """The sheets of a workbook; none for other formats."""
    _require_file(of)
    return sheets.names(of.path) if of.read_layout().format is Format.XLSX else []


def field_choices(kind: Kind) -> list[tuple[str, Any]]:
    """(field, label) of all that a column of such a file can mean."""
    return [(name, FIELD_LABELS[name]) for name in FIELDS[kind]]


def mappings_for(of: Import) -> list[SavedMapping]:
    """Saved mappings for this kind of file whose columns are all here; same header first."""
    titles, mark = set(of.titles), fingerprint(of.titles)
    fitting = [
        mapping
        for mapping in SavedMapping.objects.filter(kind=of.kind)
        if set(mapping.plan.get("columns", {}).values()) <= titles
    ]
    return sorted(fitting, key=lambda mapping: (mapping.fingerprint != mark, mapping.name))


def same_file(of: Import) -> Import | None:
    """An earlier import of the very same bytes that ran to its end, if there is one."""
    earlier = Import.objects.filter(digest=of.digest, kind=of.kind, state=Import.State.DONE)
    return earlier.exclude(pk=of.pk).order_by("-pk").first()


def progress(of: Import) -> Progress:
    rate = of.rows_read / of.seconds_run if of.seconds_run else 0.0
    total = of.rows_total
    left = round((total - of.rows_read) / rate) if total is not None and rate else None
    percent = 100 * of.rows_read // total if total else (100 if of.is_over else 0)
    return Progress(
        of.state,
        total,
        of.rows_read,
        of.rows_taken,
        of.rows_refused,
        of.rows_left_out,
        min(percent, 100),
        round(rate),
        left,
    )


def preview(of: Import, *, shown: int = 20, checked: int = 1_000) -> Preview:
    """The first rows as a run would take them; problems are counted over `checked` rows.

    Nothing is written. An order cut off by the last checked row is shown without its rest.
    Raises `NotReady`, `FileGone`, `Unreadable`.
    """
    _require_file(of)
    lacking = missing_fields(Kind(of.kind), of.read_plan())
    if lacking:
        raise NotReady(fields=", ".join(lacking))
    tally, rows, problems, count = Tally(), list[PreviewRow](), list[Problem](), 0
    strange = Counter[str]()
    with Stream(of, limit=checked) as stream:
        stream.survey(lambda: None)
        for unit in stream.units():
            count += unit.rows
            for problem in unit.problems:
                tally.note(problem)
                strange[problem.detail] += problem.reason is Reason.UNKNOWN_STORE
            problems += unit.problems[: shown - len(problems)]
            tally.warned.update(warned.value for warned in unit.warned)
            if len(rows) < shown:
                rows.append(_previewed(unit))
    return Preview(tuple(rows), tuple(problems), tally, count, +strange)


def _previewed(unit: Unit) -> PreviewRow:
    order, person, event = unit.order, unit.person, unit.event
    who = tuple((one.channel, one.value) for one in person.claims) if person else ()
    traits = _told_of(person) if person else {}
    return PreviewRow(
        unit.first_row,
        unit.rows,
        unit.cells,
        who,
        traits,
        order,
        event,
        tuple(unit.problems),
        tuple(unit.warned),
    )


def _told_of(person: Person) -> dict[str, Any]:
    """Traits, tags and words of consent, as a person looks them over."""
    words = {name: f"{name} {'✓' if said else '✗'}" for name, said in person.consents.items()}
    tags = {"tags": ", ".join(person.tags)} if person.tags else {}
    return {**person.traits, **tags, **words}


def result(of: Import) -> Result:
    """What became of the file: counts, and how many rows or orders for each reason, labelled."""
    tally = Tally.from_json(of.tally)
    return Result(
        of.created,
        of.changed,
        of.unchanged,
        of.customers_created,
        _labelled(tally.refused),
        _labelled(tally.left_out),
        [(WARNING_LABELS[Warned(name)], count) for name, count in tally.warned.most_common()],
    )


def _labelled(counts: Counter[str]) -> list[tuple[Any, int]]:
    return [(REASON_LABELS[Reason(name)], count) for name, count in counts.most_common()]


def set_aside(of: Import) -> QuerySet[SetAside]:
    """The rows that did not go in, in the file's order."""
    return SetAside.objects.filter(of=of).order_by("row", "id")


def set_aside_csv(of: Import) -> Iterator[str]:
    """The lines of a CSV: row, field, reason, detail, and the original cells under their titles.

    Begins with a byte order mark, without which Excel takes UTF-8 for something else.
    """
    yield "\ufeff" + csv_line(["row", "field", "reason", "detail", *of.titles])
    for row in set_aside(of).iterator(chunk_size=2_000):
        reason = str(REASON_LABELS[Reason(row.reason)])
        field = str(FIELD_LABELS.get(row.field, row.field))
        yield csv_line([str(row.row), field, reason, row.detail, *row.cells])


def csv_line(cells: list[str]) -> str:
    """One CSV line; a cell that a spreadsheet would run as a formula is written as text."""
    line = io.StringIO()
    csv.writer(line).writerow([_inert(cell) for cell in cells])
    return line.getvalue()


def _inert(cell: str) -> str:
    is_formula = cell[:1] in {"=", "@", "\t", "\r"} or (
        cell[:1] in {"+", "-"} and not cell[1:].replace(".", "").replace(",", "").isdigit()
    )
    return f"'{cell}" if is_formula else cell


def _require_file(of: Import) -> None:
    if not of.has_file:
        raise FileGone


def saved_mappings() -> QuerySet[SavedMapping]:
    """All mappings that somebody saved under a name."""
    return SavedMapping.objects.all()
