"""People by where they are known, when they were seen, what they bought and agreed to.

The customers list asks here: its conditions need both customers and what they bought.
"""

from guisu.know.commerce.people.bought import purchases_of
from guisu.know.commerce.people.choosing import choice, chosen
from guisu.know.commerce.people.finding import Counted, Found, counted, find, only, page_of
from guisu.know.commerce.people.wanted import BUYERS_ONLY, ORDERS, SORTS, Wanted

__all__ = [
    "BUYERS_ONLY",
    "ORDERS",
    "SORTS",
    "Counted",
    "Found",
    "Wanted",
    "choice",
    "chosen",
    "counted",
    "find",
    "only",
    "page_of",
    "purchases_of",
]
