"""What of the log can change the answer to a condition on events."""

from guisu.know.segments.definition.changes import Changes
from guisu.know.segments.families.behaviour import struct as s


def changes(leaf: s.Own) -> Changes:
    """Any event of a kind that it asks for."""
    return Changes(frozenset(event.kind for event in leaf.happenings))
