"""The rules of knowing whom: what is told on arrival, who is one person, what they look like."""

from guisu.know.customers.domain.arrivals import Arrival, Claim, Link, Resolved
from guisu.know.customers.domain.refusals import AlreadyErased, AlreadyUndone, NotErased, SamePerson

__all__ = [
    "AlreadyErased",
    "AlreadyUndone",
    "Arrival",
    "Claim",
    "Link",
    "NotErased",
    "Resolved",
    "SamePerson",
]
