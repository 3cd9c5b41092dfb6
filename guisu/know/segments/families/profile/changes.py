"""What of the log can change the answer to a condition on the profile."""

from typing import assert_never

from guisu.know.segments.definition.changes import ANY_SIGN, NOTHING, Changes
from guisu.know.segments.families.profile import struct as s


def changes(leaf: s.Own) -> Changes:
    match leaf:
        case s.Attribute() | s.Seen():
            return ANY_SIGN
        case s.Birthday() | s.BirthMonth() | s.Age():
            return NOTHING
        case _:
            assert_never(leaf)
