"""The population: the same by seed, alive by the hour, and moved by how groups are run."""

import random
import re
from collections import Counter

import pytest

from practice.people import parameters, rhythm, settling
from practice.people.crowd import Crowd
from practice.people.parameters import PERSONALITIES, Figure, Kind
from practice.people.rhythm import hour_of
from practice.people.rooms import Question
from practice.people.settling import Town
from practice.people.talk import adverts, asking, grammar, members, names, staff
from practice.world.acts import grouping, staffing, talking
from practice.world.model.messages import Said
from tests.practice.running import START, Running

DAY = 86_400.0


def lived(days: float, **town: object) -> Crowd:
    """A town of 300 in 6 groups after some days, with all that was said in `heard`."""
    wanted = {"people": 300, "groups": 6, "seed": 3, **town}
    crowd = settling.build(Town(**wanted), at=START)  # type: ignore[arg-type]
    crowd.advance(START + days * DAY)
    return crowd


def thrown(seed: int) -> random.Random:
    return random.Random(seed)  # noqa: S311


def words(crowd: Crowd) -> list[tuple[str, object]]:
    return [(each.sender, each.content["content"]) for each in crowd.world.archive.said]


def muted(crowd: Crowd) -> int:
    return sum(len(room.muted) for room in crowd.life.rooms.values())


@pytest.fixture(scope="module")
def week() -> Crowd:
    """Four days of a town of 1,200: read only."""
    return lived(4, people=1_200, groups=12)


def test_the_same_seed_gives_the_same_days() -> None:
    first, again, other = lived(1), lived(1), lived(1, seed=4)

    assert words(first) == words(again)
    assert first.figures() == again.figures()
    assert words(first) != words(other)


def test_in_steps_or_at_once_the_same_happens() -> None:
    at_once = lived(1)
    in_steps = lived(0)
    for hour in range(1, 25):
        in_steps.advance(START + hour * 3_600)

    assert words(in_steps) == words(at_once)


def test_the_world_refuses_nothing_that_people_do(week: Crowd) -> None:
    figures = week.figures()

    assert figures["refused"] == {}
    assert {"say", "scan", "join", "invite", "leave", "kick", "write"} <= set(week.hands.done)


def test_the_groups_people_live_in_are_those_of_the_world(week: Crowd) -> None:
    people = week.life.population
    for room in week.life.rooms.values():
        lived_in = [slot for some in (*room.members, room.muted) for slot in some]
        outside = [each for each in week.world.groups[room.chat_id].members if each in people.slots]

        assert sorted(people.ids[slot] for slot in lived_in) == sorted(outside)


def test_personalities_come_in_their_shares(week: Crowd) -> None:
    kinds = week.life.population.kinds

    for each in PERSONALITIES:
        assert kinds.count(each.kind) / len(kinds) == pytest.approx(each.share, abs=0.04)


def test_most_members_only_read_and_fans_talk_most(week: Crowd) -> None:
    people = week.life.population
    talked = Counter(
        people.slots[each.sender] for each in week.world.archive.said if each.sender in people.slots
    )
    by_kind: Counter[int] = Counter()
    for slot, count in talked.items():
        by_kind[people.kinds[slot]] += count
    members_in = sum(1 for each in people.memberships if each)

    assert len(talked) / members_in < 0.5
    assert by_kind[Kind.FAN] / people.kinds.count(Kind.FAN) == max(
        by_kind[each.kind] / people.kinds.count(each.kind) for each in PERSONALITIES
    )


def test_nights_are_quiet(week: Crowd) -> None:
    hours = Counter(hour_of(each.at) for each in week.world.archive.said)

    assert sum(hours[hour] for hour in range(1, 6)) < 0.03 * hours.total()
    assert sum(hours[hour] for hour in range(19, 23)) > 0.15 * hours.total()


def test_the_rhythm_keeps_its_mean() -> None:
    dice = thrown(5)
    at, count = START, 0
    while at < START + 200 * DAY:
        at = rhythm.after(at, 6.0, dice)
        count += 1

    assert count / 200 == pytest.approx(6.0, rel=0.1)


def test_groups_that_nobody_keeps_lose_more_people() -> None:
    kept = lived(8, keeping="attentive", people=800, groups=4)
    left_alone = lived(8, keeping="absent", people=800, groups=4)

    assert left_alone.hands.done["leave"] > 1.5 * kept.hands.done["leave"]
    assert kept.hands.done["kick"] > left_alone.hands.done["kick"]
    assert muted(left_alone) > 2 * muted(kept)


def test_each_thing_that_annoys_does() -> None:
    crowd = lived(0)
    room = next(iter(crowd.life.rooms.values()))
    quiet = room.annoyance()
    for name in ("flood", "night", "unanswered"):
        setattr(room, name, 1.0)
        assert room.annoyance() > quiet
        setattr(room, name, 0.0)
    room.adverts[0] = START
    assert room.annoyance() > quiet
    room.adverts.clear()
    room.warmth = 10

    assert room.annoyance() < quiet


