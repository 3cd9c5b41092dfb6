"""How people come: by a member's code, by a group's code, brought along by friends."""

from practice.people import parameters as p
from practice.people.life import Life
from practice.people.rooms import Room
from practice.people.talk import grammar, members, staff

MINUTE = 60.0
FANS = [float(each.kind == p.Kind.FAN) for each in p.PERSONALITIES]


def await_arrival(life: Life, at: float) -> None:
    life.often(at, len(life.population.outside) * p.ARRIVALS, arrive, await_arrival)


def arrive(life: Life, at: float) -> None:
    """Somebody comes, one way or another."""
    slot = life.population.take_outside(life.dice)
    if slot is not None:
        who = introduced(life, slot)
        way = life.dice.random()
        if way < p.BY_CONTACT_CODE:
            _scan(life, at, slot, who)
        elif way < p.BY_CONTACT_CODE + p.BY_JOIN_CODE:
            _join(life, at, slot, who)
        else:
            _met(life, at, slot, life.hands.be_added(who, at=at))
    await_arrival(life, at)


def bring_friend(life: Life, at: float, room: Room, by: int) -> None:
    """A fan brings somebody from outside into the group and says so."""
    slot = life.population.take_outside(life.dice)
    if slot is None:
        return
    who = introduced(life, slot)
    if not life.hands.bring(room.chat_id, life.id_of(by), who, at=at):
        life.population.outside.append(slot)
        return
    _came(life, at, room, slot)
    life.say(room, life.id_of(by), grammar.said(members.INVITED, life.dice), at)


def be_invited(life: Life, at: float, slot: int, user_id: str) -> None:
    """The member asks a new customer into one of the groups they own."""
    own = [room for room in life.rooms.values() if room.owner == user_id]
    rooms = own or list(life.rooms.values())
    if not rooms:
        return
    room = life.dice.choice(rooms)
    if room.holds(slot, life.kind_of(slot)):
        return
    if life.hands.bring(room.chat_id, room.owner, life.id_of(slot), at=at):
        _came(life, at, room, slot)


def say_hello(life: Life, at: float, slot: int, user_id: str) -> None:
    text = grammar.chatted(members.HELLO, slot, life.dice)
    if life.hands.write(life.id_of(slot), user_id, text, at=at) and life.keeps:
        life.later(at + life.wait(3 * MINUTE), answer_hello, slot, user_id)


def answer_hello(life: Life, at: float, slot: int, user_id: str) -> None:
    text = grammar.said(staff.ANSWER_PRIVATE, life.dice)
    life.hands.write(user_id, life.id_of(slot), text, at=at)


def confirm(life: Life, at: float, slot: int, user_id: str) -> None:
    life.hands.confirm(user_id, life.id_of(slot), at=at)


def note_phone(life: Life, at: float, slot: int, user_id: str, mobile: str) -> None:
    life.hands.note_phone(user_id, life.id_of(slot), mobile, at=at)


def greet(life: Life, at: float, room: Room) -> None:
    """A fan, in a word; there may be none by now."""
    slot = life.pick(room, FANS)
    if slot is not None:
        life.say(room, life.id_of(slot), grammar.said(members.WELCOME_BY_FAN, life.dice), at)


def welcome(life: Life, at: float, room: Room) -> None:
    life.say(room, room.owner, grammar.said(staff.WELCOME, life.dice), at)


def introduced(life: Life, slot: int) -> str:
    """The id of who comes; whoever was here before comes again as themselves."""
    who = life.id_of(slot)
    if not who:
        who = life.hands.appear(life.population.introduced(slot, life.dice))
        life.population.arrived(slot, who)
    return who


def _scan(life: Life, at: float, slot: int, who: str) -> None:
    half = life.dice.random() < p.HALF_ADDED
    user_id = life.hands.scan_contact_code(who, half=half, at=at)
    if not user_id:
        user_id = life.hands.be_added(who, at=at)
    elif half and life.keeps:
        life.later(at + life.wait(p.CONFIRM_WAIT * MINUTE), confirm, slot, user_id)
    _met(life, at, slot, user_id)


def _join(life: Life, at: float, slot: int, who: str) -> None:
    room = life.rooms.get(life.hands.scan_group_code(who, at=at))
    if room is None:
        _met(life, at, slot, life.hands.be_added(who, at=at))
    else:
        _came(life, at, room, slot)


def _met(life: Life, at: float, slot: int, user_id: str) -> None:
    """What follows once a member of staff and a customer have each other."""
    if not user_id:
        return
    mobile = life.population.mobile(slot)
    if mobile and life.dice.random() < p.GIVES_PHONE:
        life.later(at + life.wait(10 * MINUTE), note_phone, slot, user_id, mobile)
    if life.dice.random() < p.SAYS_HELLO:
        life.later(at + life.wait(2 * MINUTE), say_hello, slot, user_id)
    if life.dice.random() < p.INVITED_AFTER:
        life.later(at + life.wait(p.INVITE_WAIT * MINUTE), be_invited, slot, user_id)


def _came(life: Life, at: float, room: Room, slot: int) -> None:
    life.joined(room, slot)
    if life.dice.random() < p.GREETED:
        life.later(at + life.wait(3 * MINUTE), greet, room)
    if life.keeps and life.dice.random() < p.WELCOMED * room.keeping.answers:
        life.later(at + life.wait(5 * MINUTE), welcome, room)
