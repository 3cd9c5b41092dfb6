"""The rules of `domain.sales` as columns of a table of orders."""

from datetime import timedelta

import ibis
import ibis.expr.types as ir

from guisu.know.segments.domain.sales import CANCELLED, NOT_ORDERS, WITHOUT_LINES
from guisu.know.segments.population import Population


def counts(orders: ir.Table) -> ir.BooleanValue:
    """Whether it is an order: neither cancelled nor goods back."""
    return orders.status.notin(sorted(NOT_ORDERS))


def earned(orders: ir.Table, currency: str) -> ir.IntegerValue:
    """Minor units of `currency`, less what was refunded; goods back are below zero."""
    earns = (orders.status != CANCELLED) & (orders.currency == currency)
    return earns.ifelse(orders.total_minor - orders.refunded_minor, 0)


def lines_earned(lines: ir.Table, currency: str) -> ir.BooleanValue:
    """Whether their amounts count: of orders neither cancelled nor refunded."""
    return lines.status.notin(sorted(WITHOUT_LINES)) & (lines.currency == currency)


def lately(population: Population, days: int | None) -> ir.Table:
    """Orders of the last `days` calendar days, today the last of them; None: all so far."""
    orders = population.orders
    if days is None:
        return orders
    return orders.filter(orders.local_date > population.today - timedelta(days=days))


def of_the_living(table: ir.Table, population: Population) -> ir.Table:
    """The rows of `table` about people of the population; each has at most one row there."""
    if population.is_everybody:
        return table.filter(table.customer_id.notin(population.gone.customer_id))
    return table.filter(table.customer_id.isin(population.customers.customer_id))


def number(condition: ir.BooleanValue) -> ir.IntegerValue:
    """1 where it holds, else 0."""
    return ibis.ifelse(condition, 1, 0)
