"""What each kind of condition means at its borders: a sentence, and both evaluators say so."""

from dataclasses import replace

import pytest

from guisu.know.segments.compile import evaluator
from guisu.know.segments.definition import checks
from guisu.know.segments.reference.evaluator import holds
from guisu.know.segments.reference.people import Moment
from tests import conditions as c
from tests.segments import worlds
from tests.segments.benches import DuckDB
from tests.segments.families import known
from tests.segments.spec import Example


@pytest.fixture(scope="module")
def engine() -> DuckDB:
    return DuckDB()


@pytest.mark.parametrize(
    "example",
    [
        pytest.param(each, id=f"{name}: {each.sentence}")
        for name, family in known().items()
        for each in family.EXAMPLES
    ],
)
def test_both_evaluators_say(engine: DuckDB, example: Example) -> None:
    _, asked, person, answer, at, zone = example
    population = replace(engine.filled(worlds.tables([person])), as_of=at, zone=zone)

    alone = holds(asked, person, Moment(at, zone, "CNY"))
    members = engine.rows(evaluator.members(asked, population, worlds.SCORES))
    named = {"so": asked, "not_so": c.Not(asked)}
    [flags] = engine.rows(evaluator.flags(named, population, worlds.SCORES))

    assert checks.problems(asked) == []
    assert (alone, bool(members)) == (answer, answer)
    assert (flags["so"], flags["not_so"]) == (answer, not answer)
