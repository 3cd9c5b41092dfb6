"""What of the log can change whether a condition holds.

What changes somebody as a whole (a merge, a trait told) has everything asked anew, and what days
change is seen by the daily count: neither is said here.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Changes:
    """`kinds` of events; `asks`: what facts declare as changed by them (`orders`, `tags`).

    `by_any_sign`: whatever is told of a person may change it.
    """

    kinds: frozenset[str] = frozenset()
    asks: frozenset[str] = frozenset()
    by_any_sign: bool = False


NOTHING = Changes()
ANY_SIGN = Changes(by_any_sign=True)
