"""What of the log can change the answer to a condition on orders."""

from guisu.know.commerce.facts import ORDERS
from guisu.know.segments.definition.changes import Changes
from guisu.know.segments.families.orders import struct as s


def changes(_leaf: s.Own) -> Changes:
    return Changes(asks=frozenset({ORDERS}))
