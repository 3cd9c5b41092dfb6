"""Machines are quick: cart and order may come within one second."""

from datetime import timedelta

from guisu.know.segments.definition.conditions import Happening
from guisu.see.insights import funnel as funnels
from guisu.see.insights.funnel import Funnel
from tests.insights.world import AT, SHANGHAI, Click, day, population


def test_steps_within_one_second_count_in_their_order() -> None:
    cart = AT - timedelta(hours=2) + timedelta(milliseconds=100)
    clicks = [Click(1, "cart", cart), Click(1, "buy", cart + timedelta(milliseconds=400))]
    today = day(AT, SHANGHAI)
    steps = (Happening("cart"), Happening("buy"))

    asked = Funnel(steps, timedelta(days=7), today - timedelta(days=30), today)
    found = funnels.figures(asked, population(clicks=clicks))

    assert [step.people for step in found.steps] == [1, 1]
