"""The practice ground with all its fixtures, and a shop connected to it."""

import pytest

from tests.practice.conftest import *  # noqa: F403 - fixtures that need each other
from tests.practice.running import Running
from tests.sync.acts import Shop, shop


@pytest.fixture
def blossom(db: None, ground: Running) -> Shop:
    return shop(ground)
