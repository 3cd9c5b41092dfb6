"""The practice ground with all its fixtures, and a shop connected to it."""

from tests.practice.conftest import *  # noqa: F403 - fixtures that need each other
from tests.sync.conftest import blossom

__all__ = ["blossom"]
