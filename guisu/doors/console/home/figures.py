"""Today's figures against yesterday and the same weekday, and the trend of thirty days."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from guisu.doors.console import wording
from guisu.doors.console.charts import Chart, Comparison, Figure, Series, change
from guisu.ground.kernel.money import Money, exponent
from guisu.ground.warehouse.domain import DayFigures, HomeFigures

DAYS = 30
ASKED = 2 * DAYS + 1  # two periods of whole days, and today
Read = Callable[[DayFigures], int]


@dataclass(frozen=True, slots=True)
class Measure:
    """One thing that is counted by day."""

    name: str
    label: str | Promise
    definition: str | Promise
    read: Read
    is_money: bool = False

    def shown(self, value: int, currency: str) -> str:
        if self.is_money:
            return wording.short_money(value, currency)
        return wording.short_number(value)


MEASURES = (
    Measure(
        "revenue",
        gettext_lazy("Revenue"),
        gettext_lazy(
            "Orders placed on the day in the organisation's currency, without cancelled ones, "
            "less returns and what was refunded on them since."
        ),
        lambda day: day.revenue_minor,
        is_money=True,
    ),
    Measure(
        "orders",
        gettext_lazy("Orders"),
        gettext_lazy("Orders placed on the day, without cancelled ones and returned goods."),
        lambda day: day.orders,
    ),
    Measure(
        "new-customers",
        gettext_lazy("New customers"),
        gettext_lazy("People first seen on the day. Merged profiles count once."),
        lambda day: day.new_customers,
    ),
    Measure(
        "active-customers",
        gettext_lazy("Active customers"),
        gettext_lazy(
            "People who did something on the day; what was done to them, like a tag, does not "
            "count. Each counts once a day."
        ),
        lambda day: day.active_customers,
    ),
)


def cards(found: HomeFigures) -> list[Figure]:
    """Today so far, with whole days to compare with."""
    return [_card(measure, found) for measure in MEASURES]


def trends(found: HomeFigures) -> list[Chart]:
    """One chart a measure; its title says how thirty whole days stand against those before."""
    return [_trend(measure, found) for measure in MEASURES]


def _card(measure: Measure, found: HomeFigures) -> Figure:
    now = measure.read(found.today)
    against = (
        (_("Yesterday, whole day"), measure.read(found.yesterday)),
        (_("A week ago, whole day"), measure.read(found.same_weekday)),
    )
    return Figure(
        label=measure.label,
        shown=measure.shown(now, found.currency),
        exact=_exact(measure, now, found.currency),
        unit=_("so far today"),
        against=tuple(
            Comparison(label, measure.shown(then, found.currency), _gain(now, then))
            for label, then in against
        ),
        definition=measure.definition,
    )


def _gain(now: int, then: int) -> float | None:
    """Only a gain says something: until it is over, a day is behind whole ones by the clock."""
    return change(now, then) if now > then else None


def _trend(measure: Measure, found: HomeFigures) -> Chart:
    values = [measure.read(day) for day in found.days]
    whole = values[:-1]
    factor = 10 ** exponent(found.currency) if measure.is_money else 1
    return Chart(
        id=f"trend-{measure.name}",
        title=_finding(measure, whole[-DAYS:], whole[:-DAYS], found.currency),
        labels=[wording.short_day(day.day) for day in found.days[-DAYS:]],
        series=[
            Series(
                measure.label,
                [value / factor for value in values[-DAYS:]],
                kind="bar",
                is_main=True,
            )
        ],
        is_partial=True,
    )


def _finding(measure: Measure, latest: Sequence[int], before: Sequence[int], currency: str) -> str:
    if measure.name == "active-customers":
        average = round(sum(latest) / max(len(latest), 1))
        told = {"label": measure.label, "count": wording.short_number(average)}
        return _("%(label)s: %(count)s a day on average") % told
    total = sum(latest)
    told = {
        "label": measure.label,
        "total": measure.shown(total, currency),
        "days": ngettext("%d whole day", "%d whole days", len(latest)) % len(latest),
    }
    share = change(total, sum(before)) if len(before) == len(latest) else None
    if share is None:
        return _("%(label)s: %(total)s in %(days)s") % told
    percent = f"{abs(share) * 100:.0f}%"
    if share >= 0:
        return _("%(label)s: %(total)s in %(days)s, %(percent)s more than before") % {
            **told,
            "percent": percent,
        }
    return _("%(label)s: %(total)s in %(days)s, %(percent)s less than before") % {
        **told,
        "percent": percent,
    }


def _exact(measure: Measure, value: int, currency: str) -> str:
    return Money(value, currency).shown() if measure.is_money else wording.full_number(value)
