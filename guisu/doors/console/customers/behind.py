"""The people behind a figure, as the customers list shows people."""

from collections.abc import Sequence
from dataclasses import replace

from django.http import HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from guisu.doors.console.customers.listing import PEOPLE, tick
from guisu.doors.console.customers.people import person_rows
from guisu.doors.console.http import OperatorRequest
from guisu.doors.console.kit import lists
from guisu.doors.console.kit.lists import Empty
from guisu.ground.database.paging import KeyPage
from guisu.ground.kernel.numbers import row_id
from guisu.know.customers import selectors as customers

# One more than a page: whether there is a next one.
ASKED = lists.PAGE_SIZE + 1
BEHIND = replace(
    PEOPLE,
    sort="",
    columns=tuple(replace(column, sorts=()) for column in PEOPLE.columns),
    template="console/customers/behind.html",
    empty=Empty(
        _("Nobody stands here"),
        _("Figures are counted anew every few seconds; go back and look again."),
        "users",
    ),
    none=None,
)


def behind(request: OperatorRequest) -> int:
    """The id behind which the page begins; 0: the first page."""
    return row_id(request.GET.get("after", ""))


def people_behind(
    request: OperatorRequest,
    found: Sequence[int],
    *,
    total: int,
    heading: str,
    back: tuple[str, str | Promise],
    segment_url: str = "",
) -> HttpResponse:
    """The page of `found`, the first `ASKED` ids behind `behind`, in rising order.

    `back`: name and label of the page with the figure; `segment_url` makes a segment of them.
    """
    shown = found[: lists.PAGE_SIZE]
    rows = list(customers.people(request.scope).filter(pk__in=shown).order_by("pk"))
    following = str(shown[-1]) if found[lists.PAGE_SIZE :] else ""
    return lists.show(
        request,
        replace(BEHIND, heading=heading),
        person_rows(request.scope, rows),
        page=KeyPage(rows, following, is_first=not behind(request)),
        tick=tick(request),
        people=total,
        segment_url=segment_url,
        back_address=f"console:{back[0]}",
        back_label=back[1],
    )
