"""Where people stand, as pages: figures that open their people, editors with their effect."""

from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any, cast

import pytest
from django.urls import reverse
from django.utils import timezone

from guisu.doors.console.lifecycle import sankey
from guisu.ground.staff.models import AuditEntry
from guisu.know.segments.models import Yardstick
from guisu.know.segments.selectors import yardsticks
from tests import make
from tests.console import shop
from tests.console.browsing import browser
from tests.warehouse.test_loading import load_all

pytestmark = pytest.mark.django_db
THRESHOLDS = {
    "active_days": 20,
    "at_risk_days": 40,
    "dormant_days": 80,
    "frequent_orders": 2,
    "frequency_days": 40,
    "newcomer_days": 7,
}


def today(days_ago: int) -> datetime:
    return timezone.now() - timedelta(days=days_ago)


def a_shop() -> dict[str, int]:
    """Ada buys often in the North, Bea bought once in the South, Cem never."""
    north, south = make.store("North"), make.store("South")
    ada = make.customer("Ada", identities={"phone": "+8613800138001"}, stores=(north,))
    bea = make.customer("Bea", stores=(south,), seen_at=today(400))
    cem = make.customer("Cem", seen_at=today(3))
    for days in (2, 12, 22):
        shop.order(ada, total=20_000, store=north, placed_at=today(days))
    shop.order(bea, total=5_000, store=south, placed_at=today(300))
    load_all()
    return {"ada": ada.pk, "bea": bea.pk, "cem": cem.pk}


@pytest.mark.parametrize("page", ["rfm", "lifecycle", "ladder"])
def test_empty_pages_say_what_they_will_be(page: str) -> None:
    answer = browser(make.mei()).get(reverse(f"console:{page}"))

    assert answer.status_code == 200
    if page != "lifecycle":
        assert "fills with the first" in answer.content.decode()


def test_the_grid_shows_each_buyer_once_and_its_squares_open_them() -> None:
    client = browser(make.mei())
    a_shop()

    page = client.get(reverse("console:rfm")).content.decode()
    people = client.get(reverse("console:standing-people"), {"r": 5, "f": 3}).content.decode()

    assert "2 buyers" in page
    assert "r=5&amp;f=3" in page
    assert "Ada" in people
    assert "Bea" not in people


def test_a_store_manager_sees_the_own_stores_people_and_an_analyst_no_names() -> None:
    jun, lin = browser(make.jun()), browser(make.lin())
    a_shop()
    everybody = reverse("console:standing-people")

    own = jun.get(everybody).content.decode()
    nameless = lin.get(everybody).content.decode()

    assert ("Ada" in own, "Bea" in own) == (True, False)
    assert ("Ada" in nameless, "Bea" in nameless) == (False, False)
    assert "2 people" in nameless
    assert "1 buyer," in jun.get(reverse("console:rfm")).content.decode()


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ({"stage": "active"}, "Ada"),
        ({"stage": "lost"}, "Bea"),
        ({"stage": "newcomer"}, "Cem"),
        ({"stage": "active", "from_stage": "none", "from_on": "2020-01-01"}, "Ada"),
        ({"rung": "fan", "missing": "reachable"}, "Ada"),
        ({"group": "gone"}, "Bea"),
    ],
)
def test_lists_of_stages_moves_rungs_and_groups(asked: dict[str, str], shown: str) -> None:
    client = browser(make.mei())
    a_shop()

    page = client.get(reverse("console:standing-people"), asked).content.decode()

    assert [name for name in ("Ada", "Bea", "Cem") if f">{name}<" in page] == [shown]


def test_movement_has_its_table_and_says_when_the_earlier_day_is_before_all_data() -> None:
    client = browser(make.mei())
    a_shop()

    page = client.get(reverse("console:lifecycle-movement"), {"before": "2001-01-01"})

    text = page.content.decode()
    assert "the earlier day is incomplete" in text
    assert "from_stage=none" in text
    assert "came nearer" in text


def test_days_that_make_no_sense_ask_the_usual_ones() -> None:
    client = browser(make.mei())

    page = client.get(reverse("console:lifecycle-movement"), {"before": "x", "after": "2999-01-01"})

    assert page.status_code == 200
    assert "Nobody was known" in page.content.decode()


