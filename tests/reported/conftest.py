"""A shop on a practice ground with somebody to send to, as tests of messages have it."""

from tests.messaging.conftest import sends
from tests.practice.conftest import ground, heard, page_size, seed, server
from tests.sync.conftest import blossom

__all__ = ["blossom", "ground", "heard", "page_size", "seed", "sends", "server"]
