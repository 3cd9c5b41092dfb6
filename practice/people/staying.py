"""Who stays, who mutes, who leaves and who is removed: each group looked at once an hour."""

from practice.people import parameters as p
from practice.people.life import Life
from practice.people.parameters import PERSONALITIES
from practice.people.rhythm import HOUR, LEVEL, hour_of
from practice.people.rooms import Room
from practice.people.talk import grammar, members, staff

TOUCHY = [each.touchy for each in PERSONALITIES]
GRUMBLERS = [each.touchy * (each.replies + 0.05) for each in PERSONALITIES]
GOES_ALONG = [1.0, 1.0, 0.5, 0.0, 2.0, 0.0, 0.0, 1.0]


def review(life: Life, at: float, room: Room) -> None:
    """Let the hour fade, and let leave and mute who has had enough."""
    if room.chat_id not in life.rooms:
        return
    room.fade(at)
    annoyed = room.annoyance()
    share = LEVEL[hour_of(at)] / 24
    touched = sum(len(some) * touchy for some, touchy in zip(room.members, TOUCHY, strict=True))
    for _ in range(life.poisson(touched * p.LEAVE * annoyed * share)):
        slot = life.pick(room, TOUCHY)
        if slot is not None:
            life.leave(room, slot, at)
    muted_annoyed = 1 + (annoyed - 1) * p.MUTED_ANNOYED
    for _ in range(life.poisson(len(room.muted) * p.LEAVE * muted_annoyed * share)):
        if room.muted:
            life.leave(room, life.dice.choice(room.muted), at)
    noise = annoyed + p.MUTE_FLOOD * room.flood
    for _ in range(life.poisson(touched * p.MUTE * noise * share)):
        _mute(life, room)
    life.later(at + HOUR, review, room)


def be_poached(life: Life, at: float, room: Room, by: int) -> None:
    slot = life.pick(room, GOES_ALONG) if by in room.adverts else None
    if slot is not None:
        life.leave(room, slot, at)


def grumble(life: Life, at: float, room: Room, over: int) -> None:
    slot = life.pick(room, GRUMBLERS) if over in room.adverts else None
    if slot is not None and slot != over:
        life.say(room, life.id_of(slot), grammar.said(members.GRUMBLE, life.dice), at)


def remove(life: Life, at: float, room: Room, slot: int) -> None:
    """The keeper removes who posted an advert."""
    if slot not in room.adverts or room.chat_id not in life.rooms:
        return
    if life.hands.kick(room.chat_id, life.id_of(slot), at=at):
        life.gone(room, slot)
        if life.dice.random() < p.SAYS_REMOVED:
            life.say(room, room.owner, grammar.said(staff.NO_ADVERTS, life.dice), at)


def part(life: Life, at: float) -> None:
    """Somebody deletes a member of staff."""
    slot = int(life.dice.random() * len(life.population))
    if life.id_of(slot):
        life.hands.part(life.id_of(slot), at=at)
    await_parting(life, at)


def await_parting(life: Life, at: float) -> None:
    life.often(at, len(life.population.slots) * p.PARTS, part, await_parting)


def _mute(life: Life, room: Room) -> None:
    slot = life.pick(room, TOUCHY)
    if slot is not None:
        room.members[life.kind_of(slot)].remove(slot)
        room.muted.append(slot)
