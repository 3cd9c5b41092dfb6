"""The last word on what is noted of whom: a room above knows who asked to be forgotten.

Every fact passes here on its way into the log, so that no caller can forget to ask.
"""

from collections.abc import Callable, Sequence

from guisu.ground.events.domain import Fact

Guard = Callable[[Sequence[Fact]], Sequence[Fact]]

_guards: dict[str, Guard] = {}


def register(name: str, guard: Guard) -> None:
    """Have `guard` look at each batch before it is appended; it gives back as many facts.

    It runs in the transaction of the batch, and may take properties away, nothing else.
    """
    _guards[name] = guard


def passed(facts: Sequence[Fact]) -> Sequence[Fact]:
    """`facts` as all guards leave them."""
    for guard in _guards.values():
        facts = guard(facts)
    return facts