def test_people_hear_what_others_do_by_hand() -> None:
    crowd = lived(0, keeps=False)
    world = crowd.world
    room = next(iter(crowd.life.rooms.values()))
    asker = next(slot for some in room.members for slot in some)
    at = rhythm.next_time(START, 23.5)
    crowd.advance(at)
    room.open.append(question := asking_something(asker))

    talking.say_in_group(world, room.chat_id, room.owner, {"content": "在的"}, at=at)
    grouping.kick(world, room.chat_id, room.owner, crowd.life.id_of(asker), at=at)

    assert question.is_answered
    assert room.night >= 1
    assert not room.holds(asker, crowd.life.kind_of(asker))


def asking_something(slot: int) -> Question:
    return Question(slot, 0)


def test_staff_who_left_do_nothing_any_more() -> None:
    crowd = lived(0)
    for user_id in list(crowd.world.staff)[1:]:
        staffing.resign(crowd.world, user_id, at=START)

    crowd.advance(START + 2 * DAY)

    talkers = {each.sender for each in crowd.world.archive.said}
    assert talkers & set(crowd.world.staff) == {"staff01"}


def test_those_who_sleep_do_nothing_and_wake_without_a_rush() -> None:
    crowd = lived(0)
    crowd.pause()
    crowd.advance(START + DAY)
    asleep = crowd.done

    crowd.wake(START + DAY)
    crowd.advance(START + DAY + 1)

    assert asleep == 0
    assert crowd.done < 20


def test_talk_is_varied() -> None:
    dice = thrown(1)
    pools = [members.CHAT, members.REPLIES, members.BUY, members.HAGGLE, members.COMPLAIN]
    pools += [topic.asks for topic in asking.TOPICS] + [topic.answers for topic in asking.TOPICS]
    pools += [staff.RITUAL, staff.PROMOTION, members.CHECK_IN]
    said = {grammar.said(pool, dice) for pool in pools for _ in range(200)}

    assert len(said) > 1_500
    assert not [each for each in said if re.search(r"[\[\]{}|]", each)]


def test_adverts_hide_in_every_way() -> None:
    dice = thrown(1)
    said = "".join(adverts.advert(dice) for _ in range(400))

    for sign in ("微信", "ｗ", "weixin", "單", "薇", "➕", "微.信", "①"):
        assert sign in said or (sign == "ｗ" and "１" in said), sign


def test_every_parameter_tells_its_unit_and_source() -> None:
    figures = [each for each in vars(parameters).values() if isinstance(each, Figure)]

    assert len(figures) > 40
    assert all(each.unit and each.why for each in figures)
    assert sum(each.share for each in PERSONALITIES) == pytest.approx(1)
    assert sum(each.share for each in parameters.KEEPINGS) == pytest.approx(1)


def test_ten_thousand_people_in_fifty_groups_live() -> None:
    """No time is asserted: bench/people.py tells how fast ten times as many are."""
    crowd = settling.build(Town(people=10_000, groups=50, seed=1), at=START)

    crowd.advance(START + 3_600)

    assert crowd.figures()["people"] == 10_000
    assert crowd.done > 50


def test_names_do_not_run_out() -> None:
    dice = thrown(2)

    assert len({names.person(dice) for _ in range(500)}) > 250
    assert len({names.group(number, "静安店") for number in range(60)}) == 60


def test_the_doors_begin_pause_and_hurry_a_population(ground: Running) -> None:
    begun = ground._admin("POST", "people", {"begin": {"people": 50, "seed": 2}})
    chat_id = ground.act("open_group", owner="staff01", name="一群")["chat_id"]

    living = ground._admin("POST", "people", {"speed": 5, "forward": 40 * DAY})
    paused = ground._admin("POST", "people", {"awake": False, "forward": DAY})

    assert begun["people"] == 50
    assert living["acts"]["scan" if "scan" in living["acts"] else "add"]
    assert living["members"] > 0
    assert ground.look("snapshot")["groups"][0]["chat_id"] == chat_id
    assert (paused["awake"], paused["events"]) == (False, living["events"])
    assert ground.look("people/purchases")[0]["number"] == 1


def test_another_town_takes_the_place_of_the_corp(ground: Running) -> None:
    told = ground._admin("POST", "town", {"people": 60, "groups": 2, "shops": ["一店"]})

    ground.forward(DAY)

    messages = ground.look("archive/messages")["messages"]
    assert told["corp_name"] == "小满母婴"
    assert len(ground.look("snapshot")["groups"]) == 2
    assert messages
    assert [each["msgtime"] for each in messages] == sorted(each["msgtime"] for each in messages)


def test_whoever_watches_sees_all_that_is_said() -> None:
    crowd = lived(0)
    heard: list[object] = []
    crowd.world.witnesses.append(heard.append)

    crowd.advance(START + DAY)

    assert [each for each in heard if isinstance(each, Said)]
