"""`guisu import`: a file of orders, customers or events, from the command line."""

import codecs
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeRemainingColumn
from rich.table import Table

from guisu.config import start
from guisu.ground.kernel.words import gettext_noop

if TYPE_CHECKING:
    from guisu.take_in.imports.models import Import
    from guisu.take_in.imports.selectors import PreviewRow

PIECE = 1 << 20
# What to add to the command, by why rows would be refused.
WAYS_OUT = {
    "date_order": "Say how 3/4/2024 is meant: --date-order dmy, or --date-order mdy",
    "unknown_store": "Name the store of all rows: --store CODE, or leave the column out of --map",
    "unknown_currency": "Name the currency of rows that tell none: --currency CNY",
    "not_a_date": "Name another column of times: --map placed_at=COLUMN",
    "shifted": "If the table begins elsewhere, name the row of its titles: --header-row 2",
    "lost_digits": "Export the column as text: what a spreadsheet rounded cannot be brought back",
}
CONSTANTS = ("channel", "currency", "store")


def register(app: typer.Typer) -> None:
    app.command(name="import", rich_help_panel=start.FILL)(take_in)


def take_in(  # noqa: PLR0913 - one parameter an option
    kind: str = typer.Argument(help="orders, customers or events"),
    file: Path = typer.Argument(help="CSV, TSV, aligned text, XLSX or Parquet", exists=True),
    mapping: str = typer.Option("", help="A mapping saved before, by its name."),
    columns: str = typer.Option("", "--map", help="field=column,... beside what is guessed."),
    channel: str = typer.Option("", help="Where the orders come from: shop, tmall, cdnow."),
    currency: str = typer.Option("", help="Currency of rows that tell none: CNY, USD."),
    store: str = typer.Option("", help="Store of rows that tell none, by code or name."),
    sheet: str = typer.Option("", help="Sheet of an XLSX file; the first otherwise."),
    encoding: str = typer.Option("", help="gb18030, utf-8 ...; guessed otherwise."),
    delimiter: str = typer.Option("", help="What stands between cells; guessed otherwise."),
    header_row: int = typer.Option(-1, help="The row of titles, from 1; 0: there is none."),
    date_order: str = typer.Option("", help="dmy or mdy: how 3/4/2024 is meant."),
    save_as: str = typer.Option("", help="Keep the mapping under this name."),
    refused: Path | None = typer.Option(None, help="Where to write the rows that stay outside."),
    dry_run: bool = typer.Option(False, "--dry-run", help="Look at the first rows; write nothing."),
) -> None:
    """Take a file in; the same file again changes nothing.

    Columns are guessed from titles and contents; columns of a bare file are called #1, #2 ...
    Rows that are refused go to FILE.refused.csv, each with its field and reason.

    **Look first:** `guisu import orders orders.csv --channel shop --dry-run`

    **Take in:** `guisu import orders orders.csv --channel shop --currency CNY`
    """
    start.with_tables()
    with _received(kind, file) as received:
        _read(received, sheet, encoding, delimiter)
        if header_row >= 0:
            _head(received, header_row)
        imported = _planned(received, mapping, columns, (channel, currency, store))
        if columns or date_order:
            imported = _dated(imported, date_order)
        if dry_run:
            _show_preview(imported)
        else:
            _run(imported, save_as=save_as, refused=refused or file.with_name(_aside(file)))


def _aside(file: Path) -> str:
    return f"{file.stem}.refused.csv"


@contextmanager
def _received(kind: str, file: Path) -> Iterator["Import"]:
    """The file as an import; whatever ends it with a refusal leaves no copy of the file."""
    from django.utils import timezone

    from guisu.ground.kernel.refusals import Refusal
    from guisu.take_in.imports import services
    from guisu.take_in.imports.domain.plan import Kind

    if kind not in set(Kind):
        start.refuse(f"A file holds orders, customers or events, not {kind}.")
    try:
        imported = services.receive(
            _pieces(file), name=file.name, kind=Kind(kind), by=None, at=timezone.now()
        )
    except Refusal as refusal:
        start.refuse(str(refusal))
    try:
        yield imported
    except Refusal as refusal:
        services.discard(imported, by=None, at=timezone.now())
        start.refuse(str(refusal))


def _read(imported: "Import", sheet: str, encoding: str, delimiter: str) -> None:
    """Have the file read as it is told, where it is told."""
    from guisu.take_in.imports import services
    from guisu.take_in.imports.domain.plan import Format
    from guisu.take_in.imports.domain.problems import Unreadable

    if not (sheet or encoding or delimiter):
        return
    guessed = imported.read_layout()
    mark = "\t" if delimiter in {"tab", "\\t"} else delimiter
    if len(mark) > 1:
        raise Unreadable(why=f"a delimiter is one character, not {delimiter}")
    try:
        codecs.lookup(encoding or guessed.encoding)
    except LookupError as error:
        raise Unreadable(why=str(error)) from error
    layout = replace(
        guessed,
        sheet=sheet or guessed.sheet,
        encoding=encoding or guessed.encoding,
        delimiter=mark or guessed.delimiter,
        format=Format.DELIMITED if mark else guessed.format,
    )
    services.change_layout(imported, layout=layout, find_header=True)
    imported.refresh_from_db()


def _head(imported: "Import", row: int) -> None:
    """Take this row, counted from 1, for the titles."""
    from guisu.take_in.imports import services

    layout = replace(imported.read_layout(), has_header=row > 0, skip=max(row - 1, 0))
    services.change_layout(imported, layout=layout)
    imported.refresh_from_db()


