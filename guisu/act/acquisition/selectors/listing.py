"""Contact codes within somebody's scope, and what came of each."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet

from guisu.act.acquisition.models import CodeArrival, ContactCode
from guisu.ground.kernel.refusals import NotFound
from guisu.ground.kernel.words import gettext_noop
from guisu.ground.staff.domain import Scope
from guisu.ground.staff.selectors import zone

WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Came:
    """People who came by a code, every coming counted; `present`: still in contact or in the group.

    `new`: whom no code had brought before. `week`: today and the six days before.
    """

    today: int = 0
    week: int = 0
    total: int = 0
    new: int = 0
    left: int = 0

    @property
    def present(self) -> int:
        return self.total - self.left


def codes(scope: Scope) -> QuerySet[ContactCode]:
    """All of them, deleted ones too; staff of stores see those of their stores."""
    found = ContactCode.objects.select_related("connection", "store").defer("picture")
    return found if scope.stores is None else found.filter(store__in=scope.stores)


def code(scope: Scope, pk: int) -> ContactCode:
    """Raises `NotFound`."""
    found = codes(scope).filter(pk=pk).defer(None).first()
    if found is None:
        raise NotFound(what=gettext_noop("contact code"))
    return found


def wanted(
    found: QuerySet[ContactCode], *, text: str = "", kind: str = "", is_over: bool = False
) -> QuerySet[ContactCode]:
    """Those in use (or deleted), of a kind, with `text` in name or source, or with that state."""
    found = found.filter(ended_at__isnull=not is_over)
    if kind:
        found = found.filter(kind=kind)
    if text:
        found = found.filter(
            Q(name__icontains=text) | Q(source__icontains=text) | Q(state=text.strip())
        )
    return found


def came(found: Iterable[ContactCode], *, at: datetime) -> dict[int, Came]:
    """What came of each code, those of which nothing did left out. One query."""
    today = at.astimezone(zone()).date()
    rows = CodeArrival.objects.filter(code__in=[one.pk for one in found]).order_by()
    return {row["code"]: _came(row) for row in rows.values("code").annotate(**_counts(today))}


def by_colleague(code: ContactCode, *, at: datetime) -> list[tuple[str, Came]]:
    """Name of the colleague, or of the group, and what came; most first."""
    today = at.astimezone(zone()).date()
    whom = "group__name" if code.leads_to_groups else "colleague__name"
    key = whom.partition("__")[0]
    rows = code.arrivals.order_by().values(key, whom).annotate(**_counts(today))
    told = [(row[whom] or f"#{row[key]}", _came(row)) for row in rows]
    return sorted(told, key=lambda pair: -pair[1].total)


def by_day(code: ContactCode, *, days: int, at: datetime) -> list[tuple[date, int]]:
    """How many came on each of the last `days` days, today the last."""
    today = at.astimezone(zone()).date()
    first = today - timedelta(days=days - 1)
    rows = code.arrivals.filter(arrived_on__gte=first).order_by().values_list("arrived_on")
    counted = dict(rows.annotate(count=Count("pk")))
    each = (first + timedelta(days=number) for number in range(days))
    return [(day, counted.get(day, 0)) for day in each]


def _came(row: Mapping[str, Any]) -> Came:
    return Came(**{each.name: row[each.name] for each in fields(Came)})


def _counts(today: date) -> dict[str, Count]:
    return {
        "today": Count("pk", filter=Q(arrived_on=today)),
        "week": Count("pk", filter=Q(arrived_on__gt=today - WEEK)),
        "total": Count("pk"),
        "new": Count("pk", filter=Q(is_first=True)),
        "left": Count("pk", filter=Q(left_at__isnull=False)),
    }


def names(ids: Iterable[int]) -> dict[int, str]:
    """What these codes are called, deleted ones too."""
    return dict(ContactCode.objects.filter(pk__in=ids).values_list("pk", "name"))
