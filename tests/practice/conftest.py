"""The server and a callback URL, for every test here."""

from tests.practice.listening import heard
from tests.practice.running import ground, page_size, seed, server

__all__ = ["ground", "heard", "page_size", "seed", "server"]
