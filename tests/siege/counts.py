"""How much of each attack: short in CI, long by hand.

`GUISU_TEST_SIEGE=long` takes every long count; `GUISU_TEST_SIEGE_KILLS=20` one of them.
"""

import os


def count(name: str, *, short: int, long: int) -> int:
    """How many of `name` this run is to try."""
    given = os.environ.get(f"GUISU_TEST_SIEGE_{name.upper()}")
    if given:
        return int(given)
    return long if os.environ.get("GUISU_TEST_SIEGE") == "long" else short
