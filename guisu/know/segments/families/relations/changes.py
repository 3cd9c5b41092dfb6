"""What of the log can change the answer to a condition on relations."""

from typing import assert_never

from guisu.know.customers.facts import CONSENTS, TAGS
from guisu.know.segments.definition.changes import ANY_SIGN, Changes
from guisu.know.segments.families.relations import struct as s


def changes(leaf: s.Own) -> Changes:
    match leaf:
        case s.Tagged() | s.Untagged():
            return Changes(asks=frozenset({TAGS}))
        case s.Agreed():
            return Changes(asks=frozenset({CONSENTS}))
        case s.KnownBy() | s.KnownAt():
            return ANY_SIGN
        case _:
            assert_never(leaf)
