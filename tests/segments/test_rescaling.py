"""What segments keep in minor units follows the home currency's decimals, once."""

from typing import Any

import pytest
from django.apps import apps

from guisu.ground.staff.models import AuditEntry
from guisu.know.segments import rescaling
from guisu.know.segments.definition import conditions as c
from guisu.know.segments.definition import storing
from guisu.know.segments.families.orders.struct import AverageOrder, Bought, Spent
from guisu.know.segments.models import Segment, Valuation, Yardstick
from guisu.know.segments.selectors import yardsticks
from guisu.know.segments.services import segments
from tests import make


def asked(minor: int, times: int = 50_000) -> c.Condition:
    """`minor` where it is an amount, and `times` where a number only looks like one."""
    return c.All(
        (
            Spent(c.Range(at_least=minor)),
            c.Not(AverageOrder(c.Range(at_least=None, at_most=minor))),
            Bought(c.Range(at_least=times)),
        )
    )


def at_home_in(currency: str) -> None:
    here = make.installation()
    here.currency = currency
    here.save()


def old_scheme() -> dict[str, Any]:
    return {
        "window_days": None,
        "recency": [1, 2, 3, 4],
        "orders": [1, 2, 3, 4],
        "spent_minor": [10_000, 10_020, 30_000, 50_000],
    }


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("currency", "minor", "edges"),
    [
        ("XOF", 500, (100, 100, 300, 500)),
        ("OMR", 500_000, (100_000, 100_200, 300_000, 500_000)),
        ("CNY", 50_000, (10_000, 10_020, 30_000, 50_000)),
    ],
)
def test_amounts_in_conditions_and_schemes_follow_and_numbers_do_not(
    currency: str, minor: int, edges: tuple[int, ...]
) -> None:
    at_home_in(currency)
    made = segments.create("买得多的 · VIP", asked(50_000), by=make.mei(), at=make.NOON)
    values = old_scheme()
    Yardstick.objects.create(kind="rfm", values=values, is_learnt=False, made_at=make.NOON)

    for _ in range(2):
        rescaling.rescale(apps)

    wanted = storing.text(asked(minor))
    made.refresh_from_db()
    assert made.definition == wanted
    assert [each.definition for each in made.versions.all()] == [wanted]
    assert yardsticks.scheme().spent_minor == edges
    entry = AuditEntry.objects.get(action="segment.made")
    assert entry.after["definition"] == wanted
    assert Segment.objects.get().name == "买得多的 · VIP"


@pytest.mark.django_db
def test_a_valuations_money_follows_its_own_currency() -> None:
    at_home_in("CNY")
    told: dict[str, Any] = {
        "state": "done",
        "unit": "week",
        "asked_at": make.NOON,
        "parameters": {"spending": {"p": 2.0, "q": 3.0, "v": 5_000.0}},
        "calibration": {"actual_minor": 100.0, "predicted_minor": 200.0, "error": 0.5},
    }
    Valuation.objects.create(currency="XOF", **told)
    Valuation.objects.create(currency="CNY", **told)
    Valuation.objects.create(currency="XOF", **told | {"parameters": {}, "calibration": None})

    for _ in range(2):
        rescaling.rescale(apps)

    french, chinese, short = Valuation.objects.order_by("pk")
    assert french.parameters == {"spending": {"p": 2.0, "q": 3.0, "v": 50.0}}
    assert french.calibration == {"actual_minor": 1.0, "predicted_minor": 2.0, "error": 0.5}
    assert chinese.parameters == told["parameters"]
    assert chinese.calibration == told["calibration"]
    assert (short.parameters, short.calibration) == ({}, None)
