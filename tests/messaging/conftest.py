"""A shop connected to a practice ground, with somebody to send to and the clock of the ground."""

from collections.abc import Iterator

import pytest
import time_machine

from tests.messaging.acts import Sends
from tests.practice.conftest import *  # noqa: F403 - fixtures that need each other
from tests.practice.running import START
from tests.sync.acts import Shop
from tests.sync.conftest import blossom

__all__ = ["blossom"]


@pytest.fixture
def sends(blossom: Shop) -> Iterator[Sends]:
    """Ours and WeCom's clock show the same, and move together."""
    with time_machine.travel(START, tick=False) as clock:
        yield Sends(blossom, clock)
