"""What the three parts ask. What makes no sense asks the usual."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from guisu.doors.console.customers.sentences import kind_word
from guisu.doors.console.forms import ConsoleForm, dress
from guisu.know.commerce.facts import OrderPlaced
from guisu.know.segments.definition.conditions import Happening
from guisu.see.insights.cohorts import Beginning, Cohorts
from guisu.see.insights.funnel import FEWEST_STEPS, Funnel
from guisu.see.insights.periods import Period
from guisu.see.insights.retention import Retention

STEPS = ("step1", "step2", "step3", "step4", "step5")
# How a purchase usually goes, each step in the names that shops' systems send.
USUAL = (
    ("Product Viewed", "商品浏览", "浏览商品"),
    ("Product Added", "加入购物车", "加购"),
    (OrderPlaced.kind,),
)
WITHIN = (
    (1, _("1 day")),
    (3, _("3 days")),
    (7, _("7 days")),
    (14, _("14 days")),
    (30, _("30 days")),
)
LATELY = (
    (7, _("the last 7 days")),
    (30, _("the last 30 days")),
    (90, _("the last 90 days")),
    (180, _("the last 180 days")),
)
PERIODS = (
    (Period.DAY.value, _("day by day")),
    (Period.WEEK.value, _("week by week")),
    (Period.MONTH.value, _("month by month")),
)
BEGINNINGS = (
    (Beginning.FIRST_ORDER.value, _("of their first order")),
    (Beginning.FIRST_SEEN.value, _("in which we first saw them")),
)
SHOWN = (
    ("repeaters", _("how many have ordered again")),
    ("buyers", _("how many ordered in it")),
    ("revenue", _("revenue a person, summed up")),
)
SHOWN_COHORTS = {Period.DAY: 14, Period.WEEK: 12, Period.MONTH: 12}


class QuestionForm(ConsoleForm):
    """A sentence of choices, each with a usual answer for what is left out or makes no sense."""

    order: tuple[str, ...]
    use_required_attribute = False

    def __init__(self, told: QueryDict, usual: Mapping[str, Any]) -> None:
        self._usual = usual
        super().__init__({**usual, **told.dict()})

    @property
    def sentence(self) -> list[forms.BoundField]:
        """The fields in the order in which they are read."""
        return [self[name] for name in self.order]

    def asked(self, name: str) -> Any:
        self.is_valid()
        return self.cleaned_data.get(name) or self._usual[name]


class FunnelForm(QuestionForm):
    """Up to five steps; the way of a usual purchase where none is chosen."""

    within = forms.TypedChoiceField(label=_("within"), coerce=int, choices=WITHIN)
    lately = forms.TypedChoiceField(label=_("of those who began in"), coerce=int, choices=LATELY)

    def __init__(self, told: QueryDict, kinds: Sequence[str]) -> None:
        usual: dict[str, Any] = {"within": 7, "lately": 30}
        if not any(name in told for name in STEPS):
            usual |= dict(zip(STEPS, _usual(kinds), strict=False))
        super().__init__(told, usual)
        for number, name in enumerate(STEPS, start=1):
            self.fields[name] = _kind(gettext("Step %(number)d") % {"number": number}, kinds)
        dress(self)
        # Room for one step more than there are.
        shown = max(sum(bool(self.data.get(name)) for name in STEPS) + 1, FEWEST_STEPS)
        self.order = (*STEPS[:shown], "within", "lately")

    def funnel(self, today: date) -> Funnel | None:
        """None: fewer than two steps are chosen."""
        self.is_valid()
        kinds = [kind for name in STEPS if (kind := self.cleaned_data.get(name))]
        if len(kinds) < FEWEST_STEPS:
            return None
        since = today - timedelta(days=self.asked("lately") - 1)
        steps = tuple(Happening(kind) for kind in kinds)
        return Funnel(steps, timedelta(days=self.asked("within")), since, today)


class RetentionForm(QuestionForm):
    """Two kinds of events; orders where none is chosen and there are some."""

    order = ("first", "again", "period")
    period = forms.ChoiceField(label=_("gathered"), choices=PERIODS)

    def __init__(self, told: QueryDict, kinds: Sequence[str]) -> None:
        order = OrderPlaced.kind
        first = order if order in kinds else next(iter(kinds), "")
        super().__init__(told, {"period": Period.WEEK.value, "first": first, "again": first})
        self.fields["first"] = _kind(gettext("People who first did"), kinds)
        self.fields["again"] = _kind(gettext("and came back to do"), kinds)
        dress(self)

    def retention(self, today: date) -> Retention | None:
        """None: nothing has ever happened."""
        first, again = self.asked("first"), self.asked("again")
        if not first or not again:
            return None
        period = Period(self.asked("period"))
        since = earliest(period, today)
        return Retention(Happening(first), Happening(again), period, since, today)


class CohortsForm(QuestionForm):
    order = ("by", "period", "shown")
    by = forms.ChoiceField(label=_("By the period"), choices=BEGINNINGS)
    period = forms.ChoiceField(label=_("gathered"), choices=PERIODS[1:])
    shown = forms.ChoiceField(label=_("shown"), choices=SHOWN)

    def __init__(self, told: QueryDict) -> None:
        first = Beginning.FIRST_ORDER.value
        super().__init__(told, {"by": first, "period": Period.MONTH.value, "shown": "repeaters"})

    def cohorts(self, today: date) -> Cohorts:
        period = Period(self.asked("period"))
        return Cohorts(Beginning(self.asked("by")), period, earliest(period, today), today)


def earliest(period: Period, today: date) -> date:
    """The first day of the oldest cohort that is shown."""
    return period.after(period.start_of(today), 1 - SHOWN_COHORTS[period])


def _usual(kinds: Sequence[str]) -> Iterator[str]:
    """The first name of each usual step that has ever happened."""
    for names in USUAL:
        yield from [name for name in names if name in kinds][:1]


def _kind(label: str, kinds: Sequence[str]) -> forms.ChoiceField:
    choices = [("", "–"), *((kind, kind_word(kind)) for kind in kinds)]
    return forms.ChoiceField(label=label, choices=choices, required=False)
