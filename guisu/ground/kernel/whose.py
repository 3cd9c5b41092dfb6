"""Whose a column's words are, as far as people are in them."""

from enum import StrEnum


class Whose(StrEnum):
    """OWN: about the person whose row it is; the room empties it itself when they are erased.

    NOTED: what the product keeps by itself, such as who exported whom: an identity of somebody
    erased is blanked there at once. KEYS: as NOTED, where it keeps rows apart. OTHERS: what people
    write about something else: shown to who erases, and blanked when they say so. CALLED: as
    OTHERS, but what it calls somebody else: a name alone is then a namesake's. NEVER: nobody's
    personal data, for the reason given.
    """

    OWN = "own"
    NOTED = "noted"
    KEYS = "keys"
    OTHERS = "others"
    CALLED = "called"
    NEVER = "never"
