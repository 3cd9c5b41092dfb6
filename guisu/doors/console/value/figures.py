"""The figures and charts of customer value, with what they find in words."""

import numpy as np
from django.utils.translation import gettext as _

from guisu.doors.console import wording
from guisu.doors.console.charts import Chart, Figure, Series
from guisu.ground.kernel.money import Money, exponent
from guisu.know.segments.domain.clv.calibration import MOST_REPEATS, Calibration
from guisu.know.segments.domain.clv.histories import Histories
from guisu.know.segments.domain.clv.worth import Model
from guisu.know.segments.selectors.value import Ahead, Scores

TENTHS = 10
LIKELY = 0.5
POOR, FAIR = 0.25, 0.1
LINKED = 0.3


def cards(found: Scores, model: Model, ahead: Ahead, *, currency: str, period: str) -> list[Figure]:
    """Expected value, orders, who is likely still a customer, what a new buyer is worth."""
    return [
        *_expected(found, currency, period),
        _still(found),
        _new(model, ahead, currency, period),
    ]


def _expected(found: Scores, currency: str, period: str) -> list[Figure]:
    total = round(float(found.value.sum()))
    return [
        Figure(
            _("Expected value"),
            wording.short_money(total, currency),
            exact=Money(total, currency).shown(),
            unit=period,
            definition=_(
                "For everybody who ordered so far: days with an order to come, times what a day "
                "of theirs brings, added up. What comes later counts less, by the discount. An "
                "estimate, and no promise; new customers are not in it."
            ),
        ),
        Figure(
            _("Expected order days"),
            wording.short_number(round(float(found.orders.sum()))),
            unit=period,
            definition=_("Days on which people who ordered so far are expected to order again."),
        ),
    ]


def _still(found: Scores) -> Figure:
    return Figure(
        _("Likely still customers"),
        wording.short_number(int((found.alive >= LIKELY).sum())),
        unit=_("of %(count)s who ordered") % {"count": wording.full_number(len(found))},
        definition=_(
            "People with a probability of one half or more of not having stopped for good. Who "
            "ordered once counts here: the model sees people stop only after later orders."
        ),
    )


def _new(model: Model, ahead: Ahead, currency: str, period: str) -> Figure:
    horizon, newcomer = ahead.horizon(model.buying.unit), Histories.of(0, 0, 0)
    orders = float(model.buying.discounted(newcomer, horizon.ahead, horizon.discount)[0])
    unit = 10 ** exponent(currency)
    return Figure(
        _("A new buyer is worth"),
        wording.short_money(round(orders * model.spending.mean / unit) * unit, currency),
        unit=period,
        definition=_(
            "Expected of somebody after their first order, that order not included: the most "
            "that winning a buyer should cost, before goods and service are paid."
        ),
    )


def tenths(found: Scores, currency: str) -> Chart:
    """Where the value lies: people from the most valuable tenth to the least."""
    sums = [float(part.sum()) for part in np.array_split(found.value, TENTHS)]
    factor = 10 ** exponent(currency)
    share = sums[0] / max(sum(sums), 1)
    return Chart(
        id="value-tenths",
        title=_("The most valuable tenth holds %(share)s of the expected value")
        % {"share": f"{share:.0%}"},
        labels=[f"{n * 10 + 1}–{n * 10 + 10}%" for n in range(TENTHS)],
        series=[
            Series(
                _("Expected value"),
                [round(value / factor, 2) for value in sums],
                "bar",
                is_main=True,
            )
        ],
        axis=_("People, most valuable first"),
        is_timed=False,
    )


def foretold(told: Calibration) -> list[Chart]:
    """What was foretold of the part held back, beside what came."""
    gap = told.predicted / told.actual - 1 if told.actual else 0.0
    return [_over_time(told, gap), _by_class(told)]


def verdict(told: Calibration) -> tuple[str, str]:
    """`good`, `warn` or `bad`, and a sentence."""
    if not told.actual:
        return "warn", _("Nobody ordered in the days held back: nothing can be said.")
    gap = abs(told.predicted / told.actual - 1)
    if gap <= FAIR:
        return "good", _("The estimate came within a tenth of what happened.")
    if gap <= POOR:
        return "warn", _("The estimate was off by 10 to 25%: take it as an order of magnitude.")
    return "bad", _("The estimate was off by more than 25%: use the order of people, not the sums.")


def _over_time(told: Calibration, gap: float) -> Chart:
    words = {"gap": f"{abs(gap):.0%}", "count": wording.full_number(told.actual)}
    more = _("Foretold %(gap)s more order days than the %(count)s that came") % words
    fewer = _("Foretold %(gap)s fewer order days than the %(count)s that came") % words
    return Chart(
        id="value-over-time",
        title=more if gap >= 0 else fewer,
        labels=[wording.short_day(week.until) for week in told.weeks],
        series=[
            Series(_("Actual"), [week.actual for week in told.weeks], is_main=True),
            Series(_("Foretold"), [round(week.predicted, 1) for week in told.weeks]),
        ],
        axis=_("Up to"),
    )


def _by_class(told: Calibration) -> Chart:
    return Chart(
        id="value-by-class",
        title=_("Order days a person, by how often they had come back before"),
        labels=[
            f"{MOST_REPEATS}+" if one.repeats == MOST_REPEATS else str(one.repeats)
            for one in told.classes
        ],
        series=[
            Series(
                _("Actual"), [round(one.actual, 2) for one in told.classes], "bar", is_main=True
            ),
            Series(_("Foretold"), [round(one.predicted, 2) for one in told.classes], "bar"),
        ],
        axis=_("Came back before"),
        is_timed=False,
    )
