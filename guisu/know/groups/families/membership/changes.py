"""What of the log can change the answer to a condition on groups."""

from guisu.know.groups.facts import GROUPS
from guisu.know.groups.families.membership import struct as s
from guisu.know.segments.definition.changes import Changes


def changes(_leaf: s.Own) -> Changes:
    return Changes(asks=frozenset({GROUPS}))
