"""What staff do by themselves in the groups they own: rituals, promotions, mass messages."""

from practice.people import parameters as p
from practice.people.life import Life
from practice.people.parameters import PERSONALITIES
from practice.people.rhythm import HOUR, next_time
from practice.people.rooms import Room
from practice.people.talk import grammar, members, staff

MINUTE = 60.0
NIGHT_POST = 23.3
FLOOD_AFTER = 0.3  # chance that a promotion is followed by another word, and so on


def plan_day(life: Life, at: float, room: Room) -> None:
    """The keeper's day: decided in the small hours, drawn anew every day."""
    if room.chat_id not in life.rooms:
        return
    keeping, dice = room.keeping, life.dice
    if life.keeps and dice.random() < keeping.ritual:
        life.later(next_time(at, p.RITUAL_HOUR) + dice.random() * 20 * MINUTE, hold_ritual, room)
    for _ in range(life.poisson(keeping.promotions) if life.keeps else 0):
        is_late = dice.random() < keeping.by_night
        hour = NIGHT_POST if is_late else 10 + dice.random() * 11
        life.later(next_time(at, hour) + dice.random() * 20 * MINUTE, promote, room)
    life.later(next_time(at + 12 * HOUR, 4 + dice.random()), plan_day, room)


def hold_ritual(life: Life, at: float, room: Room) -> None:
    """The morning's check-in, and who takes part through the morning."""
    if not life.say(room, room.owner, grammar.said(staff.RITUAL, life.dice), at):
        return
    for some, personality in zip(room.members, PERSONALITIES, strict=True):
        for slot in some:
            if life.dice.random() < personality.checks_in:
                life.later(at + life.wait(40 * MINUTE, 1.0), check_in, room, slot)


def check_in(life: Life, at: float, room: Room, slot: int) -> None:
    if not room.holds(slot, life.kind_of(slot)):
        return
    if life.say(room, life.id_of(slot), grammar.said(members.CHECK_IN, life.dice), at):
        room.warmth += 1


def promote(life: Life, at: float, room: Room) -> None:
    if life.say(room, room.owner, grammar.said(staff.PROMOTION, life.dice), at):
        life.hear_staff(room, at)
        if life.dice.random() < FLOOD_AFTER:
            life.later(at + life.wait(6 * MINUTE), press, room)


def press(life: Life, at: float, room: Room) -> None:
    if life.say(room, room.owner, grammar.said(staff.FLOOD, life.dice), at):
        life.hear_staff(room, at)
        if life.dice.random() < FLOOD_AFTER:
            life.later(at + life.wait(6 * MINUTE), press, room)


def be_asked(life: Life, at: float, user_id: str, message_id: str) -> None:
    """WeCom asks a member to send a mass message; most do, in their own time."""
    if life.keeps and life.dice.random() < life.keeping_of(user_id).confirms:
        wait = life.wait(p.CONFIRM_TASK_WAIT * MINUTE)
        life.later(at + wait, confirm_broadcast, user_id, message_id)


def confirm_broadcast(life: Life, at: float, user_id: str, message_id: str) -> None:
    for who in life.hands.confirm_broadcast(user_id, message_id, at=at):
        slot = life.population.slots.get(who)
        chance = life.dice.random()
        if slot is None:
            continue
        if chance < p.PARTS_OVER_BROADCAST:
            life.later(at + life.wait(HOUR), part_from, slot)
        elif chance < p.PARTS_OVER_BROADCAST + p.ANSWERS_BROADCAST:
            life.later(at + life.wait(HOUR), write_back, slot, user_id)


def part_from(life: Life, at: float, slot: int) -> None:
    life.hands.part(life.id_of(slot), at=at)


def write_back(life: Life, at: float, slot: int, user_id: str) -> None:
    text = grammar.said(members.BACK_ON_BROADCAST, life.dice)
    life.hands.write(life.id_of(slot), user_id, text, at=at)
