"""Groups are opened, joined, left, tidied and closed."""

from practice.world import contacts, directory, groups, ways
from practice.world.model.groups import Group, JoinScene, MemberKind
from practice.world.model.ways import JoinWay
from practice.world.refusals import CannotHappen
from practice.world.state import World

MOST_ADMINS = 3


def open_group(
    world: World, owner: str, name: str, *, at: float, members: list[str] | None = None
) -> Group:
    """A member who may contact customers opens a group."""
    staff = directory.member(world, owner)
    if not staff.contacts_customers:
        raise CannotHappen(f"{owner} may not contact customers")
    return groups.open_group(world, owner=staff.user_id, name=name, members=members or [], at=at)


def join(world: World, config_id: str, external_id: str, *, at: float) -> Group:
    """Scan a join way: into its first group with room, or into the next one it opens."""
    way = ways.join_way(world, config_id)
    contacts.person(world, external_id)
    open_ones = [
        group
        for group in (world.groups[chat_id] for chat_id in way.chat_ids)
        if not group.is_dismissed
    ]
    for group in open_ones:
        if external_id in group.members:
            return group
    roomy = [group for group in open_ones if not group.is_full]
    group = roomy[0] if roomy else _next_group(world, way, at=at)
    groups.put_in(
        world, group, [external_id], scene=JoinScene.QR, at=at, state=way.state, invitor=group.owner
    )
    _greet(world, group, external_id, at=at)
    return group


def invite(
    world: World,
    chat_id: str,
    invitor: str,
    member_ids: list[str],
    *,
    at: float,
    by_link: bool = False,
) -> list[str]:
    """A member of the group brings others in; returns those who were not in it."""
    group = groups.group(world, chat_id)
    if invitor not in group.members:
        raise CannotHappen(f"{invitor} is not in {group.name}")
    for each in member_ids:
        if each not in world.people:
            directory.member(world, each)
    scene = JoinScene.LINK if by_link else JoinScene.DIRECT
    came = groups.put_in(world, group, member_ids, scene=scene, at=at, invitor=invitor)
    for each in came:
        _greet(world, group, each, at=at)
    return came


def leave(world: World, chat_id: str, member_id: str, *, at: float) -> None:
    group = groups.group(world, chat_id)
    if member_id == group.owner:
        raise CannotHappen("the owner cannot leave before another member owns the group")
    groups.take_out(world, group, member_id, by_self=True, at=at)


def kick(world: World, chat_id: str, by: str, member_id: str, *, at: float) -> None:
    """The owner or an admin removes somebody. There is no API for it."""
    group = groups.group(world, chat_id)
    if by != group.owner and by not in group.admins:
        raise CannotHappen(f"{by} neither owns {group.name} nor helps to run it")
    if member_id == group.owner:
        raise CannotHappen("nobody removes the owner")
    groups.take_out(world, group, member_id, by_self=False, at=at)


def dismiss(world: World, chat_id: str, *, at: float) -> None:
    """The owner closes the group for good."""
    group = groups.group(world, chat_id)
    group.is_dismissed = True
    day = world.figures.group_day(group.owner, at)
    day.net_groups -= 1
    day.net_members -= len(group.members)
    for member_id in group.members:
        del world.groups_of[member_id][chat_id]
    world.tell(groups.CHANGED, "dismiss", at, ChatId=chat_id)


def rename(world: World, chat_id: str, name: str, *, at: float) -> None:
    group = groups.group(world, chat_id)
    group.name = name
    groups.told(world, group, "change_name", at=at)


def write_notice(world: World, chat_id: str, notice: str, *, at: float) -> None:
    group = groups.group(world, chat_id)
    group.notice = notice
    groups.told(world, group, "change_notice", at=at)


def change_owner(world: World, chat_id: str, owner: str, *, at: float) -> None:
    """The owner hands the group to another member of staff who is in it."""
    group = groups.group(world, chat_id)
    member = group.members.get(owner)
    if member is None or member.kind is not MemberKind.STAFF:
        raise CannotHappen(f"{owner} is not a member of staff in {group.name}")
    groups.hand_over(world, group, owner, at=at)
    groups.told(world, group, "change_owner", at=at)


def set_admins(world: World, chat_id: str, admins: list[str]) -> None:
    """The owner names up to three admins; nobody is told."""
    group = groups.group(world, chat_id)
    if len(admins) > MOST_ADMINS or any(each not in group.members for each in admins):
        raise CannotHappen("admins are members, and three at most")
    group.admins = list(admins)


def set_nickname(world: World, chat_id: str, member_id: str, nickname: str) -> None:
    groups.group(world, chat_id).members[member_id].nickname = nickname


def _next_group(world: World, way: JoinWay, *, at: float) -> Group:
    if not way.opens_groups or not way.chat_ids:
        raise CannotHappen("all groups of this code are full")
    last = world.groups[way.chat_ids[-1]]
    name = f"{way.base_name or last.name}{way.base_number}"
    way.base_number += 1
    made = groups.open_group(
        world, owner=last.owner, name=name, members=[], at=at, capacity=last.capacity
    )
    made.welcome_template = last.welcome_template
    way.chat_ids = [*way.chat_ids, made.chat_id][-ways.MOST_GROUPS :]
    return made


def _greet(world: World, group: Group, member_id: str, *, at: float) -> None:
    template = world.welcome_templates.get(group.welcome_template)
    if template is not None and member_id in world.people:
        world.deliver(
            "group-welcome",
            sender=group.owner,
            receiver=member_id,
            content=template.content,
            at=at,
            reference=group.chat_id,
        )
