"""The last word on what is noted of whom: a room above knows who asked to be forgotten.

Every entry passes here on its way into the log, so that no caller can forget to ask.
"""

from collections.abc import Callable, Sequence

from guisu.ground.events.domain import Entry

Guard = Callable[[Sequence[Entry]], Sequence[Entry]]

_guards: dict[str, Guard] = {}


def register(name: str, guard: Guard) -> None:
    """Have `guard` look at each batch before it is appended; it gives back as many entries.

    It runs in the transaction of the batch, and may take properties and what names somebody in a
    kind away, nothing else.
    """
    _guards[name] = guard


def passed(entries: Sequence[Entry]) -> Sequence[Entry]:
    """`entries` as all guards leave them."""
    for guard in _guards.values():
        entries = guard(entries)
    return entries
