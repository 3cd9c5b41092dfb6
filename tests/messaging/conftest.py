"""A shop connected to a practice ground, with somebody to send to and the clock of the ground."""

from collections.abc import Iterator

import pytest
import time_machine

from guisu.act.outreach.models import ConsentRule
from tests.messaging.acts import Sends
from tests.practice.conftest import *  # noqa: F403 - fixtures that need each other
from tests.practice.running import START
from tests.sync.acts import Shop
from tests.sync.conftest import blossom

__all__ = ["blossom"]


@pytest.fixture
def sends(db: None, blossom: Shop) -> Iterator[Sends]:
    """Our clock moves with WeCom's; who did not say no may be sent to."""
    ConsentRule.objects.create(channel="wecom", purpose="marketing", need="unless_a_no")
    with time_machine.travel(START, tick=False) as clock:
        yield Sends(blossom, clock)
