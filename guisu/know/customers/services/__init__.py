"""What can be done with customers. One public function per thing somebody can do."""

from guisu.know.customers.services.arrivals import resolve
from guisu.know.customers.services.boundaries import resolve_within
from guisu.know.customers.services.consents import Heard, note_words
from guisu.know.customers.services.erasing import erase, lift_erasure
from guisu.know.customers.services.exporting import export_person, hand_out
from guisu.know.customers.services.mentions import blank as blank_mention
from guisu.know.customers.services.mentions import leave as leave_mention
from guisu.know.customers.services.merging import (
    merge,
    reopen_suggestion,
    settle_suggestion,
    undo_merge,
)
from guisu.know.customers.services.profiles import edit, say_consent
from guisu.know.customers.services.suggesting import suggest_by

__all__ = [
    "Heard",
    "blank_mention",
    "edit",
    "erase",
    "export_person",
    "hand_out",
    "leave_mention",
    "lift_erasure",
    "merge",
    "note_words",
    "reopen_suggestion",
    "resolve",
    "resolve_within",
    "say_consent",
    "settle_suggestion",
    "suggest_by",
    "undo_merge",
]
