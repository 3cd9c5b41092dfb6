"""ClickHouse and Spark say of everybody what the pure evaluator says of each person alone."""

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guisu.know.segments.reference.people import Person
from tests import conditions as c
from tests.properties import a_share
from tests.segments import questions, worlds
from tests.segments.agreement import assert_flags_agree, assert_members_agree
from tests.segments.clickhouse import ClickHouse
from tests.segments.spark import Spark, cluster

pytestmark = [
    pytest.mark.engines,
    pytest.mark.enable_socket,
    # Nothing goes through pandas here.
    pytest.mark.filterwarnings("ignore:PySpark does not yet fully support pandas"),
]


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


@pytest.fixture(scope="module")
def spark() -> Iterator[Spark]:
    with cluster() as engine:
        yield engine


# A question takes Spark seconds, however small the world: few worlds, much asked of each.
@a_share(20)
@given(persons=worlds.people(9), asked=st.lists(questions.leaves, min_size=12, max_size=12))
def test_a_cluster_of_spark_agrees_on_many_conditions_at_once(
    spark: Spark, persons: list[Person], asked: list[c.Condition]
) -> None:
    assert_flags_agree(spark, persons, asked)


@a_share(30)
@given(persons=worlds.people(9), asked=questions.conditions)
def test_a_cluster_of_spark_agrees_on_the_members_of_a_condition(
    spark: Spark, persons: list[Person], asked: c.Condition
) -> None:
    assert_members_agree(spark, persons, asked)