@pytest.mark.parametrize("name", ["rfm-export", "lifecycle-export", "ladder-export"])
@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_figures_are_exported_without_names(name: str, form: str) -> None:
    client = browser(make.lin())
    a_shop()

    answer = client.post(reverse(f"console:{name}"), {"format": form})

    body = b"".join(cast(Any, answer).streaming_content)
    assert answer.status_code == 200
    assert form == "xlsx" or (body.count(b"\r\n") >= 2 and b"Ada" not in body)


def test_thresholds_are_previewed_then_saved_with_who_and_when() -> None:
    mei = make.mei()
    client = browser(mei)
    a_shop()

    preview = client.post(reverse("console:lifecycle-preview"), {**THRESHOLDS, "active_days": 1})
    before = yardsticks.in_force(Yardstick.Kind.LIFECYCLE)
    saved = client.post(reverse("console:lifecycle-thresholds"), THRESHOLDS)

    assert "At risk" in preview.content.decode()
    assert "is-changed" in preview.content.decode()
    assert before is None
    assert saved.status_code == 302
    version = yardsticks.in_force(Yardstick.Kind.LIFECYCLE)
    assert version is not None
    assert (version.made_by, yardsticks.thresholds().active_days) == (mei, 20)
    assert AuditEntry.objects.get().action == "lifecycle.set"


@pytest.mark.parametrize(
    ("page", "wrong"),
    [
        ("lifecycle-thresholds", {**THRESHOLDS, "at_risk_days": 20}),
        ("rfm-scheme", {"r5": "30", "r4": "20"}),
    ],
)
def test_what_does_not_fit_is_said_beside_the_field_and_not_saved(
    page: str, wrong: dict[str, object]
) -> None:
    answer = browser(make.mei()).post(reverse(f"console:{page}"), wrong)

    assert answer.status_code == 422
    assert "This must" in answer.content.decode()
    assert not Yardstick.objects.exists()


def test_a_scheme_typed_by_hand_scores_from_then_on() -> None:
    client = browser(make.mei())
    a_shop()
    typed = {"window_days": "365"}
    for score, (days, orders, spent) in {
        5: (10, 3, "500"),
        4: (20, 2, "400.50"),
        3: (30, 2, "300"),
        2: (40, 2, "200"),
    }.items():
        typed |= {f"r{score}": str(days), f"f{score}": str(orders), f"m{score}": spent}

    preview = client.post(reverse("console:rfm-preview"), typed).content.decode()
    client.post(reverse("console:rfm-scheme"), typed)

    assert "Key: cherish" in preview
    assert yardsticks.scheme().spent_minor == (200_00, 300_00, 400_50, 500_00)
    assert (
        "Ada"
        in client.get(reverse("console:standing-people"), {"r": 5, "f": 5, "m": 5}).content.decode()
    )


def test_a_persons_page_shows_where_they_stand_with_the_evidence() -> None:
    client = browser(make.bo())
    people = a_shop()

    hidden = client.get(reverse("console:customer-standing", args=[people["ada"]]))
    shown = client.get(reverse("console:customer-standing", args=[people["bea"]]))

    assert hidden.status_code == 404
    text = shown.content.decode()
    assert "Lost" in text
    assert "General: win back" in text
    assert "last order 300 days ago, 1 orders" in text


def test_bands_of_a_movement_fill_their_bars_exactly() -> None:
    moves = {("a", "x"): 3, ("a", "y"): 1, ("", "y"): 4}

    found = sankey.drawing(moves, ["a", "b", ""], ["y", "x"])

    assert [bar.people for bar in found.left] == [4, 4]
    assert [(band.source, band.target) for band in found.bands] == [
        ("a", "y"),
        ("a", "x"),
        ("", "y"),
    ]
    assert sum(bar.height for bar in found.left) == pytest.approx(sankey.HEIGHT - 2 * sankey.GAP)


def test_labels_of_thin_bars_stand_apart_and_within_the_drawing() -> None:
    names = [str(number) for number in range(9)]
    moves = {("0", "0"): 10_000} | {(name, name): 1 for name in names[1:]}

    middles = [bar.label_y for bar in sankey.drawing(moves, names, names[::-1]).right]

    half_a_line = sankey.GAP / 2
    assert half_a_line < middles[0] < middles[-1] < sankey.HEIGHT - half_a_line
    assert all(below - above >= sankey.GAP for above, below in pairwise(middles))
