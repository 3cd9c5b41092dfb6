"""What other processes do in the tests of this room: they may die of it."""

from functools import partial
from pathlib import Path
from typing import Any, cast

from django.conf import settings
from django.test import Client
from django.urls import reverse

from guisu.ground.staff.domain import Permission
from guisu.ground.warehouse import engine
from tests import foreign, make
from tests.console.browsing import browser
from tests.console.test_every_page import access, ask, pages
from tests.warehouse.test_loading import load_all

FIGURES = {Permission.SEE_FIGURES, Permission.EDIT_SEGMENTS, Permission.SEE_ORDERS}


def look_at_figures(warehouse: str, segment: str) -> None:
    """Mei opens each page of figures, each in a thread that ends after it."""
    cast(Any, settings).WAREHOUSE_PATH = Path(warehouse)
    cast(Any, settings).ALLOWED_HOSTS = ["testserver"]
    load_all()
    mei = browser(make.mei())
    asked = {"segment": segment, "step1": "Product Viewed", "step2": "Product Added"}
    for name in ("funnel", "retention", "cohorts"):
        foreign.run(partial(_look, mei, reverse(f"console:{name}"), asked))
    for page in pages():
        if access(page) in FIGURES:
            foreign.run(partial(ask, mei, page))
    engine.close()
    print("lives")


def _look(mei: Client, address: str, asked: dict[str, str]) -> None:
    print(mei.get(address, asked).status_code)
