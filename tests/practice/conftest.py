"""The server and a callback URL, for every test here."""

from tests.practice.listening import heard
from tests.practice.running import ground, seed

__all__ = ["ground", "heard", "seed"]
