"""What every engine is held to: it says of people at once what is true of each one alone."""

from collections.abc import Iterable, Sequence

from guisu.know.segments.compile import evaluator
from guisu.know.segments.reference.evaluator import holds
from guisu.know.segments.reference.people import Person
from tests import conditions as c
from tests.segments import worlds
from tests.segments.benches import Bench


def alone(condition: c.Condition, persons: Iterable[Person]) -> set[int]:
    return {each.customer_id for each in persons if holds(condition, each, worlds.moment())}


def assert_flags_agree(
    engine: Bench, persons: Sequence[Person], asked: Sequence[c.Condition]
) -> None:
    population = engine.filled(worlds.tables(persons))
    named = {f"c{number}": condition for number, condition in enumerate(asked)}

    found = engine.rows(evaluator.flags(named, population, worlds.SCORES))

    said = {name: {row["customer_id"] for row in found if row[name]} for name in named}
    assert said == {name: alone(condition, persons) for name, condition in named.items()}
    assert len(found) == len(persons)


def assert_members_agree(engine: Bench, persons: Sequence[Person], asked: c.Condition) -> None:
    population = engine.filled(worlds.tables(persons))

    found = engine.rows(evaluator.members(asked, population, worlds.SCORES))

    assert sorted(row["customer_id"] for row in found) == sorted(alone(asked, persons))
