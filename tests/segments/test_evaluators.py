"""A condition compiled for a population says of each person what it says of that person alone."""

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guisu.know.segments.compile import evaluator
from guisu.know.segments.definition import checks, storing
from guisu.know.segments.reference.people import Person
from tests import conditions as c
from tests.properties import a_share
from tests.segments import questions, worlds
from tests.segments.agreement import assert_flags_agree, assert_members_agree
from tests.segments.benches import Bench, DuckDB, PostgreSQL


@pytest.fixture(
    scope="module",
    params=["duckdb", pytest.param("postgresql", marks=pytest.mark.postgresql)],
)
def engine(request: pytest.FixtureRequest) -> Iterator[Bench]:
    if request.param == "duckdb":
        yield DuckDB()
        return
    server = PostgreSQL()
    yield server
    server.close()


@a_share(2)
@given(persons=worlds.people(), asked=st.lists(questions.conditions, min_size=1, max_size=4))
def test_many_conditions_at_once_agree_with_each_person_alone(
    engine: Bench, persons: list[Person], asked: list[c.Condition]
) -> None:
    assert_flags_agree(engine, persons, asked)


@a_share(2)
@given(persons=worlds.people(), asked=questions.conditions)
def test_the_members_of_a_condition_agree_with_each_person_alone(
    engine: Bench, persons: list[Person], asked: c.Condition
) -> None:
    assert_members_agree(engine, persons, asked)


@a_share(2)
@given(persons=worlds.people(), leaf=questions.leaves)
def test_everybody_is_in_a_segment_or_in_its_opposite_and_never_in_both(
    engine: Bench, persons: list[Person], leaf: c.Condition
) -> None:
    population = engine.filled(worlds.tables(persons))

    inside, outside = (
        engine.rows(evaluator.members(each, population, worlds.SCORES))
        for each in (leaf, c.Not(leaf))
    )

    found = sorted(row["customer_id"] for row in inside + outside)
    assert found == [person.customer_id for person in persons]


@given(asked=questions.conditions)
def test_a_condition_survives_being_stored(asked: c.Condition) -> None:
    assert storing.read(storing.text(asked)) == asked


@given(asked=questions.leaves)
def test_every_made_up_leaf_is_sound(asked: c.Condition) -> None:
    assert checks.problems(asked) == []
