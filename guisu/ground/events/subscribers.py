"""Who reads the log. Rooms subscribe in `apps.py`; names are kept for ever, they own a cursor."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from guisu.ground.events.models import Event

Handler = Callable[[Sequence[Event]], None]


@dataclass(frozen=True, slots=True)
class Subscriber:
    """`handle` gets events in log order, in a transaction together with the cursor.

    It must do its work in the database only (effects go to an outbox), and may be called again
    with an event that it has refused before.
    """

    name: str
    kinds: frozenset[str]
    handle: Handler
    source: str | None

    def wants(self, kind: str, source: str) -> bool:
        return kind in self.kinds and self.source in {None, source}


_subscribers: dict[str, Subscriber] = {}


def subscribe(name: str, kinds: set[str], handle: Handler, *, source: str | None = None) -> None:
    """Send events of `kinds` (only from `source`, where given) to `handle`, in batches."""
    _subscribers[name] = Subscriber(name, frozenset(kinds), handle, source)


def subscribed() -> list[Subscriber]:
    return list(_subscribers.values())


def subscriber(name: str) -> Subscriber:
    return _subscribers[name]
