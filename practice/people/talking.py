"""What members begin of their own accord, and how talk goes on from there."""

from practice.people import coming, staying
from practice.people import parameters as p
from practice.people.life import Life, Purchase
from practice.people.parameters import PERSONALITIES, Opening
from practice.people.rhythm import HOUR, LEVEL, hour_of, is_night, next_time
from practice.people.rooms import Question, Room
from practice.people.talk import adverts, asking, grammar, members, staff
from practice.people.talk.words import WORDS

MINUTE = 60.0
COMPLAINT = -1
OPENS = [sum(each.openings.values()) for each in PERSONALITIES]
REPLIES = [each.replies for each in PERSONALITIES]
OPENINGS = [(list(each.openings), list(each.openings.values())) for each in PERSONALITIES]
MEAN_ENERGY = 0.55
FANS_ONLY = [float(each.kind == p.Kind.FAN) for each in PERSONALITIES]


def begin(life: Life, at: float, room: Room) -> None:
    """Draw when somebody says something next."""
    lively = 1 + p.WARMTH_TALKS * min(room.warmth, p.MOST_WARMTH)
    a_day = sum(len(some) * rate for some, rate in zip(room.members, OPENS, strict=True)) * lively
    life.often(at, a_day, open_up, begin, room)


def open_up(life: Life, at: float, room: Room) -> None:
    """Somebody begins something."""
    if room.chat_id not in life.rooms:
        return
    slot = life.pick(room, OPENS)
    if slot is not None:
        openings, rates = OPENINGS[life.kind_of(slot)]
        BEGINNINGS[life.dice.choices(openings, rates)[0]](life, at, room, slot)
    begin(life, at, room)


def chat(life: Life, at: float, room: Room, slot: int) -> None:
    if life.say(room, life.id_of(slot), grammar.chatted(members.CHAT, slot, life.dice), at):
        _go_on(life, at, room, p.REPLY)


def reply(life: Life, at: float, room: Room) -> None:
    slot = life.pick(room, REPLIES)
    if slot is None or room.chat_id not in life.rooms:
        return
    if life.say(room, life.id_of(slot), grammar.said(members.REPLIES, life.dice), at):
        _go_on(life, at, room, p.REPLY_AGAIN)


def ask(life: Life, at: float, room: Room, slot: int) -> None:
    topic = int(life.dice.random() * len(asking.TOPICS))
    text = grammar.asked(asking.TOPICS[topic].asks, slot, life.dice)
    question = Question(slot, topic)
    if life.say(room, life.id_of(slot), text, at, asks=question):
        _await_answer(life, at, room, question)
        if life.dice.random() < p.PEER_ANSWER:
            life.later(at + life.wait(p.PEER_WAIT * MINUTE), answer_as_peer, room, question)


def complain(life: Life, at: float, room: Room, slot: int) -> None:
    question = Question(slot, COMPLAINT)
    text = grammar.chatted(members.COMPLAIN, slot, life.dice)
    if life.say(room, life.id_of(slot), text, at, asks=question):
        _await_answer(life, at, room, question)
        _go_on(life, at, room, p.REPLY_AGAIN)


def buy(life: Life, at: float, room: Room, slot: int) -> None:
    goods = grammar.fill("{goods}", life.dice)
    price = round(float(life.dice.choice(WORDS["price"])) * 100)
    if life.say(room, life.id_of(slot), grammar.chatted(members.BUY, slot, life.dice), at):
        life.bought += 1
        life.purchases.append(Purchase(life.bought, at, life.id_of(slot), goods, price))


def haggle(life: Life, at: float, room: Room, slot: int) -> None:
    question = Question(slot, OFFER)
    text = grammar.asked(members.HAGGLE, slot, life.dice)
    if life.say(room, life.id_of(slot), text, at, asks=question):
        _await_answer(life, at, room, question)


def advertise(life: Life, at: float, room: Room, slot: int) -> None:
    if life.say(room, life.id_of(slot), adverts.advert(life.dice), at):
        _stand(life, at, room, slot)


