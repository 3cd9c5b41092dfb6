"""The population in a world: begun, paused, told of what others do, counted."""

import random
from dataclasses import dataclass, field

from practice.people import coming, keeping, staying, talking
from practice.people import parameters as p
from practice.people.acting import WorldHands
from practice.people.life import Life
from practice.people.parameters import KEEPINGS, PERSONALITIES, Keeping
from practice.people.population import Known, Population
from practice.people.rhythm import HOUR
from practice.people.rooms import Room
from practice.world.acts import duties
from practice.world.groups import CHANGED
from practice.world.model.groups import Group
from practice.world.model.messages import Delivered, Event, Said
from practice.world.refusals import CannotHappen, Refused
from practice.world.state import World


@dataclass(frozen=True, slots=True)
class Wanted:
    """`people` in all, those of the world among them. `keeping`: how all groups are run, or "".

    `keeps` False leaves the staff's part to whoever plays it.
    """

    people: int = 200
    seed: int = 1
    keeps: bool = True
    keeping: str = ""
    speed: float = 1.0
    known: list[Known] = field(default_factory=list)


@dataclass(slots=True)
class Crowd:
    """A living population. `is_awake` False: time goes by and nobody does anything."""

    world: World
    life: Life
    hands: WorldHands
    style: Keeping | None
    is_awake: bool = True
    done: int = 0

    def advance(self, at: float) -> None:
        """Let the people do what was due by `at`; the world's own timers go on in between."""
        if not self.is_awake:
            self.world.advance(at)
            return
        while self.life.next_due <= at:
            due = self.life.next_due
            self.world.advance(due)
            self.done += self.life.run(due)
        self.world.advance(at)

    def pause(self) -> None:
        self.is_awake = False

    def wake(self, at: float) -> None:
        """Go on; what was due while they slept happens in the next minutes, not at once."""
        if not self.is_awake:
            self.is_awake = True
            self.life.put_off(at)

    def witness(self, what: Said | Delivered | Event) -> None:
        """What the world shows, whoever did it."""
        match what:
            case Event(kind=kind) if kind == CHANGED:
                self._group_changed(what)
            case Said() if not self.life.is_acting and what.room in self.life.rooms:
                self._heard(what)
            case Delivered(channel="task"):
                keeping.be_asked(self.life, what.at, what.receiver, what.reference)
            case Delivered(channel="group-broadcast") if what.receiver in self.life.rooms:
                room = self.life.rooms[what.receiver]
                room.this_hour += 1
                self.life.hear_staff(room, what.at)
            case _:
                pass

    def settle_in(self, at: float) -> None:
        """Everybody takes their place: groups are reviewed through the hour, not all at once."""
        life, dice = self.life, self.life.dice
        for group in list(self.world.groups.values()):
            if not group.is_dismissed:
                self._room(group, at)
        life.later(at + dice.random() * HOUR, coming.await_arrival)
        life.later(at + dice.random() * HOUR, staying.await_parting)
        life.later(at + HOUR, _publish, self)

    def figures(self) -> dict[str, object]:
        """How many there are of whom, and what they did so far."""
        people, rooms = self.life.population, self.life.rooms.values()
        return {
            "awake": self.is_awake,
            "people": len(people),
            "outside": len(people.outside),
            "kinds": {
                each.kind.name.lower(): people.kinds.count(each.kind) for each in PERSONALITIES
            },
            "groups": len(rooms),
            "members": sum(room.size for room in rooms),
            "muted": sum(len(room.muted) for room in rooms),
            "adverts_standing": sum(len(room.adverts) for room in rooms),
            "bought": self.life.bought,
            "events": self.done,
            "acts": dict(sorted(self.hands.done.items())),
            "refused": dict(sorted(self.hands.refused.items())),
        }

    def _group_changed(self, event: Event) -> None:
        group = self.world.groups.get(str(event.fields["ChatId"]))
        if event.change == "dismiss":
            self.life.rooms.pop(str(event.fields["ChatId"]), None)
        elif group is not None:
            room = self._room(group, event.at)
            room.owner = group.owner
            changed = event.fields.get("MemChangeList", [])
            for who in changed if isinstance(changed, list) else []:
                self._moved(room, who, is_here=who in group.members)

    def _moved(self, room: Room, who: str, *, is_here: bool) -> None:
        if who not in self.world.people:
            return
        slot = self.life.population.adopt(who, self.life.dice)
        if is_here:
            self.life.joined(room, slot)
        else:
            self.life.gone(room, slot)

    def _heard(self, said: Said) -> None:
        room = self.life.rooms[said.room]
        room.this_hour += 1
        if said.sender not in self.world.people:
            self.life.hear_staff(room, said.at)
            for question in list(room.open):
                talking.answered(self.life, said.at, room, question)

    def _room(self, group: Group, at: float) -> Room:
        room = self.life.rooms.get(group.chat_id)
        if room is not None:
            return room
        style = self.style or self.life.keeping_of(group.owner)
        room = Room(group.chat_id, group.owner, style, reviewed_at=at)
        self.life.rooms[group.chat_id] = room
        for who in group.members:
            self._moved(room, who, is_here=True)
        talking.begin(self.life, at, room)
        self.life.later(at + self.life.dice.random() * HOUR, staying.review, room)
        self.life.later(at + 1.0, keeping.plan_day, room)
        return room


def gather(world: World, wanted: Wanted, *, at: float) -> Crowd:
    """A crowd in `world`: those who are there already, and as many more who may come."""
    dice = random.Random(f"{wanted.seed}:people")  # noqa: S311 - it must repeat
    people = Population(known=wanted.known)
    people.grow(max(wanted.people - len(world.people), 0), dice)
    hands = WorldHands(world, dice)
    life = Life(people, hands, dice, keeps=wanted.keeps, speed=wanted.speed)
    for who in world.people:
        people.adopt(who, dice)
    style = next((each for each in KEEPINGS if each.name == wanted.keeping), None)
    if wanted.keeping and style is None:
        raise ValueError(f"no such keeping: {wanted.keeping}")
    crowd = Crowd(world, life, hands, style)
    crowd.settle_in(at)
    world.witnesses.append(crowd.witness)
    return crowd


def _publish(life: Life, at: float, crowd: Crowd) -> None:
    """Members publish the moments they were asked for, most of them, within hours."""
    for moment in list(crowd.world.moments.values()) if life.keeps else ():
        for part in moment.parts.values():
            if part.published_at is None and not moment.is_cancelled:
                chance = life.keeping_of(part.user_id).confirms / 3
                if life.dice.random() < chance and at - moment.created_at > p.MOMENT_WAIT * 60:
                    _published(life, at, crowd, part.user_id, moment.moment_id)
    life.later(at + HOUR, _publish, crowd)


def _published(life: Life, at: float, crowd: Crowd, user_id: str, moment_id: str) -> None:
    try:
        seen_by = duties.publish_moment(crowd.world, user_id, moment_id, at=at)
        for who in seen_by:
            if life.dice.random() < p.LIKES:
                duties.react(crowd.world, user_id, moment_id, who, at=at)
    except (CannotHappen, Refused):
        crowd.hands.refused["publish"] += 1
    else:
        crowd.hands.done["publish"] += 1
