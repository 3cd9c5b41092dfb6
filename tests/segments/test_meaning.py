"""What each kind of condition means at its borders: a sentence, and both evaluators say so."""

from dataclasses import replace

import pytest

from guisu.know.segments.compile import evaluator
from guisu.know.segments.definition import checks
from guisu.know.segments.definition import conditions as c
from guisu.know.segments.reference.evaluator import holds
from guisu.know.segments.reference.people import Moment
from tests.segments import worlds
from tests.segments.benches import DuckDB
from tests.segments.spec import Example
from tests.segments.spec.doing import DOING
from tests.segments.spec.profile import PROFILE, STANDING
from tests.segments.spec.trading import TRADING

EXAMPLES = {"profile": PROFILE, "standing": STANDING, "trading": TRADING, "doing": DOING}


@pytest.fixture(scope="module")
def engine() -> DuckDB:
    return DuckDB()


@pytest.mark.parametrize(
    "example",
    [
        pytest.param(each, id=f"{room}: {each.sentence}")
        for room, some in EXAMPLES.items()
        for each in some
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
