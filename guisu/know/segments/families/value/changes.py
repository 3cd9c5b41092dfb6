"""What of the log can change the answer to a condition on scores and stages."""

from guisu.know.commerce.facts import ORDERS
from guisu.know.segments.definition.changes import Changes
from guisu.know.segments.families.value import struct as s


def changes(_leaf: s.Own) -> Changes:
    """Orders; that days pass is seen by the daily count."""
    return Changes(asks=frozenset({ORDERS}))
