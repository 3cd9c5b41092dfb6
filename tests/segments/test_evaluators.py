"""A condition compiled for a population says of each person what it says of that person alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guisu.segments.compile import evaluator
from guisu.segments.definition import checks, storing
from guisu.segments.definition import conditions as c
from guisu.segments.reference.evaluator import holds
from guisu.segments.reference.people import Person
from tests.properties import a_share
from tests.segments import questions, worlds
from tests.segments.benches import Bench, DuckDB


@pytest.fixture(scope="module")
def engine() -> Bench:
    return DuckDB()


def alone(condition: c.Condition, persons: list[Person]) -> set[int]:
    return {each.customer_id for each in persons if holds(condition, each, worlds.moment())}


@a_share(2)
@given(persons=worlds.people(), asked=st.lists(questions.conditions, min_size=1, max_size=4))
def test_many_conditions_at_once_agree_with_each_person_alone(
    engine: Bench, persons: list[Person], asked: list[c.Condition]
) -> None:
    population = engine.filled(worlds.tables(persons))
    named = {f"c{number}": condition for number, condition in enumerate(asked)}

    found = evaluator.flags(named, population, worlds.SCORES).to_pyarrow().to_pylist()

    said = {name: {row["customer_id"] for row in found if row[name]} for name in named}
    assert said == {name: alone(condition, persons) for name, condition in named.items()}
    assert len(found) == len(persons)


@a_share(2)
@given(persons=worlds.people(), asked=questions.conditions)
def test_the_members_of_a_condition_agree_with_each_person_alone(
    engine: Bench, persons: list[Person], asked: c.Condition
) -> None:
    population = engine.filled(worlds.tables(persons))

    found = evaluator.members(asked, population, worlds.SCORES).to_pyarrow()

    ids = found["customer_id"].to_pylist()
    assert sorted(ids) == sorted(alone(asked, persons))


@a_share(2)
@given(persons=worlds.people(), leaf=questions.leaves)
def test_everybody_is_in_a_segment_or_in_its_opposite_and_never_in_both(
    engine: Bench, persons: list[Person], leaf: c.Condition
) -> None:
    population = engine.filled(worlds.tables(persons))

    inside, outside = (
        evaluator.members(each, population, worlds.SCORES).to_pyarrow()["customer_id"].to_pylist()
        for each in (leaf, c.Not(leaf))
    )

    assert sorted(inside + outside) == [person.customer_id for person in persons]


@given(asked=questions.conditions)
def test_a_condition_survives_being_stored(asked: c.Condition) -> None:
    assert storing.read(storing.text(asked)) == asked


@given(asked=questions.leaves)
def test_every_made_up_leaf_is_sound(asked: c.Condition) -> None:
    assert checks.problems(asked) == []
