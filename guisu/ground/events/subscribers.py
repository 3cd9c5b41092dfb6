"""Who reads the log. Rooms subscribe in `apps.py`; names are kept for ever, they own a cursor."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Q

from guisu.ground.events.domain import OURS
from guisu.ground.events.facts import Foreign, Kind
from guisu.ground.events.models import Event

Handler = Callable[[Sequence[Event]], None]


@dataclass(frozen=True, slots=True)
class Subscriber:
    """`handle` gets events in log order, in a transaction together with the cursor.

    `own` are kinds of our facts, `foreign` those of other systems: whoever tells us something
    under the name of a fact of ours is not believed. `handle` must do its work in the database
    only (effects go to an outbox), and may be called again with an event that it has refused
    before.
    """

    name: str
    own: frozenset[str]
    foreign: frozenset[str]
    handle: Handler

    def wants(self, kind: str, source: str) -> bool:
        return kind in (self.own if source == OURS else self.foreign)

    @property
    def wanted(self) -> Q:
        """Of events, the same as `wants`."""
        ours = Q(source=OURS)
        return (Q(kind__in=self.own) & ours) | (Q(kind__in=self.foreign) & ~ours)


_subscribers: dict[str, Subscriber] = {}


def subscribe(name: str, kinds: Iterable[Kind], handle: Handler) -> None:
    """Send events of `kinds` to `handle`, in batches."""
    told = list(kinds)
    foreign = frozenset(each.kind for each in told if isinstance(each, Foreign))
    own = frozenset(each.kind for each in told) - foreign
    _subscribers[name] = Subscriber(name, own, foreign, handle)


def subscribed() -> list[Subscriber]:
    return list(_subscribers.values())


def subscriber(name: str) -> Subscriber:
    return _subscribers[name]
