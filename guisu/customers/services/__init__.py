"""What can be done with customers. One public function per thing somebody can do."""

from guisu.customers.services.arrivals import resolve
from guisu.customers.services.merging import merge, settle_suggestion, undo_merge

__all__ = [
    "merge",
    "resolve",
    "settle_suggestion",
    "undo_merge",
]
