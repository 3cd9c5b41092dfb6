"""A corp with its groups full of people, as it was before anybody listened."""

import random
from dataclasses import dataclass, field

from practice.people import coming
from practice.people import parameters as p
from practice.people.crowd import Crowd, Wanted, gather
from practice.people.parameters import Kind
from practice.people.population import Known
from practice.people.talk import names
from practice.world import contacts, groups, seeding, ways
from practice.world.contacts import Remark
from practice.world.model.contacts import AddWay, Pair
from practice.world.model.groups import Group, JoinScene
from practice.world.model.ways import MULTI, QR_CODE, ContactWay, JoinWay
from practice.world.seeding import Seed
from practice.world.state import World

DAY = 86_400.0
CONSOLE = 0
BEFORE_DAYS = 180
LEAST_STAFF = 4
FILLED = 0.8


@dataclass(frozen=True, slots=True)
class Town:
    """A shop and the people around it. `seated` of them are there when it opens, at `began_at`.

    `shops` are the departments; groups are named after them. `known` come under the names and
    numbers that another system knows. Without `began_at` it opens now.
    """

    people: int = 2_000
    groups: int = 40
    seed: int = 1
    name: str = "小满母婴"
    shops: list[str] = field(default_factory=lambda: ["静安店", "徐汇店", "线上"])
    seated: float = float(p.SEATED)
    known: list[Known] = field(default_factory=list)
    keeps: bool = True
    keeping: str = ""
    speed: float = 1.0
    began_at: float | None = None


def lived(town: Town, *, began: float, until: float) -> Crowd:
    """A town built at `began` as it is at `until`; nobody was told of any of it.

    Until somebody interferes, the same beginning leads to the same ids and deeds, however often.
    """
    crowd = build(town, at=began)
    while began < until:
        began = min(began + DAY, until)
        crowd.advance(began)
        crowd.world.take_events()
    return crowd


def build(town: Town, *, at: float) -> Crowd:
    """The same town at the same moment is the same, and nobody is told of any of it."""
    staff = max(LEAST_STAFF, round(town.groups / p.GROUPS_A_KEEPER), len(town.shops))
    seed = Seed(seed=town.seed, name=town.name, departments=town.shops, staff=staff)
    world = seeding.grow(seed, at=at)
    each = town.people * p.GROUPS_EACH / max(town.groups, 1) / FILLED
    world.corp.group_capacity = min(500, max(200, round(each)))
    _open_codes(world, _open_groups(world, town, at=at), at=at)
    wanted = Wanted(
        people=town.people,
        seed=town.seed,
        keeps=town.keeps,
        keeping=town.keeping,
        speed=town.speed,
        known=town.known,
    )
    crowd = gather(world, wanted, at=at)
    _seat(crowd, town, at=at)
    world.take_events()
    return crowd


def _open_groups(world: World, town: Town, *, at: float) -> list[Group]:
    """The groups shared out among the staff, oldest first, named after the owner's shop."""
    staff = list(world.staff.values())
    made = []
    for number in range(town.groups):
        owner = staff[number % len(staff)]
        shop = world.departments[owner.departments[0]].name
        opened_at = at - BEFORE_DAYS * DAY * (town.groups - number) / (town.groups + 1)
        name = names.group(number // len(town.shops), shop)
        made.append(
            groups.open_group(world, owner=owner.user_id, name=name, members=[], at=opened_at)
        )
    return made


def _open_codes(world: World, made: list[Group], *, at: float) -> None:
    """The console's own codes: one for each shop's staff, one for each group."""
    for department in list(world.departments.values())[1:]:
        way = ContactWay(
            world.ids.hexadecimal("way"),
            MULTI,
            QR_CODE,
            CONSOLE,
            at,
            parties=[department.department_id],
        )
        ways.add_contact_way(world, way)
    for group in made:
        join = JoinWay(
            world.ids.hexadecimal("way"),
            QR_CODE,
            CONSOLE,
            at,
            base_name=group.name,
            base_number=2,
            chat_ids=[group.chat_id],
        )
        ways.add_join_way(world, join)


def _seat(crowd: Crowd, town: Town, *, at: float) -> None:
    """Who is here from the beginning: added by a member, most of them in a group or two.

    Spammers are not: a shop that opens its doors here has swept once.
    """
    world, life, people = crowd.world, crowd.life, crowd.life.population
    rooms = list(world.groups.values())
    seated = [
        slot
        for slot in people.outside
        if people.kinds[slot] != Kind.SPAMMER and life.dice.random() < town.seated
    ]
    gone = set(seated)
    people.outside = [slot for slot in people.outside if slot not in gone]
    for number, slot in enumerate(seated):
        who = coming.introduced(life, slot)
        met_at = at - BEFORE_DAYS * DAY * (1 - number / max(len(seated), 1))
        _pair(crowd, slot, who, met_at)
        for group in _chosen(rooms, life.dice):
            joined_at = max(met_at, group.created_at) + life.dice.random() * 3_600
            if not group.is_full and who not in group.members:
                groups.put_in(world, group, [who], scene=JoinScene.QR, at=min(joined_at, at))


def _pair(crowd: Crowd, slot: int, who: str, met_at: float) -> None:
    world, dice = crowd.world, crowd.life.dice
    user_id = dice.choice(list(world.staff.values())).user_id
    pair = Pair(user_id, who, met_at, AddWay.QR, who)
    contacts.begin(world, pair)
    mobile = world.people[who].mobile
    if mobile and dice.random() < p.GIVES_PHONE:
        contacts.write_remark(world, pair, Remark(mobiles=[mobile]))


def _chosen(rooms: list[Group], dice: random.Random) -> list[Group]:
    """One group, or with the mean of the table now and then another."""
    if not rooms:
        return []
    count = 1 + (dice.random() < p.GROUPS_EACH - 1)
    return dice.sample(rooms, min(count, len(rooms)))
