"""What a bulk act or an export is about: these rows, or all that a filter finds.

The two are never told apart by whether something is left: of rows that are gone, unreadable or
out of sight nobody is left, and that is not everybody.
"""

from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from guisu.ground.database.paging import Rows
from guisu.ground.kernel.numbers import row_id
from guisu.ground.kernel.refusals import Refusal
from guisu.ground.kernel.words import gettext_noop

ROW, FILTERS = "row", "filters"


class NobodyLeft(Refusal):
    code = "console.nobody_left"
    template = gettext_noop(
        "None of the rows that you ticked is left: they are gone, joined with others, or not yours "
        "to see. Nothing was done; tick them anew in the list."
    )
    http_status = 422


@dataclass(frozen=True, slots=True)
class These:
    """Rows that somebody ticked, by their ids; there may be none that can be read."""

    ids: tuple[int, ...]

    def among(self, rows: Rows[Any]) -> list[int]:
        """Ids of those that are left in `rows`, ascending. Raises `NobodyLeft`."""
        left = list(rows.filter(pk__in=self.ids).order_by("pk").values_list("pk", flat=True))
        if not left:
            raise NobodyLeft
        return left


@dataclass(frozen=True, slots=True)
class AllOf:
    """All that a filter finds; `filters` is its query string, empty: no condition at all."""

    filters: str

    @property
    def asked(self) -> QueryDict:
        return QueryDict(self.filters)


Choice = These | AllOf


def chosen(sent: QueryDict) -> Choice:
    """What a form sent: all of a filter only where it sent the filter and no row.

    A form about ticked rows sends no filter, so that a body without either is about nobody.
    """
    if ROW in sent or FILTERS not in sent:
        return these(sent)
    return AllOf(sent.get(FILTERS, ""))


def these(sent: QueryDict, name: str = ROW) -> These:
    """The ticked rows of a form that is about nothing else."""
    numbers = (row_id(text) for text in sent.getlist(name))
    return These(tuple(dict.fromkeys(filter(None, numbers))))
