"""ClickHouse's engine says of everybody what the pure evaluator says of each person alone."""

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guisu.segments.definition import conditions as c
from guisu.segments.reference.people import Person
from tests.properties import a_share
from tests.segments import questions, worlds
from tests.segments.agreement import assert_flags_agree, assert_members_agree
from tests.segments.clickhouse import ClickHouse

pytestmark = pytest.mark.engines


@pytest.fixture(scope="module")
def clickhouse() -> Iterator[ClickHouse]:
    engine = ClickHouse()
    yield engine
    engine.close()


@a_share(2)
@given(persons=worlds.people(), asked=st.lists(questions.conditions, min_size=1, max_size=4))
def test_clickhouse_agrees_on_many_conditions_at_once(
    clickhouse: ClickHouse, persons: list[Person], asked: list[c.Condition]
) -> None:
    assert_flags_agree(clickhouse, persons, asked)


@a_share(2)
@given(persons=worlds.people(), asked=questions.conditions)
def test_clickhouse_agrees_on_the_members_of_a_condition(
    clickhouse: ClickHouse, persons: list[Person], asked: c.Condition
) -> None:
    assert_members_agree(clickhouse, persons, asked)
