"""Who fulfils a condition on the profile: a test of the person's own row."""

from typing import assert_never

import ibis
import ibis.expr.types as ir

from guisu.ground.warehouse.selectors import among
from guisu.know.segments.compile.people import either, is_in
from guisu.know.segments.families.profile import calendar
from guisu.know.segments.families.profile import struct as s
from guisu.know.segments.population import Population
from guisu.know.segments.scores import Scores


def asked(leaf: s.Own, population: Population, _scores: Scores) -> ir.BooleanValue:
    """A condition on the row of `population.customers`; false where it is not known."""
    customers = population.customers
    born = customers.birthday_on
    match leaf:
        case s.Attribute():
            return _word(leaf, customers[leaf.name].fill_null(""))
        case s.Birthday(in_days):
            days = sorted(calendar.month_days(population.today, in_days))
            return (born.month() * 100 + born.day()).isin(days).fill_null(False)
        case s.BirthMonth(months):
            return among(born.month(), months).fill_null(False)
        case s.Age(years):
            since, until = calendar.born(years, population.today)
            ends = [born >= since]
            ends += [born <= until] if until else []
            return ibis.and_(*ends).fill_null(False)
        case s.Seen(which, window):
            at = customers.first_seen_at if which == "first" else customers.last_seen_at
            return is_in(at, population.clock.span(window)).fill_null(False)
        case _:
            assert_never(leaf)


def _word(leaf: s.Attribute, word: ir.StringValue) -> ir.BooleanValue:
    match leaf.way:
        case "known":
            return word != ""
        case "is":
            return word.isin(leaf.values)
        case "contains":
            return either(word.contains(value) for value in leaf.values)
        case "starts":
            return either(word.startswith(value) for value in leaf.values)
        case _:
            assert_never(leaf.way)
