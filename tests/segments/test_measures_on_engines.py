"""Scores, stages and rungs are the same on PostgreSQL; ClickHouse and Spark can be asked too."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import ibis
import pytest
from hypothesis import given
from hypothesis import strategies as st

from guisu.know.segments.domain import ladder
from guisu.know.segments.domain.ladder import Rules
from guisu.know.segments.domain.lifecycle import DEFAULT, Thresholds
from guisu.know.segments.domain.rfm import DEFAULT as SCHEME
from guisu.know.segments.domain.rfm import Scheme
from guisu.know.segments.measures import ladder as rungs
from guisu.know.segments.measures import lifecycle as stages
from guisu.know.segments.measures import rfm
from guisu.know.segments.population import Population
from tests import postgresql
from tests.properties import a_share
from tests.segments import crowd as crowds
from tests.segments.crowd import Person
from tests.segments.test_ladder import assert_placed_alike, rules
from tests.segments.test_lifecycle import assert_staged_alike, thresholds
from tests.segments.test_rfm import assert_scored_alike, schemes

TYPES = {
    crowds.WHOLE: "int64",
    crowds.TEXT: "string",
    crowds.INSTANT: "timestamp",
    crowds.DAY: "date",
    crowds.FLAG: "boolean",
}


@pytest.fixture(scope="module")
def server() -> Iterator[Any]:
    with postgresql.running() as address:
        backend = ibis.postgres.connect(
            host=address["HOST"], user=address["USER"], database=address["NAME"]
        )
        yield backend
        backend.disconnect()


@pytest.mark.slow
@a_share(6)
@given(
    crowd=crowds.crowds,
    scheme=schemes,
    stage_rules=thresholds,
    rung_rules=rules,
    zone=crowds.zones,
    at=crowds.moments,
    store=st.sampled_from([None, crowds.STORE]),
)
def test_postgresql_agrees_with_everybody_one_by_one(  # noqa: PLR0913 - all that is drawn
    server: Any,
    crowd: list[Person],
    scheme: Scheme,
    stage_rules: Thresholds,
    rung_rules: Rules,
    zone: ZoneInfo,
    at: datetime,
    store: int | None,
) -> None:
    crowds.put(server, crowd, at=at, zone=zone)

    assert_scored_alike(server, crowd, scheme, zone, at, store)
    assert_staged_alike(server, crowd, stage_rules, zone, at, store)
    assert_placed_alike(server, crowd, rung_rules, zone, at, store)


@pytest.mark.slow
def test_postgresql_learns_and_moves_as_duckdb_does(server: Any) -> None:
    zone = ZoneInfo("Asia/Shanghai")
    bought = crowds.Ordered(30, "completed", "CNY", 500, 0, None)
    crowd = [
        Person(999, tuple(replace(bought, hours_ago=24 * n * k) for k in range(n % 5)))
        for n in range(1, 90)
    ]
    found = []
    for backend in (server, ibis.duckdb.connect()):
        crowds.put(backend, crowd, at=crowds.AT, zone=zone)
        now = crowds.population(backend, as_of=crowds.AT, zone=zone)
        then = crowds.population(backend, as_of=crowds.instant(crowds.AT, 24 * 40), zone=zone)
        moves = stages.movement(then, now, DEFAULT).to_pyarrow().to_pylist()
        found.append((rfm.learnt(now, None), stages.gaps(now), sorted(map(repr, moves))))

    assert found[0] == found[1]
    assert found[0][0] is not None


@pytest.mark.parametrize("dialect", ["clickhouse", "pyspark"])
def test_every_measure_can_be_said_in_the_sql_of(dialect: str) -> None:
    def source(name: str) -> Any:
        columns = {column: TYPES[kind] for column, kind in crowds.SHAPES[name].items()}
        return ibis.table(columns, name=name)

    shop = Population(source, crowds.AT, ZoneInfo("Asia/Shanghai"), "CNY", frozenset({1}))
    asked = [
        rfm.cells(shop, SCHEME),
        stages.movement(shop, shop, DEFAULT),
        rungs.placed(shop, ladder.rules_by(DEFAULT)),
    ]

    said = [ibis.to_sql(expression, dialect=dialect) for expression in asked]

    assert all(text.startswith(("SELECT", "WITH")) for text in map(str, said))
