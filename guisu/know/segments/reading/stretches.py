"""Stretches of time and numbers in words."""

from collections.abc import Callable
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from guisu.know.segments.definition.conditions import Range
from guisu.know.segments.definition.windows import Dates, DaysAgo, LastDays, LastHours, Window


def when(window: Window | None) -> str:
    match window:
        case None:
            return _("at any time")
        case LastDays(1):
            return _("today")
        case LastDays(days):
            return _("in the last %(count)s days") % {"count": days}
        case LastHours(hours):
            return ngettext("in the last hour", "in the last %(count)s hours", hours) % {
                "count": hours
            }
        case DaysAgo():
            return _days_ago(window)
        case Dates(since, until):
            return _between(since, until)


def _days_ago(window: DaysAgo) -> str:
    newest, oldest = window.newest, window.oldest
    if oldest is None:
        return _("%(newest)s days ago or earlier") % {"newest": newest}
    if (newest, oldest) == (1, 1):
        return _("yesterday")
    if newest == oldest:
        return _("%(newest)s days ago") % {"newest": newest}
    return _("%(oldest)s to %(newest)s days ago") % {"oldest": oldest, "newest": newest}


def _between(since: date | None, until: date | None) -> str:
    days = {
        "since": date_format(since, "Y-m-d") if since else "",
        "until": date_format(until, "Y-m-d") if until else "",
    }
    if since and until:
        return _("from %(since)s to %(until)s") % days
    return (_("since %(since)s") if since else _("until %(until)s")) % days


def times(ends: Range) -> str:
    """`twice or more`, in figures."""
    if ends.at_most == 0:
        return _("never")
    return reach(ends, lambda number: ngettext("%(n)s time", "%(n)s times", number) % {"n": number})


def reach(ends: Range, said: Callable[[int], str]) -> str:
    """A range of numbers, each as `said` says it."""
    least, most = ends.at_least, ends.at_most
    if least is not None and least == most:
        return _("exactly %(number)s") % {"number": said(least)}
    if least is not None and most is not None:
        return _("%(least)s to %(most)s") % {"least": said(least), "most": said(most)}
    if most is not None:
        return _("at most %(number)s") % {"number": said(most)}
    return _("at least %(number)s") % {"number": said(least or 0)}
