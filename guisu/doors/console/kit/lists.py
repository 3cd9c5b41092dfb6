"""List pages: what a list is, declared once, and the answer that shows its rows."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic
from urllib.parse import urlencode

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise

from guisu.doors.console.http import OperatorRequest
from guisu.doors.console.kit import saved
from guisu.doors.console.kit.columns import Column, Row, Shown, named
from guisu.doors.console.kit.filters import FilterForm
from guisu.ground.database import paging
from guisu.ground.database.paging import KeyPage, Rows
from guisu.ground.database.paging import Row as Stored
from guisu.ground.staff import selectors
from guisu.ground.staff.domain import Permission

PAGE_SIZE = 50
PAGING = frozenset({"after", "export"})
WHOLE: KeyPage[Any] = KeyPage([], "", is_first=True)


@dataclass(frozen=True, slots=True)
class Act:
    """A button at the head of a page, or the one step that fills an empty one."""

    label: str | Promise
    to: str
    icon: str = ""
    args: tuple[object, ...] = ()
    needs: Permission | None = None
    is_primary: bool = False

    @property
    def url(self) -> str:
        return reverse(f"console:{self.to}", args=self.args)


@dataclass(frozen=True, slots=True)
class Empty:
    """What stands instead of rows: what the page will be, what fills it, and the one step."""

    title: str | Promise
    text: str | Promise
    drawing: str = "inbox"
    act: Act | None = None


@dataclass(frozen=True)
class Tick(Generic[Row]):
    """Rows that can be ticked: what is sent of each, what it is called, and where to."""

    value: Callable[[Row], object]
    called: Callable[[Row], object]
    to: str
    bar: str  # the template of the bar with the acts

    @property
    def url(self) -> str:
        return reverse(f"console:{self.to}")


@dataclass(frozen=True)
class List(Generic[Row]):
    """A list: its columns, its words, and what a page of it needs besides.

    `name` is what choices and saved views of people are kept under. `order`: the key fields of
    paging, where nothing else is asked; `sort`: what they are called, if no column has them.
    `id_of`: the row's id in the page, for links to it. `file`: the columns of an export in their
    order, where it is not that of the page. `empty`: what stands where there is nothing at all;
    `none`: where nothing fits the filters.
    """

    name: str
    heading: str | Promise
    columns: tuple[Column[Row], ...]
    about: str | Promise = ""
    order: tuple[str, ...] = ("-id",)
    sort: str = ""
    id_of: Callable[[Row], str] | None = None
    file: tuple[str, ...] = ()
    empty: Empty | None = None
    none: Empty | None = None
    template: str = "console/kit/list.html"

    @property
    def in_files(self) -> Sequence[Column[Row]]:
        return named(self.columns, self.file) if self.file else self.columns


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a column; `query` is that of the page sorted by it, empty: it does not sort."""

    label: str | Promise
    style: str
    is_said: bool = True
    query: str = ""
    direction: str = ""


@dataclass(frozen=True)
class Table(Generic[Row]):
    """Rows under the heads of their columns: all that `console/kit/_table.html` draws."""

    columns: Sequence[Column[Row]]
    rows: Sequence[Row]
    heads: Sequence[Head] = ()
    tick: Tick[Row] | None = None
    id_of: Callable[[Row], str] | None = None
    offered: Sequence[Column[Row]] = field(default=())

    def lines(self) -> Iterator[tuple[Row, str, object, object]]:
        """Each row with its id, and what is sent and said where it is ticked."""
        tick = self.tick
        for row in self.rows:
            sent = (tick.value(row), tick.called(row)) if tick else ("", "")
            yield row, self.id_of(row) if self.id_of else "", *sent

    def __contains__(self, name: str) -> bool:
        return any(column.name == name for column in self.columns)


def plain(columns: Sequence[Column[Row]], rows: Sequence[Row]) -> Table[Row]:
    """A table within a page: no sorting, no choice of columns."""
    return Table(columns, rows, [_head(column) for column in columns])


def table(
    request: OperatorRequest,
    shown: List[Row],
    rows: Sequence[Row],
    *,
    tick: Tick[Row] | None = None,
) -> Table[Row]:
    """`rows` of `shown` in the columns that this person chose, with heads that sort."""
    columns = _chosen(request, shown)
    asked = request.GET.get("sort", "") or _usual(shown)
    heads = [_head(column, request.GET, asked) for column in columns]
    offered = [column for column in shown.columns if column.shown is not Shown.IN_FILES]
    is_choice = any(column.shown is Shown.ON_CHOICE for column in offered)
    return Table(columns, rows, heads, tick, shown.id_of, offered if is_choice else ())


