"""Who fulfils a condition on orders."""

from typing import assert_never

import ibis
import ibis.expr.types as ir

from guisu.ground.warehouse.selectors import among
from guisu.know.segments.compile.people import People, during, is_in, reaches, whose
from guisu.know.segments.definition.conditions import Range
from guisu.know.segments.definition.windows import Span
from guisu.know.segments.families.orders import struct as s
from guisu.know.segments.measures import sales
from guisu.know.segments.population import Population
from guisu.know.segments.scores import Scores


def asked(leaf: s.Own, population: Population, _scores: Scores) -> People:
    match leaf:
        case s.Bought(times, window, only):
            orders = _counted(population, only, population.clock.span(window))
            sums = orders.group_by("customer_id").aggregate(orders=orders.count())
            return whose(sums, "orders", times)
        case s.Spent(minor, window, only):
            return whose(_spent(population, only, population.clock.span(window)), "spent", minor)
        case s.AverageOrder(minor, window, only):
            return _average(population, minor, only, population.clock.span(window))
        case s.OrderedAt(which, window, only):
            orders = _counted(population, only, Span())
            placed = orders.placed_at
            ends = orders.group_by("customer_id").aggregate(
                at=placed.min() if which == "first" else placed.max()
            )
            found = ends.filter(is_in(ends.at, population.clock.span(window)))
            return People(found.select("customer_id"))
        case _:
            assert_never(leaf)


def _counted(population: Population, only: s.OrderFilter, span: Span) -> ir.Table:
    orders = _fitting(population, only, span)
    return orders.filter(sales.counts(orders))


def _spent(population: Population, only: s.OrderFilter, span: Span) -> ir.Table:
    """One row a person: `spent`."""
    if not only.asks_lines:
        orders = _fitting(population, only, span)
        earned = sales.earned(orders, population.currency)
        return orders.group_by("customer_id").aggregate(spent=earned.sum())
    lines = _lines(population, only, span)
    lines = lines.filter(sales.lines_earned(lines, population.currency))
    if only.channels:
        orders = _fitting(population, only, span)
        lines = lines.filter(lines.order_id.isin(orders.order_id))
    return lines.group_by("customer_id").aggregate(spent=lines.amount_minor.sum())


def _average(population: Population, minor: Range, only: s.OrderFilter, span: Span) -> People:
    orders = _counted(population, only, span)
    # Foreign orders are in neither: their money is not the home currency's.
    orders = orders.filter(orders.currency == population.currency)
    counts = orders.group_by("customer_id").aggregate(orders=orders.count())
    spent = _spent(population, only, span)
    both = counts.left_join(spent, "customer_id").select(
        "customer_id", "orders", spent=ibis._.spent.fill_null(0)
    )
    # Compared without dividing: engines divide and round each in their own way.
    least, most = (
        end * both.orders if end is not None else None for end in (minor.at_least, minor.at_most)
    )
    return People(both.filter(reaches(both.spent, least, most)).select("customer_id"))


def _fitting(population: Population, only: s.OrderFilter, span: Span) -> ir.Table:
    orders = during(population.orders, "placed_at", span)
    if only.stores:
        orders = orders.filter(among(orders.store_id, only.stores))
    if only.channels:
        orders = orders.filter(orders.channel.isin(only.channels))
    if only.asks_lines:
        lines = _lines(population, only, span)
        orders = orders.filter(orders.order_id.isin(lines.order_id))
    return orders


def _lines(population: Population, only: s.OrderFilter, span: Span) -> ir.Table:
    lines = during(population.lines, "placed_at", span)
    if only.stores:
        lines = lines.filter(among(lines.store_id, only.stores))
    if only.products:
        lines = lines.filter(among(lines.product_id, only.products))
    if only.tiers or only.categories:
        products = population.products
        if only.tiers:
            products = products.filter(products.tier.isin(only.tiers))
        if only.categories:
            products = products.filter(products.category.isin(only.categories))
        lines = lines.filter(lines.product_id.isin(products.product_id))
    return lines
