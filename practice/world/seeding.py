"""A corp to begin with: staff, customers and groups that were there before anybody listened."""

from dataclasses import dataclass, field

from practice.world import contacts, directory, groups, tags
from practice.world.acts import meeting
from practice.world.model.contacts import AddWay, Pair
from practice.world.model.corp import Permission, Staff
from practice.world.state import World, fresh
from practice.world.tags import NewTag, NewTags

SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹"
GIVEN = "芳娜敏静丽艳娟霞秀英伟强磊军洋勇杰涛明超平刚桂玲玉兰欣怡子涵雨桐梓轩浩然思远若曦"
DAY = 86_400


@dataclass(frozen=True, slots=True)
class Seed:
    """How much there is. `customers` are shared out among the staff, a pair each; groups too."""

    seed: int = 1
    name: str = "练习公司"
    departments: list[str] = field(default_factory=lambda: ["北店", "南店"])
    staff: int = 4
    customers: int = 0
    groups: int = 0
    members_each: int = 0
    group_capacity: int = 200
    tags: dict[str, list[str]] = field(default_factory=dict)


def grow(seed: Seed, *, at: float) -> World:
    """The same seed at the same moment gives the same corp, and nobody is told of any of it."""
    world = fresh(seed.name, seed=seed.seed)
    world.corp.group_capacity = seed.group_capacity
    _apps(world)
    _staff(world, seed)
    for group_name, names in seed.tags.items():
        wanted = NewTags([NewTag(name) for name in names], group_name=group_name)
        tags.add(world, wanted, agent_id=next(iter(world.apps)), at=at)
    _customers(world, seed, at=at)
    _groups(world, seed, at=at)
    world.take_events()
    return world


def person_name(world: World) -> str:
    given = "".join(world.random.choices(GIVEN, k=world.random.choice((1, 2, 2))))
    return world.random.choice(SURNAMES) + given


def _apps(world: World) -> None:
    """The app that does everything, one that may only read the directory, and the archive."""
    directory.add_app(world, "社群助手")
    directory.add_app(world, "通讯录", permissions=frozenset({Permission.DIRECTORY}))
    directory.add_app(world, "会话存档", permissions=frozenset({Permission.ARCHIVE}))


def _staff(world: World, seed: Seed) -> None:
    shops = [directory.add_department(world, name).department_id for name in seed.departments]
    for number in range(1, seed.staff + 1):
        home = shops[(number - 1) % len(shops)] if shops else 1
        mobile = f"1390000{number:04d}"
        staff = Staff(f"staff{number:02d}", person_name(world), [home], mobile=mobile)
        directory.add_staff(world, staff)


def _customers(world: World, seed: Seed, *, at: float) -> None:
    """Added over the year before `at`, oldest first."""
    staff = list(world.staff.values())
    for number in range(seed.customers):
        person = meeting.arrive(world, person_name(world), gender=1 + number % 2)
        met_at = at - 365 * DAY * (seed.customers - number) / seed.customers
        user_id = staff[number % len(staff)].user_id
        contacts.begin(
            world, Pair(user_id, person.external_id, met_at, AddWay.QR, person.external_id)
        )


def _groups(world: World, seed: Seed, *, at: float) -> None:
    staff = list(world.staff.values())
    people = list(world.people)
    for number in range(seed.groups):
        first = number * seed.members_each
        invited = [people[(first + each) % len(people)] for each in range(seed.members_each)]
        owner = staff[number % len(staff)].user_id
        groups.open_group(
            world, owner=owner, name=f"会员群{number + 1}", members=invited, at=at - 30 * DAY
        )
