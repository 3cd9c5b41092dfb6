"""Where somebody stands in their life with the shop: exactly one stage for everybody, every day."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import pairwise

from guisu.know.segments.domain.sales import Sale, lately

FEWEST_GAPS = 100
OUT_OF_ORDER = "active, at risk and dormant must end one after the other"
BELOW_ONE = "days and orders cannot be below one"
NO_RETURN = "there is no return to learn from"


class Stage(StrEnum):
    """In the order of a life. Before the first order; right after it; after that by recency."""

    NEWCOMER = "newcomer"
    HESITANT = "hesitant"
    FIRST_ORDER = "first_order"
    ACTIVE = "active"
    LOW_FREQUENCY = "low_frequency"
    AT_RISK = "at_risk"
    DORMANT = "dormant"
    LOST = "lost"


BUYERS = frozenset(Stage) - {Stage.NEWCOMER, Stage.HESITANT}


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Where stages end, in whole calendar days; each of the last three above the one before.

    `newcomer_days`: registered without an order up to so many days ago is a newcomer.
    `active_days`: whose last order is at most so old is active, if at least `frequent_orders`
    orders fell into the last `frequency_days`; else of low frequency.
    `at_risk_days`, `dormant_days`: up to which age of the last order somebody is at risk, dormant;
    beyond the latter, lost.
    """

    active_days: int
    at_risk_days: int
    dormant_days: int
    frequency_days: int
    frequent_orders: int = 2
    newcomer_days: int = 7

    def __post_init__(self) -> None:
        if not 0 < self.active_days < self.at_risk_days < self.dormant_days:
            raise ValueError(OUT_OF_ORDER)
        if min(self.frequency_days, self.frequent_orders) < 1 or self.newcomer_days < 0:
            raise ValueError(BELOW_ONE)


# A month, two, half a year: what shops for everyday goods usually begin with. In force until the
# shop's own customers have come back often enough to learn from.
DEFAULT = Thresholds(active_days=30, at_risk_days=60, dormant_days=180, frequency_days=60)

# Share of all returns, in percent, that happen within the days at which a stage ends.
LEARNT_AT = {"active_days": 75, "at_risk_days": 90, "dormant_days": 97}


@dataclass(frozen=True, slots=True)
class Facts:
    """What decides. Days in the installation's zone; `orders_lately` of the last `frequency_days`.

    Orders that were cancelled, and goods back, are no orders. No order yet: both days None.
    """

    registered_on: date
    first_order_on: date | None = None
    last_order_on: date | None = None
    orders_lately: int = 0


def facts_of(
    sales: Iterable[Sale], *, registered_on: date, thresholds: Thresholds, today: date
) -> Facts:
    """The facts by one person's own orders up to `today`."""
    counted = [sale for sale in lately(sales, None, today) if sale.counts]
    days = [sale.placed_on for sale in counted]
    if not days:
        return Facts(registered_on)
    recent = lately(counted, thresholds.frequency_days, today)
    return Facts(registered_on, min(days), max(days), len(recent))


def stage_of(facts: Facts, thresholds: Thresholds, today: date) -> Stage:
    """The one stage that somebody is in on `today`, its orders up to then being told.

    The first order makes its stage on the day after it, whatever came since; on its own day
    somebody counts by recency like everybody else.
    """
    if facts.first_order_on is None or facts.last_order_on is None:
        is_new = facts.registered_on >= today - timedelta(days=thresholds.newcomer_days)
        return Stage.NEWCOMER if is_new else Stage.HESITANT
    if facts.first_order_on == today - timedelta(days=1):
        return Stage.FIRST_ORDER
    return _by_recency((today - facts.last_order_on).days, facts.orders_lately, thresholds)


def _by_recency(days: int, orders_lately: int, thresholds: Thresholds) -> Stage:
    if days <= thresholds.active_days:
        is_frequent = orders_lately >= thresholds.frequent_orders
        return Stage.ACTIVE if is_frequent else Stage.LOW_FREQUENCY
    if days <= thresholds.at_risk_days:
        return Stage.AT_RISK
    return Stage.DORMANT if days <= thresholds.dormant_days else Stage.LOST


def gaps_of(sales: Iterable[Sale]) -> list[int]:
    """Whole days between one day with an order and the next, of one person."""
    days = sorted({sale.placed_on for sale in sales if sale.counts})
    return [(later - earlier).days for earlier, later in pairwise(days)]


def percentile(times_by_days: Mapping[int, int], percent: int) -> int:
    """The least number of days within which `percent` of a hundred returns happen (nearest rank).

    Exact: counted, not interpolated. Raises ValueError without any.
    """
    total = sum(times_by_days.values())
    so_far = 0
    for days in sorted(times_by_days):
        so_far += times_by_days[days]
        if so_far * 100 >= percent * total and so_far:
            return days
    raise ValueError(NO_RETURN)


def learnt(times_by_days: Mapping[int, int], *, now: Thresholds = DEFAULT) -> Thresholds | None:
    """Thresholds by the shop's own repurchase intervals; None while there are too few.

    Who comes back at all comes back within `active_days` in three cases of four, within
    `at_risk_days` in nine of ten, within `dormant_days` in 97 of a hundred: what is later than
    that is an exception not worth waiting for. Frequent is who ordered twice in twice the usual
    time. Who never came back has no interval, so these are the habits of those who stay. `now`
    gives what is not learnt. The shares are ours; that a mere span without orders tells the active
    from the gone as well as stochastic models do is found by Wübben and von Wangenheim, Journal of
    Marketing 72 (2008), 82-93.
    """
    if sum(times_by_days.values()) < FEWEST_GAPS:
        return None
    active = percentile(times_by_days, LEARNT_AT["active_days"])
    at_risk = max(percentile(times_by_days, LEARNT_AT["at_risk_days"]), active + 1)
    return Thresholds(
        active_days=active,
        at_risk_days=at_risk,
        dormant_days=max(percentile(times_by_days, LEARNT_AT["dormant_days"]), at_risk + 1),
        frequency_days=2 * active,
        frequent_orders=now.frequent_orders,
        newcomer_days=now.newcomer_days,
    )