def page(
    request: OperatorRequest, shown: List[Any], rows: Rows[Stored], *, size: int = PAGE_SIZE
) -> KeyPage[Stored]:
    """The page asked for, sorted as asked where a column of `shown` has such an order."""
    after = request.GET.get("after", "")
    return paging.page(rows, order=order(request, shown), after=after, size=size)


def order(request: OperatorRequest, shown: List[Any]) -> tuple[str, ...]:
    """The key fields that the address asks to sort by, else the list's own."""
    return order_of(request.GET, shown)


def order_of(filters: QueryDict, shown: List[Any]) -> tuple[str, ...]:
    """As `order`, of filters that were sent on to an export."""
    asked = filters.get("sort", "")
    fields = next((c.order for c in shown.columns if asked in c.sort_values and c.order), None)
    if fields is None:
        return shown.order
    return backwards(fields) if asked.startswith("-") else fields


def ordered(request: OperatorRequest, shown: List[Row], rows: Sequence[Row]) -> Sequence[Row]:
    """Rows that are all in memory, sorted as asked; as they are where nothing is."""
    asked = request.GET.get("sort", "")
    key = next((c.key for c in shown.columns if asked in c.sort_values and c.key), None)
    return sorted(rows, key=key, reverse=asked.startswith("-")) if key else rows


def show(
    request: OperatorRequest,
    shown: List[Row],
    rows: Sequence[Row],
    *,
    page: KeyPage[Any] = WHOLE,
    form: FilterForm | None = None,
    **more: Any,
) -> HttpResponse:
    """The page of a list, with `more` that its template asks for, or that stands on every list.

    `acts` at its head; `is_empty`: whether there is nothing at all, or nothing that fits;
    `vacant`, instead of what the list says then; `tick`; `total` rows in all; `export`: the name
    of the page that writes all that the filters find to a file.
    """
    kept = filters(request)
    is_empty = more.pop("is_empty", not rows and not kept)
    context = {
        "list": shown,
        "table": table(request, shown, rows, tick=more.pop("tick", None)),
        "page": page,
        "rows": rows,
        "form": form,
        "filters": kept,
        "is_empty": is_empty,
        "vacant": shown.empty if is_empty else shown.none or shown.empty,
        "acts": [act for act in more.pop("acts", ()) if _may(request, act)],
        "views": saved.views(request, shown.name) if form and not is_empty else None,
    }
    return render(request, shown.template, context | more)


def backwards(fields: Sequence[str]) -> tuple[str, ...]:
    """The same order from its end."""
    return tuple(name[1:] if name.startswith("-") else f"-{name}" for name in fields)


def filters(request: OperatorRequest) -> str:
    """The page's filters as a query string, for the next page and the export: `q=mei&store=3`."""
    return _query(request.GET)


def _query(asked: QueryDict, **instead: str) -> str:
    left_out = PAGING | instead.keys()
    kept = [
        (name, value)
        for name, values in asked.lists()
        if name not in left_out
        for value in values
        if value
    ]
    return urlencode([*kept, *instead.items()])


def _may(request: OperatorRequest, act: Act) -> bool:
    return act.needs is None or request.scope.may(act.needs)


def _chosen(request: OperatorRequest, shown: List[Row]) -> list[Column[Row]]:
    """As this person left them, where there is a choice."""
    is_choice = any(column.shown is Shown.ON_CHOICE for column in shown.columns)
    chosen = selectors.chosen_columns(request.user, shown.name) if is_choice else None
    return [column for column in shown.columns if _is_chosen(column, chosen)]


def _is_chosen(column: Column[Any], chosen: list[str] | None) -> bool:
    if column.shown in {Shown.ALWAYS, Shown.IN_FILES}:
        return column.shown is Shown.ALWAYS
    return column.shown is Shown.USUALLY if chosen is None else column.name in chosen


def _usual(shown: List[Any]) -> str:
    """The sorting that the list's own order is, if one of its columns has it."""
    if shown.sort:
        return shown.sort
    for column in shown.columns:
        if column.order == shown.order:
            return column.name
        if column.order and backwards(column.order) == shown.order:
            return f"-{column.name}"
    return ""


def _head(column: Column[Any], asked: QueryDict | None = None, sort: str = "") -> Head:
    is_said = "acts" not in column.style
    style = "num" if column.is_number else ""
    sort_values = column.sort_values
    if asked is None or not sort_values:
        return Head(column.label, style, is_said)
    at = sort_values.index(sort) if sort in sort_values else -1
    query = _query(asked, sort=sort_values[(at + 1) % len(sort_values)])
    return Head(column.label, style, is_said, query, _direction(column, sort) if at >= 0 else "")


def _direction(column: Column[Any], sort: str) -> str:
    falls = sort.startswith("-") or bool(column.sorts)
    return "descending" if falls else "ascending"
