"""List pages: which columns are shown, which rows are ticked, and what follows this page."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.utils.functional import Promise

from guisu.doors.console.http import OperatorRequest

PAGE_SIZE = 50
PAGING = frozenset({"after", "columns", "columns-chosen", "export"})


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a list. `is_fixed`: always shown. `is_extra`: shown only when chosen."""

    name: str
    label: str | Promise
    is_fixed: bool = False
    is_extra: bool = False
    is_number: bool = False


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns that a list offers and those that this person has chosen; remembered."""

    offered: tuple[Column, ...]
    shown: frozenset[str]

    def __contains__(self, name: str) -> bool:
        return name in self.shown

    @property
    def chosen(self) -> list[Column]:
        return [column for column in self.offered if column.name in self.shown]


def columns(request: OperatorRequest, key: str, offered: Sequence[Column]) -> Columns:
    """The chosen columns of the list `key`: from the address, else as this session left them."""
    kept = f"columns:{key}"
    if "columns-chosen" in request.GET:
        request.session[kept] = request.GET.getlist("columns")
    chosen = request.session.get(kept)
    shown = frozenset(
        column.name
        for column in offered
        if column.is_fixed or (column.name in chosen if chosen is not None else not column.is_extra)
    )
    return Columns(tuple(offered), shown)


def ticked(request: OperatorRequest) -> list[int]:
    """Ids of the rows that were ticked for a bulk act (`name="row"`)."""
    return [int(value) for value in request.POST.getlist("row") if value.isdecimal()]


def filters(request: OperatorRequest) -> str:
    """The page's filters as a query string, for the next page and the export: `q=mei&store=3`."""
    kept = [
        (name, value)
        for name, values in request.GET.lists()
        if name not in PAGING
        for value in values
        if value
    ]
    return urlencode(kept)