def poach(life: Life, at: float, room: Room, slot: int) -> None:
    """A competitor's word; some of those who hear it go along, as long as it stands."""
    if not life.say(room, life.id_of(slot), grammar.said(members.POACH, life.dice), at):
        return
    _stand(life, at, room, slot)
    for _ in range(life.poisson(p.POACHED)):
        life.later(at + life.wait(3 * HOUR), staying.be_poached, room, slot)


def answer(life: Life, at: float, room: Room, question: Question) -> None:
    """The keeper answers, in the morning if it is night."""
    if question.is_answered or room.chat_id not in life.rooms:
        return
    if is_night(at):
        life.later(next_time(at, p.RITUAL_HOUR) + life.wait(20 * MINUTE), answer, room, question)
        return
    sentences = (
        staff.SORRY if question.topic == COMPLAINT else asking.TOPICS[question.topic].answers
    )
    if life.say(room, room.owner, grammar.said(sentences, life.dice), at):
        answered(life, at, room, question)


def answered(life: Life, at: float, room: Room, question: Question) -> None:
    """A member of staff spoke to it."""
    question.is_answered = True
    if question in room.open:
        room.open.remove(question)
    room.warmth += 1
    if life.dice.random() < p.THANKS:
        life.later(at + life.wait(p.REPLY_WAIT), thank, room, question.slot)


def thank(life: Life, at: float, room: Room, slot: int) -> None:
    if room.holds(slot, life.kind_of(slot)):
        life.say(room, life.id_of(slot), grammar.said(members.THANKS, life.dice), at)


def answer_as_peer(life: Life, at: float, room: Room, question: Question) -> None:
    slot = life.pick(room, REPLIES)
    if slot is not None and slot != question.slot and not question.is_answered:
        text = grammar.chatted(members.ANSWERED_BY_PEER, slot, life.dice)
        if life.say(room, life.id_of(slot), text, at):
            room.warmth += 0.5


def give_up(life: Life, at: float, room: Room, question: Question) -> None:
    """Nobody answered: it is felt, asked again, or a reason to leave."""
    if question.is_answered:
        return
    if question in room.open:
        room.open.remove(question)
    room.unanswered += 1
    slot = question.slot
    if not room.holds(slot, life.kind_of(slot)):
        return
    leaves = p.COMPLAINT_LEAVES if question.topic == COMPLAINT else p.LEAVES_UNANSWERED
    if life.dice.random() < leaves:
        life.leave(room, slot, at)
    elif life.dice.random() < p.ASKS_AGAIN * LEVEL[hour_of(at)]:
        (complain if question.topic == COMPLAINT else ask)(life, at, room, slot)


def _await_answer(life: Life, at: float, room: Room, question: Question) -> None:
    life.later(at + p.GIVES_UP_ASKING * MINUTE, give_up, room, question)
    if life.keeps and life.dice.random() < room.keeping.answers:
        life.later(at + life.wait(room.keeping.answer_wait * MINUTE), answer, room, question)


def _go_on(life: Life, at: float, room: Room, chance: float) -> None:
    """Somebody may take it up, less likely at night."""
    if life.dice.random() < chance * min(1.0, LEVEL[hour_of(at)]):
        life.later(at + life.wait(p.REPLY_WAIT), reply, room)


def _stand(life: Life, at: float, room: Room, slot: int) -> None:
    """An advert stands until its author is removed; members grumble while it does."""
    room.adverts[slot] = at
    if life.dice.random() < p.GRUMBLES:
        life.later(at + life.wait(20 * MINUTE), staying.grumble, room, slot)
    if life.keeps and life.dice.random() < room.keeping.removes:
        life.later(at + life.wait(room.keeping.remove_wait * MINUTE), staying.remove, room, slot)


OFFER = next(number for number, each in enumerate(asking.TOPICS) if each.name == "offer")
BEGINNINGS = {
    Opening.CHAT: chat,
    Opening.ASK: ask,
    Opening.BUY: buy,
    Opening.HAGGLE: haggle,
    Opening.ADVERT: advertise,
    Opening.POACH: poach,
    Opening.COMPLAIN: complain,
    Opening.INVITE: coming.bring_friend,
}
