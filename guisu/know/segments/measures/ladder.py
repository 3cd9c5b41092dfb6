"""The relationship ladder of all people at once; the meaning is `domain.ladder`, one at a time."""

from datetime import timedelta

import ibis
import ibis.expr.types as ir
from ibis import _

from guisu.know.segments.domain.ladder import ADVOCACY, ASKED, Need, Rules, Rung
from guisu.know.segments.measures import sales
from guisu.know.segments.population import Population

DEVICE = "anonymous_id"
MARKETING = "marketing"


def placed(population: Population, rules: Rules) -> ir.Table:
    """One row a person: customer_id, rung, and a column of true or false for each `Need`."""
    facts = _facts(population, rules)
    met = facts.select("customer_id", **_met(facts, population, rules))
    rung = ibis.cases(
        *(
            (~_all(met, needs), below)
            for below, needs in zip(Rung, list(ASKED.values())[1:], strict=False)
        ),
        else_=Rung.PARTNER,
    )
    return met.mutate(rung=rung)


def counted(population: Population, rules: Rules) -> list[dict[str, int | str]]:
    """People by rung and by what they meet: rung, a flag for each need, people. Runs at once."""
    found = placed(population, rules)
    keys = ["rung", *(need.value for need in Need)]
    rows = found.group_by(keys).aggregate(people=found.count().cast("int64"))
    return rows.to_pyarrow().to_pylist()


def _all(met: ir.Table, needs: tuple[Need, ...]) -> ir.BooleanValue:
    return ibis.and_(*(met[need.value] for need in needs))


def _met(facts: ir.Table, population: Population, rules: Rules) -> dict[str, ir.BooleanValue]:
    def within(days: int) -> ir.BooleanValue:
        since = ibis.literal(population.today - timedelta(days=days))
        return (facts.days_bought > 0) & (facts.last_on >= since).fill_null(False)

    return {
        Need.IDENTIFIED.value: facts.is_identified,
        Need.WORD_OR_ORDER.value: facts.is_reachable | (facts.days_bought > 0),
        Need.BOUGHT_AGAIN.value: facts.days_bought >= rules.fan_days_bought,
        Need.BOUGHT_LATELY.value: within(rules.fan_recency_days),
        Need.BOUGHT_OFTEN.value: facts.days_bought >= rules.devoted_days_bought,
        Need.BOUGHT_IN_TIME.value: within(rules.devoted_recency_days),
        Need.REACHABLE.value: facts.is_reachable,
        Need.RECOMMENDED.value: facts.advocacy >= rules.partner_advocacy,
    }


def _facts(population: Population, rules: Rules) -> ir.Table:
    """One row a person: customer_id and the fields of `domain.ladder.Facts`."""
    people = population.customers.select("customer_id")
    facts = people.left_join(_bought(population), "customer_id").select(
        "customer_id", days_bought=_.days_bought.fill_null(0), last_on=_.last_on
    )
    facts = facts.left_join(_advocacy(population, rules), "customer_id").select(
        "customer_id", "days_bought", "last_on", advocacy=_.advocacy.fill_null(0)
    )
    return facts.mutate(
        is_identified=facts.customer_id.isin(_identified(population)),
        is_reachable=facts.customer_id.isin(_reachable(population)),
    )


def _identified(population: Population) -> ir.Column:
    names = population.identities
    return names.filter(names.channel != DEVICE).customer_id


def _bought(population: Population) -> ir.Table:
    orders = population.orders
    days = orders.filter(sales.counts(orders)).select("customer_id", "local_date").distinct()
    return days.group_by("customer_id").aggregate(
        days_bought=days.count(), last_on=days.local_date.max()
    )


def _advocacy(population: Population, rules: Rules) -> ir.Table:
    events = population.events
    since = population.today - timedelta(days=rules.advocacy_days)
    told = events.filter(events.kind.isin(ADVOCACY), events.local_date > since)
    return told.group_by("customer_id").aggregate(advocacy=told.count())


def _reachable(population: Population) -> ir.Column:
    """Who agrees to marketing by some channel."""
    agreed = population.agreed
    return agreed.filter(agreed.purpose == MARKETING).customer_id
