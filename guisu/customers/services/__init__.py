"""What can be done with customers. One public function per thing somebody can do."""

from guisu.customers.services.arrivals import resolve
from guisu.customers.services.boundaries import resolve_within
from guisu.customers.services.erasing import erase, lift_erasure
from guisu.customers.services.exporting import export_person, hand_out
from guisu.customers.services.merging import merge, reopen_suggestion, settle_suggestion, undo_merge
from guisu.customers.services.profiles import edit, say_consent

__all__ = [
    "edit",
    "erase",
    "export_person",
    "hand_out",
    "lift_erasure",
    "merge",
    "reopen_suggestion",
    "resolve",
    "resolve_within",
    "say_consent",
    "settle_suggestion",
    "undo_merge",
]
