"""One practice ground: a world, its clock, and all that the wire keeps beside them."""

import asyncio
import random
from collections import deque
from dataclasses import dataclass, field

from practice.callbacks.post import PostOffice
from practice.clock import Clock
from practice.faults.calls import CallTrouble
from practice.people.crowd import Crowd
from practice.wire.log import CallLog
from practice.wire.pages import Pages
from practice.wire.rates import Rates
from practice.wire.tokens import Tokens
from practice.world.ids import Ids
from practice.world.screens import Screens, watch
from practice.world.state import World

HOUR = 3_600.0
BEAT_SECONDS = 0.25


@dataclass(slots=True)
class Ground:
    """Single-threaded: everything happens on the server's loop, one call after another.

    `trusted_ips` None trusts everybody; `crowd` None leaves all that people do to acts.
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
    crowd: Crowd | None = None
    screens: Screens = field(default_factory=Screens)
    app_messages: dict[tuple[int, str], deque[float]] = field(default_factory=dict)
    app_duplicates: dict[bytes, float] = field(default_factory=dict)

    def now(self) -> float:
        """The moment, with everything done that was due by it."""
        at = self.clock.now()
        if self.crowd is None:
            self.world.advance(at)
        else:
            self.crowd.advance(at)
        return at

    async def forward(self, seconds: float) -> float:
        """Move time on, an hour at most at once: what happens is announced hour by hour."""
        left = seconds
        while left > 0:
            self.clock.forward(min(left, HOUR))
            left -= HOUR
            self.now()
            self.announce()
            await asyncio.sleep(0)
        if seconds <= 0:
            self.clock.forward(seconds)
        return self.now()

    async def live(self) -> None:
        """Let people go about their business for ever, without anybody asking."""
        while True:
            if self.crowd is not None and self.crowd.is_awake:
                self.now()
                self.announce()
            await asyncio.sleep(BEAT_SECONDS)

    def announce(self) -> None:
        """Hand what happened over to the post."""
        events = self.world.take_events()
        if events:
            self.post.take(events, corp_id=self.world.corp.corp_id)


def prepare(
    world: World, clock: Clock, *, page_size: int | None = None, crowd: Crowd | None = None
) -> Ground:
    """A ground for `world`; everything random in it follows from the world's seed."""
    return Ground(
        world=world,
        clock=clock,
        tokens=Tokens(Ids(world.seed)),
        pages=Pages(Ids(world.seed), most=page_size),
        post=PostOffice(clock, random.Random(f"{world.seed}:post")),  # noqa: S311
        trouble=CallTrouble(random.Random(f"{world.seed}:calls")),  # noqa: S311
        crowd=crowd,
        screens=watch(world),
    )
