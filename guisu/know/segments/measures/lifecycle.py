"""Life-cycle stages of all people at once, and how they moved; meant as in `domain.lifecycle`."""

from collections.abc import Mapping
from datetime import timedelta

import ibis
import ibis.expr.types as ir
from ibis import _

from guisu.know.segments.domain.lifecycle import Stage, Thresholds
from guisu.know.segments.measures import sales
from guisu.know.segments.population import Population

NOT_HERE = ""


def staged(population: Population, thresholds: Thresholds) -> ir.Table:
    """One row a person of the population: customer_id, stage, is_known.

    `is_known`: registered, or having ordered, on the day. Of a past day, who came later is not.
    """
    facts = _facts(population, thresholds)
    today = population.today

    def ago(days: int) -> ir.DateValue:
        return ibis.literal(today - timedelta(days=days))

    without_order = ibis.ifelse(
        facts.registered_on >= ago(thresholds.newcomer_days), Stage.NEWCOMER, Stage.HESITANT
    )
    is_frequent = facts.orders_lately >= thresholds.frequent_orders
    stage = ibis.cases(
        (facts.orders == 0, without_order),
        (facts.first_on == ago(1), Stage.FIRST_ORDER),
        (
            facts.last_on >= ago(thresholds.active_days),
            ibis.ifelse(is_frequent, Stage.ACTIVE, Stage.LOW_FREQUENCY),
        ),
        (facts.last_on >= ago(thresholds.at_risk_days), Stage.AT_RISK),
        (facts.last_on >= ago(thresholds.dormant_days), Stage.DORMANT),
        else_=Stage.LOST,
    )
    is_known = (facts.orders > 0) | (facts.registered_on <= ago(0))
    return facts.select("customer_id", stage=stage, is_known=is_known)


def counted(population: Population, thresholds: Thresholds) -> dict[Stage, int]:
    """How many of those known on the day are in each stage; all stages. Runs at once."""
    rows = staged(population, thresholds)
    people = rows.filter(rows.is_known).stage.value_counts(name="people")
    found = {row["stage"]: row["people"] for row in people.to_pyarrow().to_pylist()}
    return {stage: int(found.get(stage, 0)) for stage in Stage}


def movement(before: Population, after: Population, thresholds: Thresholds) -> ir.Table:
    """How people moved between two days: before, after, people; `NOT_HERE` before: came since.

    Both populations are of the same people, at two moments. Both days by today's thresholds and
    by what is known today: an order cancelled since was none on the earlier day either.
    """
    earlier, later = staged(before, thresholds), staged(after, thresholds)
    then = earlier.filter(earlier.is_known).select("customer_id", before=earlier.stage)
    now = later.filter(later.is_known).select("customer_id", after=later.stage)
    pairs = now.left_join(then, "customer_id")
    moves = pairs.select(before=pairs.before.fill_null(NOT_HERE), after=pairs.after)
    return moves.group_by(["before", "after"]).aggregate(people=moves.count().cast("int64"))


def gaps(population: Population) -> Mapping[int, int]:
    """How often somebody came back after so many days: days and times. Runs at once."""
    orders = population.orders
    days = orders.filter(sales.counts(orders)).select("customer_id", "local_date").distinct()
    days = sales.of_the_living(days, population)
    order = ibis.window(group_by=days.customer_id, order_by=days.local_date)
    visits = days.mutate(
        place=ibis.row_number().over(order), was_on=days.local_date.lag().over(order)
    )
    returns = visits.filter(visits.place > 0)
    waited = returns.select(days=returns.local_date.delta(returns.was_on, unit="day"))
    found = waited.days.value_counts(name="times").to_pyarrow().to_pylist()
    return {int(row["days"]): int(row["times"]) for row in found}


def _facts(population: Population, thresholds: Thresholds) -> ir.Table:
    """One row a person: customer_id, registered_on, orders, first_on, last_on, orders_lately."""
    orders = population.orders
    lately = population.today - timedelta(days=thresholds.frequency_days)
    ordered = orders.filter(sales.counts(orders))
    sums = ordered.group_by("customer_id").aggregate(
        orders=ordered.count(),
        first_on=ordered.local_date.min(),
        last_on=ordered.local_date.max(),
        orders_lately=sales.number(ordered.local_date > lately).sum(),
    )
    people = population.customers.select("customer_id", registered_on=_.local_date)
    facts = people.left_join(sums, "customer_id")
    return facts.select(
        "customer_id",
        "registered_on",
        "first_on",
        "last_on",
        orders=facts.orders.fill_null(0),
        orders_lately=facts.orders_lately.fill_null(0),
    )
