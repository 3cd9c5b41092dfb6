"""Funnels, retention and cohorts by trying everything, person by person, in plain Python."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from itertools import pairwise, product
from statistics import median_low
from zoneinfo import ZoneInfo

from guisu.see.insights.funnel import Funnel
from guisu.see.insights.periods import Period
from tests.insights.world import Click, Order, day

Path = tuple[datetime, ...]


def best_path(funnel: Funnel, clicks: Iterable[Click], zone: ZoneInfo) -> Path | None:
    """One person's: every choice of moments is tried; the longest, then the earliest wins."""
    clicks = list(clicks)
    at = [sorted({c.at for c in clicks if c.kind == step.kind}) for step in funnel.steps]
    entries = [m for m in at[0] if funnel.since <= day(m, zone) <= funnel.until]
    best: Path | None = None
    for entry in entries:
        for length in range(1, len(at) + 1):
            for rest in product(*at[1:length]):
                path = (entry, *rest)
                in_order = all(one < other for one, other in pairwise(path))
                if not in_order or path[-1] - entry > funnel.within:
                    continue
                if best is None or (-len(path), path) < (-len(best), best):
                    best = path
    return best


def funnel_figures(
    funnel: Funnel, clicks: Sequence[Click], zone: ZoneInfo
) -> tuple[list[int], list[int | None], Counter[tuple[date, int]]]:
    """People a step, median seconds a step, and people by day of entry and step."""
    by_person: dict[int, list[Click]] = defaultdict(list)
    for click in clicks:
        by_person[click.person].append(click)
    paths = [path for own in by_person.values() if (path := best_path(funnel, own, zone))]
    counts, medians = [], []
    by_day: Counter[tuple[date, int]] = Counter()
    for number in range(1, len(funnel.steps) + 1):
        reached = [path for path in paths if len(path) >= number]
        took = [int((path[number - 1] - path[0]).total_seconds()) for path in reached]
        counts.append(len(reached))
        medians.append(median_low(took) if took else None)
        by_day.update((day(path[0], zone), number) for path in reached)
    return counts, medians, by_day


def start(period: Period, of: date) -> date:
    if period is Period.WEEK:
        return of - timedelta(days=of.isoweekday() - 1)
    return date(of.year, of.month, 1) if period is Period.MONTH else of


def retained(
    clicks: Sequence[Click], first: str, again: str, period: Period, zone: ZoneInfo
) -> tuple[Counter[date], Counter[tuple[date, date]]]:
    """Sizes by the period people began in, and those who came back by both periods."""
    sizes: Counter[date] = Counter()
    kept: Counter[tuple[date, date]] = Counter()
    for person in {click.person for click in clicks}:
        own = [click for click in clicks if click.person == person]
        days = sorted(day(click.at, zone) for click in own if click.kind == first)
        if not days:
            continue
        began = start(period, days[0])
        sizes[began] += 1
        later = {start(period, day(click.at, zone)) for click in own if click.kind == again}
        kept.update((began, then) for then in later if then > began)
    return sizes, kept


def is_counted(order: Order) -> bool:
    return order.status not in {"cancelled", "returned"}


def revenue(orders: Iterable[Order]) -> int:
    return sum(
        order.total_minor - order.refunded_minor
        for order in orders
        if order.status != "cancelled" and order.currency == "CNY"
    )
