"""What happened within a second is the same story, in whatever order it is told."""

import json
from datetime import datetime, timedelta
from itertools import permutations
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from guisu.ground.database.rows import chunks
from guisu.ground.warehouse.loading import load
from guisu.ground.warehouse.steadiness import steady
from guisu.know.customers.models import Customer
from guisu.know.segments import population
from guisu.know.segments.definition.conditions import Happening
from guisu.know.segments.domain.lifecycle import DEFAULT
from guisu.know.segments.measures import lifecycle
from guisu.know.segments.reference.evaluator import holds
from guisu.know.segments.reference.people import Moment
from guisu.know.segments.selectors.persons import persons
from guisu.see.insights import funnel as funnels
from guisu.see.insights.funnel import Funnel
from guisu.take_in.intake import services as intake
from tests import conditions as c
from tests import make

pytestmark = pytest.mark.django_db
SHANGHAI = ZoneInfo("Asia/Shanghai")
SECOND = make.NOON - timedelta(hours=2)
# By milliseconds: seen, in the cart, bought, and a return to the page at the moment of buying.
STORY = [(100, "view"), (400, "cart"), (900, "buy"), (900, "view")]
THEN = c.DidThen(Happening("cart"), Happening("buy"), 1)
NOT_THEN = c.DidThen(Happening("buy"), Happening("view"), 1)


def tell(messages: list[dict[str, Any]], *, at_once: int) -> None:
    key, _ = make.write_key()
    for batch in chunks(messages, at_once):
        body = json.dumps({"batch": batch}).encode()
        intake.accept(body, key=key, kind="batch", received_at=make.NOON)
    while intake.expand():
        pass
    while load():
        pass


def message(after: int, kind: str) -> dict[str, Any]:
    at = SECOND + timedelta(milliseconds=after)
    return {"type": "track", "event": kind, "userId": "u1", "timestamp": at.isoformat()}


@steady
def figures(at: datetime) -> list[Any]:
    everybody = population.everybody(at=at)
    today = at.astimezone(SHANGHAI).date()
    steps = tuple(map(Happening, ("view", "cart", "buy")))
    asked = Funnel(steps, timedelta(days=7), today - timedelta(days=6), today)
    return [
        [step.people for step in funnels.figures(asked, everybody).steps],
        lifecycle.counted(everybody, DEFAULT),
    ]


@pytest.mark.parametrize("at_once", [1, len(STORY)], ids=["a request each", "one request"])
@pytest.mark.parametrize("order", list(permutations(range(len(STORY))))[::6])
def test_no_order_of_telling_changes_a_figure(order: tuple[int, ...], at_once: int) -> None:
    make.installation()

    tell([message(*STORY[place]) for place in order], at_once=at_once)

    customer = Customer.objects.get()
    funnel, stages = figures(make.NOON)
    assert funnel == [1, 1, 1]
    assert sum(stages.values()) == 1
    assert customer.first_seen_at == SECOND + timedelta(milliseconds=100)
    moment = Moment(make.NOON, SHANGHAI, "CNY")
    [person] = persons([customer.pk], [THEN, NOT_THEN], moment)
    assert (holds(THEN, person, moment), holds(NOT_THEN, person, moment)) == (True, False)
