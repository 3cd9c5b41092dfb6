"""Conditions on what is told of people and what they stand in."""

from typing import assert_never

import ibis
import ibis.expr.types as ir

from guisu.ground.warehouse.selectors import among
from guisu.know.segments.compile.people import People, distinct, either, is_in
from guisu.know.segments.definition import calendar
from guisu.know.segments.definition import conditions as c
from guisu.know.segments.population import Population
from guisu.know.segments.scores import Scores


def told(leaf: c.Told, population: Population) -> ir.BooleanValue:
    """A condition on the row of `population.customers`; false where it is not known."""
    customers = population.customers
    born = customers.birthday_on
    match leaf:
        case c.Attribute():
            return _word(leaf, customers[leaf.name].fill_null(""))
        case c.Birthday(in_days):
            days = sorted(calendar.month_days(population.today, in_days))
            return (born.month() * 100 + born.day()).isin(days).fill_null(False)
        case c.BirthMonth(months):
            return among(born.month(), months).fill_null(False)
        case c.Age(years):
            since, until = calendar.born(years, population.today)
            ends = [born.notnull()]
            ends += [born >= since] if since else []
            ends += [born <= until] if until else []
            return ibis.and_(*ends).fill_null(False)
        case c.Seen(which, window):
            at = customers.first_seen_at if which == "first" else customers.last_seen_at
            return is_in(at, population.clock.span(window)).fill_null(False)
        case _:
            assert_never(leaf)


def standing(leaf: c.Standing, population: Population, scores: Scores) -> People:
    match leaf:
        case c.KnownBy(channels):
            rows = population.identities
            return distinct(rows.filter(rows.channel.isin(channels)))
        case c.KnownAt(stores):
            rows = population.known
            return distinct(rows.filter(among(rows.store_id, stores)))
        case c.Tagged(tags):
            rows = population.taggings
            return distinct(rows.filter(among(rows.tag_id, tags)))
        case c.Agreed(channel, purpose):
            rows = population.agreed
            return distinct(rows.filter(rows.channel == channel, rows.purpose == purpose))
        case c.InCell():
            cells = scores.cells(population)
            wanted = {"r": leaf.recency, "f": leaf.frequency, "m": leaf.monetary}
            tests = [among(cells[name], some) for name, some in wanted.items() if some]
            return distinct(cells.filter(ibis.and_(*tests)))
        case c.InStage(stages):
            staged = scores.stages(population)
            return distinct(staged.filter(staged.stage.isin(stages)))
        case _:
            assert_never(leaf)


def _word(leaf: c.Attribute, word: ir.StringValue) -> ir.BooleanValue:
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
