"""Everything that is, in memory, with the indexes that make 100,000 people quick."""

import heapq
import random
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field

from practice.world.archive import Archive
from practice.world.figures import Figures
from practice.world.ids import Ids
from practice.world.model.broadcasts import Broadcast
from practice.world.model.contacts import Ended, Pair, Person, WelcomeCode
from practice.world.model.corp import App, Corp, Department, Login, Staff
from practice.world.model.groups import Group
from practice.world.model.links import Link
from practice.world.model.messages import (
    Content,
    Delivered,
    Event,
    FieldValue,
    Media,
    Said,
    WelcomeTemplate,
)
from practice.world.model.moments import Moment
from practice.world.model.rules import Interception, Rule
from practice.world.model.tags import Tag, TagGroup
from practice.world.model.transfers import Transfer
from practice.world.model.ways import ContactWay, JoinWay

Timer = Callable[["World", float], None]
Witness = Callable[[Said | Delivered | Event], None]


@dataclass(slots=True)
class World:
    """One corp. `events` and `delivered` only grow until somebody takes them.

    Dictionaries keep their order, so that the same acts give the same answers; no sets of text
    are walked through anywhere, because their order differs from run to run.
    """

    corp: Corp
    seed: int
    ids: Ids
    random: random.Random

    departments: dict[int, Department] = field(default_factory=dict)
    staff: dict[str, Staff] = field(default_factory=dict)
    apps: dict[int, App] = field(default_factory=dict)

    people: dict[str, Person] = field(default_factory=dict)
    pairs_of_staff: dict[str, dict[str, Pair]] = field(default_factory=lambda: defaultdict(dict))
    pairs_of_person: dict[str, dict[str, Pair]] = field(default_factory=lambda: defaultdict(dict))
    ended: list[Ended] = field(default_factory=list)
    waiting: dict[tuple[str, str], Pair] = field(default_factory=dict)
    welcome_codes: dict[str, WelcomeCode] = field(default_factory=dict)

    tag_groups: dict[str, TagGroup] = field(default_factory=dict)
    tags: dict[str, Tag] = field(default_factory=dict)

    groups: dict[str, Group] = field(default_factory=dict)
    groups_of: dict[str, dict[str, Group]] = field(default_factory=lambda: defaultdict(dict))

    contact_ways: dict[str, ContactWay] = field(default_factory=dict)
    join_ways: dict[str, JoinWay] = field(default_factory=dict)
    media: dict[str, Media] = field(default_factory=dict)
    welcome_templates: dict[str, WelcomeTemplate] = field(default_factory=dict)

    broadcasts: dict[str, Broadcast] = field(default_factory=dict)
    broadcast_times: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    moments: dict[str, Moment] = field(default_factory=dict)
    transfers: list[Transfer] = field(default_factory=list)
    transfers_of: dict[str, list[Transfer]] = field(default_factory=lambda: defaultdict(list))
    groups_given: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    links: dict[str, Link] = field(default_factory=dict)
    rules: dict[int, Rule] = field(default_factory=dict)
    interceptions: list[Interception] = field(default_factory=list)
    logins: dict[str, Login] = field(default_factory=dict)
    robots: dict[str, str] = field(default_factory=dict)

    archive: Archive = field(default_factory=Archive)
    figures: Figures = field(default_factory=Figures)
    events: list[Event] = field(default_factory=list)
    delivered: list[Delivered] = field(default_factory=list)
    timers: list[tuple[float, int, Timer]] = field(default_factory=list)
    lag_seconds: float = 0.0
    witnesses: list[Witness] = field(default_factory=list)

    def tell(self, kind: str, change: str, at: float, **fields: FieldValue) -> None:
        """Announce to whoever listens at the callback URL. Writes by API are never announced."""
        event = Event(self.ids.number("event"), at, kind, change, fields)
        self.events.append(event)
        self.show(event)

    def deliver(
        self,
        channel: str,
        *,
        sender: str,
        receiver: str,
        content: Content,
        at: float,
        reference: str = "",
    ) -> None:
        """Show `content` on the receiver's phone."""
        number = self.ids.number("delivered")
        shown = Delivered(number, at, channel, sender, receiver, content, reference)
        self.delivered.append(shown)
        self.show(shown)

    def show(self, what: Said | Delivered | Event) -> None:
        """Let those see it who watch the world: people who live in it, screens."""
        for witness in self.witnesses:
            witness(what)

    def later(self, due: float, act: Timer) -> None:
        """Let `act` happen at `due`, as soon as the clock gets there."""
        heapq.heappush(self.timers, (due, self.ids.number("timer"), act))

    def advance(self, at: float) -> None:
        """Let everything happen that was due by `at`, in its order and at its own moment."""
        while self.timers and self.timers[0][0] <= at:
            due, _, act = heapq.heappop(self.timers)
            act(self, due)

    def take_events(self) -> list[Event]:
        """The events since the last call; they are gone from the world."""
        taken, self.events = self.events, []
        return taken


def fresh(corp_name: str, *, seed: int) -> World:
    """An empty corp with its root department."""
    ids = Ids(seed)
    corp = Corp(corp_id="ww" + ids.hexadecimal("corp")[:16], name=corp_name)
    world = World(corp=corp, seed=seed, ids=ids, random=random.Random(seed))  # noqa: S311
    world.departments[1] = Department(1, corp_name, parent_id=0)
    return world
