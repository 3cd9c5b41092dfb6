"""The practice ground with all its fixtures, and a shop connected to it."""

from datetime import time

import pytest

from guisu.act.outreach.models import QuietHours
from tests.practice.conftest import *  # noqa: F403 - fixtures that need each other
from tests.sync.conftest import blossom

__all__ = ["blossom"]


@pytest.fixture(autouse=True)
def _awake(request: pytest.FixtureRequest) -> None:
    """Colleagues who never sleep: tests run at any hour. What nights change is told in its own."""
    if "blossom" in request.fixturenames:
        request.getfixturevalue("db")
        QuietHours.objects.create(whom="colleagues", begins=time(), ends=time())
