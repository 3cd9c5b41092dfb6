"""Whether a condition on orders holds for one person."""

from typing import assert_never

from guisu.know.segments.definition.conditions import Range
from guisu.know.segments.definition.windows import Span
from guisu.know.segments.families.orders import struct as s
from guisu.know.segments.families.orders.facts import Line, Sale, Sales
from guisu.know.segments.reference.people import Moment, Person


def holds(leaf: s.Own, person: Person, moment: Moment) -> bool:
    match leaf:
        case s.Bought(number, window, only):
            return number.holds(len(_counted(person, only, moment.span(window), moment)))
        case s.Spent(minor, window, only):
            return minor.holds(_spent(person, only, moment.span(window), moment))
        case s.AverageOrder(minor, window, only):
            stretch = moment.span(window)
            # Foreign orders are in neither: their money is not the home currency's.
            counted = _counted(person, only, stretch, moment)
            orders = sum(sale.currency == moment.currency for sale in counted)
            spent = _spent(person, only, stretch, moment)
            return orders > 0 and times(minor, orders).holds(spent)
        case s.OrderedAt(which, window, only):
            found = [sale.at for sale in _counted(person, only, Span(), moment)]
            chosen = min if which == "first" else max
            return bool(found) and moment.span(window).holds(chosen(found))
        case _:
            assert_never(leaf)


def times(ends: Range, factor: int) -> Range:
    """Both ends `factor` times as large: an average is compared without dividing."""
    least, most = ends.at_least, ends.at_most
    return Range(
        least * factor if least is not None else None,
        most * factor if most is not None else None,
    )


def _counted(person: Person, only: s.OrderFilter, span: Span, moment: Moment) -> list[Sale]:
    return [sale for sale in _fitting(person, only, span, moment) if sale.counts]


def _spent(person: Person, only: s.OrderFilter, span: Span, moment: Moment) -> int:
    sales = _fitting(person, only, span, moment)
    if not only.asks_lines:
        return sum(sale.earned(moment.currency) for sale in sales)
    kept = (sale for sale in sales if sale.lines_earned(moment.currency))
    return sum(line.amount_minor for sale in kept for line in sale.lines if _line_fits(line, only))


def _fitting(person: Person, only: s.OrderFilter, span: Span, moment: Moment) -> list[Sale]:
    return [
        sale
        for sale in person.of(Sales).all
        if sale.at <= moment.at and span.holds(sale.at) and _fits(sale, only)
    ]


def _fits(sale: Sale, only: s.OrderFilter) -> bool:
    return (
        (not only.stores or sale.store_id in only.stores)
        and (not only.channels or sale.channel in only.channels)
        and (not only.asks_lines or any(_line_fits(line, only) for line in sale.lines))
    )


def _line_fits(line: Line, only: s.OrderFilter) -> bool:
    return (
        (not only.products or line.product_id in only.products)
        and (not only.tiers or line.tier in only.tiers)
        and (not only.categories or line.category in only.categories)
    )
