"""What of the log can change whether a condition holds.

What changes somebody as a whole (a merge, a trait told) has everything asked anew, and what days
change is seen by the daily count: neither is said here.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Changes:
    """Kinds of events; one that ends with a dot stands for all that begin so.

    `by_any_sign`: whatever is told of a person may change it.
    """

    kinds: frozenset[str] = frozenset()
    by_any_sign: bool = False


NOTHING = Changes()
ANY_SIGN = Changes(by_any_sign=True)
