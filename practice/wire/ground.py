"""One practice ground: a world, its clock, and all that the wire keeps beside them."""

import random
from collections import deque
from dataclasses import dataclass, field

from practice.callbacks.post import PostOffice
from practice.clock import Clock
from practice.faults.calls import CallTrouble
from practice.wire.log import CallLog
from practice.wire.pages import Pages
from practice.wire.rates import Rates
from practice.wire.tokens import Tokens
from practice.world.ids import Ids
from practice.world.state import World


@dataclass(slots=True)
class Ground:
    """Single-threaded: everything happens on the server's loop, one call after another.

    `trusted_ips` None trusts everybody.
    """

    world: World
    clock: Clock
    tokens: Tokens
    pages: Pages
    post: PostOffice
    trouble: CallTrouble
    rates: Rates = field(default_factory=Rates)
    log: CallLog = field(default_factory=CallLog)
    trusted_ips: list[str] | None = None
    app_messages: dict[tuple[int, str], deque[float]] = field(default_factory=dict)
    app_duplicates: dict[bytes, float] = field(default_factory=dict)

    def now(self) -> float:
        """The moment, with everything done that was due by it."""
        at = self.clock.now()
        self.world.advance(at)
        return at

    def announce(self) -> None:
        """Hand what happened over to the post."""
        events = self.world.take_events()
        if events:
            self.post.take(events, corp_id=self.world.corp.corp_id)


def prepare(world: World, clock: Clock, *, page_size: int | None = None) -> Ground:
    """A ground for `world`; everything random in it follows from the world's seed."""
    return Ground(
        world=world,
        clock=clock,
        tokens=Tokens(Ids(world.seed)),
        pages=Pages(Ids(world.seed), most=page_size),
        post=PostOffice(clock, random.Random(f"{world.seed}:post")),  # noqa: S311
        trouble=CallTrouble(random.Random(f"{world.seed}:calls")),  # noqa: S311
    )
