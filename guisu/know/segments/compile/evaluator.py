"""Who fulfils conditions, all of a population at once."""

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

import ibis
import ibis.expr.types as ir

from guisu.know.segments.compile.people import People, either
from guisu.know.segments.definition import conditions as c
from guisu.know.segments.definition import opening, storing
from guisu.know.segments.definition.families import Concern
from guisu.know.segments.population import Population
from guisu.know.segments.scores import Scores

Marks = Mapping[str, ir.BooleanValue]
# A set of people, or a test of a person's own row in `population.customers`.
Answer: TypeAlias = People | ir.BooleanValue
RULES: Concern[Callable[[Any, Population, Scores], Answer]] = Concern("compiled", "asked")


def members(condition: c.Condition, population: Population, scores: Scores) -> ir.Table:
    """The `customer_id`s that `condition` holds for, one row each, unordered.

    Raises ValueError for a condition that names segments: open it first.
    """
    people = population.customers
    rest = []
    for part in condition.parts if isinstance(condition, c.All) else (condition,):
        found = _people(part, population, scores)
        if found is None:
            rest.append(part)
        elif found.but:
            people = people.anti_join(found.table, "customer_id")
        else:
            people = people.semi_join(found.table, "customer_id")
    if not rest:
        return people.select("customer_id")
    marked = flags({"held": c.All(tuple(rest))}, population, scores)
    held = marked.filter(marked.held).select("customer_id")
    return people.semi_join(held, "customer_id").select("customer_id")


def flags(
    conditions: Mapping[str, c.Condition], population: Population, scores: Scores
) -> ir.Table:
    """One row a person: `customer_id`, and under each name whether its condition holds.

    A leaf that several conditions share, or one names twice, is computed once. Raises
    ValueError as `members` does.
    """
    leaves = {
        storing.text(leaf): leaf
        for condition in conditions.values()
        for leaf in c.leaves(condition)
    }
    names = {text: f"leaf{number}" for number, text in enumerate(leaves)}
    table = _marked({names[text]: leaf for text, leaf in leaves.items()}, population, scores)
    marks = {text: table[name] for text, name in names.items()}
    return table.select(
        "customer_id", **{name: _holds(each, marks) for name, each in conditions.items()}
    )


def _marked(leaves: Mapping[str, c.Leaf], population: Population, scores: Scores) -> ir.Table:
    """One row a person with one column a leaf."""
    answers = {name: RULES.of(leaf)(leaf, population, scores) for name, leaf in leaves.items()}
    sets = {name: answer for name, answer in answers.items() if isinstance(answer, People)}
    tests = {name: answer for name, answer in answers.items() if name not in sets}
    table = population.customers.select("customer_id", **tests)
    for name, people in sets.items():
        table = _with(table, name, people)
    return table


def _with(table: ir.Table, name: str, people: People) -> ir.Table:
    """`table` and a column that tells who is among `people`."""
    there = f"{name}_there"
    given = people.table.select(**{f"{name}_id": "customer_id", there: ibis.literal(1, "int8")})
    joined = table.left_join(given, table.customer_id == given[f"{name}_id"])
    is_there = joined[there].fill_null(0) == 1
    return joined.select(*table.columns, **{name: ~is_there if people.but else is_there})


def _people(condition: c.Condition, population: Population, scores: Scores) -> People | None:
    """The set that `condition` alone is; None where it is not one."""
    if isinstance(condition, c.Leaf):
        answer = RULES.of(condition)(condition, population, scores)
        return answer if isinstance(answer, People) else None
    if isinstance(condition, c.Not):
        inner = _people(condition.part, population, scores)
        return inner.opposite() if inner else None
    return None


def _holds(condition: c.Condition, marks: Marks) -> ir.BooleanValue:
    match condition:
        case c.All(parts):
            return ibis.and_(*(_holds(part, marks) for part in parts))
        case c.AnyOf(parts):
            return either(_holds(part, marks) for part in parts)
        case c.Not(part):
            return ~_holds(part, marks)
        case c.InSegment(number):
            raise ValueError(opening.UNOPENED % number)
        case _:
            return marks[storing.text(condition)]