def _dated(imported: "Import", told: str) -> "Import":
    """Read days as it is told; else as all rows of the columns that were chosen let one read."""
    from guisu.take_in.imports import services
    from guisu.take_in.imports.domain.plan import DateOrder

    if told and told not in set(DateOrder):
        start.refuse(f"--date-order is dmy or mdy, not {told}.")
    plan = imported.read_plan()
    order = DateOrder(told) if told else services.date_order(imported, plan)
    return services.change_plan(imported, plan=replace(plan, date_order=order))


def _planned(
    imported: "Import", mapping: str, columns: str, constants: tuple[str, ...]
) -> "Import":
    from django.utils import timezone

    from guisu.ground.kernel.refusals import NotFound
    from guisu.take_in.imports import services
    from guisu.take_in.imports.models import SavedMapping

    if mapping:
        saved = SavedMapping.objects.filter(name=mapping).first()
        if saved is None:
            raise NotFound(what=gettext_noop("mapping"), number=mapping)
        imported = services.apply_mapping(imported, mapping=saved, at=timezone.now())
    plan = imported.read_plan()
    given = dict(pair.partition("=")[::2] for pair in columns.split(",") if pair)
    told = {name: value for name, value in zip(CONSTANTS, constants, strict=True) if value}
    plan = replace(plan, columns={**plan.columns, **given}, constants={**plan.constants, **told})
    return services.change_plan(imported, plan=plan)


def _pieces(file: Path) -> Iterator[bytes]:
    with file.open("rb") as content:
        while piece := content.read(PIECE):
            yield piece


def _run(imported: "Import", *, save_as: str, refused: Path) -> None:
    from django.utils import timezone

    from guisu.take_in.imports import services

    if save_as:
        services.save_mapping(imported, name=save_as, by=None, at=timezone.now())
    bar = Progress("{task.description}", BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    services.begin(imported, by=None, at=timezone.now())
    with bar:
        task = bar.add_task(imported.file_name, total=None)

        def beat(of: "Import") -> None:
            bar.update(task, total=of.rows_total, completed=of.rows_read)

        imported = services.run(imported.pk, clock=timezone.now, on_batch=beat)
    _show_result(imported)
    _write_refused(imported, refused)
    services.discard(imported, by=None, at=timezone.now())
    if imported.state != imported.State.DONE:
        raise typer.Exit(1)


def _show_preview(imported: "Import") -> None:
    from django.utils import timezone

    from guisu.take_in.imports import selectors, services
    from guisu.take_in.imports.wording import FIELD_LABELS, REASON_LABELS, WARNING_LABELS

    seen = selectors.preview(imported)
    table = Table("Row", "Who", "What", "Problem")
    for row in seen.rows:
        who = ", ".join(f"{channel} {value}" for channel, value in row.who)
        problem = "; ".join(
            f"{FIELD_LABELS.get(each.field, each.field)}: {REASON_LABELS[each.reason]}"
            for each in row.problems
        )
        table.add_row(str(row.row), who, _told(row), problem)
    console = Console()
    console.print(table)
    labels = {str(name): label for name, label in (*REASON_LABELS.items(), *WARNING_LABELS.items())}
    counted = seen.tally.refused + seen.tally.left_out + seen.tally.warned
    found = ", ".join(f"{labels[name]} {count:,}" for name, count in counted.items())
    console.print(
        f"{seen.rows_checked:,} rows checked: {found or 'no problem'}. Nothing was written."
    )
    for reason in seen.tally.refused:
        if reason in WAYS_OUT:
            console.print(WAYS_OUT[reason])
    services.discard(imported, by=None, at=timezone.now())


def _told(row: "PreviewRow") -> str:
    """What the row becomes, in one line."""
    from django.utils.timezone import localtime

    from guisu.ground.kernel.money import Money

    if row.order:
        total = Money(row.order.total_minor, row.order.currency).shown()
        placed_at = f"{localtime(row.order.placed_at):%Y-%m-%d %H:%M}"
        return f"{row.order.number}  {placed_at}  {row.order.status}  {total}"
    if row.event:
        return f"{row.event.kind}  {localtime(row.event.at):%Y-%m-%d %H:%M}"
    return ", ".join(str(value) for value in row.traits.values())


def _show_result(imported: "Import") -> None:
    from guisu.take_in.imports import selectors

    result = selectors.result(imported)
    table = Table("", "Count", box=None, padding=(0, 2, 0, 0))
    for name in ("rows_read", "rows_taken", "rows_refused", "rows_left_out"):
        table.add_row(name.replace("_", " "), f"{getattr(imported, name):,}")
    for name in ("created", "changed", "unchanged", "customers_created"):
        table.add_row(f"{name.replace('_', ' ')}", f"{getattr(result, name):,}")
    for label, counts in (
        ("refused", result.refused),
        ("left out", result.left_out),
        ("note", result.warned),
    ):
        for reason, count in counts:
            table.add_row(f"{label}: {reason}", f"{count:,}")
    Console().print(table)
    Console().print(f"{imported.state} {imported.error}".strip())


def _write_refused(imported: "Import", path: Path) -> None:
    from guisu.take_in.imports import selectors

    if not imported.rows_refused and not imported.rows_left_out:
        return
    with path.open("w", encoding="utf-8", newline="") as file:
        file.writelines(selectors.set_aside_csv(imported))
    Console().print(f"Rows that stay outside: {path}")
