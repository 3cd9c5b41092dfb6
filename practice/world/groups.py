"""Customer groups: reads, and the one way in which members change."""

from practice.world.model.contacts import Person
from practice.world.model.groups import Group, JoinScene, Member, MemberKind, Past
from practice.world.model.messages import FieldValue
from practice.world.refusals import CannotHappen, Code, Refused
from practice.world.state import World

CHANGED = "change_external_chat"


def group(world: World, chat_id: str) -> Group:
    """A group that is still there. Refuses 40050."""
    found = world.groups.get(chat_id)
    if found is None or found.is_dismissed:
        raise Refused(Code.BAD_GROUP, "invalid chat id")
    return found


def members_told(world: World, found: Group, *, at: float) -> tuple[str, list[Member]]:
    """Version and members as the server tells them: `world.lag_seconds` behind what is."""
    if world.lag_seconds:
        for past in found.past:
            if past.until + world.lag_seconds > at:
                return past.version, list(past.members)
    return found.version, list(found.members.values())


def open_group(
    world: World,
    *,
    owner: str,
    name: str,
    members: list[str],
    at: float,
    capacity: int | None = None,
) -> Group:
    """A new group with its owner and `members` in it; announced as created."""
    made = Group(
        chat_id=world.ids.fresh("group"),
        name=name,
        owner=owner,
        created_at=at,
        version=world.ids.hexadecimal("version"),
        capacity=capacity or world.corp.group_capacity,
    )
    for member_id in dict.fromkeys([owner, *members]):
        _put_in(world, made, member_id, scene=JoinScene.DIRECT, at=at, invitor=owner)
    world.groups[made.chat_id] = made
    day = world.figures.group_day(owner, at)
    day.opened += 1
    day.net_groups += 1
    world.tell(CHANGED, "create", at, ChatId=made.chat_id)
    return made


def put_in(  # noqa: PLR0913 - how somebody came is what is told about them
    world: World,
    found: Group,
    member_ids: list[str],
    *,
    scene: JoinScene,
    at: float,
    invitor: str = "",
    state: str = "",
) -> list[str]:
    """Let people in and announce it; those already in stay as they are."""
    new = [each for each in dict.fromkeys(member_ids) if each not in found.members]
    if not new:
        return []
    if len(found.members) + len(new) > found.capacity:
        raise CannotHappen(f"{found.name} is full")
    before = _new_version(world, found, at)
    for member_id in new:
        _put_in(world, found, member_id, scene=scene, at=at, invitor=invitor, state=state)
    fields: dict[str, FieldValue] = {"JoinScene": scene.told}
    _announce(world, found, "add_member", new, before, fields, at=at)
    return new


def put_in_silently(
    world: World, found: Group, member_id: str, *, scene: JoinScene, at: float
) -> None:
    """Let somebody in by API: a new version, and nobody is told."""
    _new_version(world, found, at)
    _put_in(world, found, member_id, scene=scene, at=at)


def take_out(world: World, found: Group, member_id: str, *, by_self: bool, at: float) -> None:
    """Let somebody out and announce it."""
    if member_id not in found.members:
        raise CannotHappen(f"{member_id} is not in {found.name}")
    before = _new_version(world, found, at)
    del found.members[member_id]
    del world.groups_of[member_id][found.chat_id]
    if member_id in found.admins:
        found.admins.remove(member_id)
    world.figures.group_day(found.owner, at).net_members -= 1
    fields: dict[str, FieldValue] = {"QuitScene": 0 if by_self else 1}
    _announce(world, found, "del_member", [member_id], before, fields, at=at)


def hand_over(world: World, found: Group, owner: str, *, at: float) -> None:
    """Let another member of staff own the group; the owners' totals go along."""
    for user, sign in ((found.owner, -1), (owner, 1)):
        day = world.figures.group_day(user, at)
        day.net_groups += sign
        day.net_members += sign * len(found.members)
    found.owner = owner
    if owner in found.admins:
        found.admins.remove(owner)


def told(world: World, found: Group, detail: str, *, at: float) -> None:
    """Announce a change that is not one of members: owner, name or notice."""
    world.tell(CHANGED, "update", at, ChatId=found.chat_id, UpdateDetail=detail)


def roster(found: Group) -> tuple[str, ...]:
    """The ids of the members, made once for each version."""
    if found.roster[0] != found.version:
        found.roster = (found.version, tuple(found.members))
    return found.roster[1]


def _put_in(  # noqa: PLR0913 - as put_in
    world: World,
    found: Group,
    member_id: str,
    *,
    scene: JoinScene,
    at: float,
    invitor: str = "",
    state: str = "",
) -> None:
    person: Person | None = world.people.get(member_id)
    kind = MemberKind.STAFF if person is None else MemberKind.EXTERNAL
    found.members[member_id] = Member(member_id, kind, at, scene, invitor, state=state)
    world.groups_of[member_id][found.chat_id] = found
    day = world.figures.group_day(found.owner, at)
    day.joined += 1
    day.net_members += 1


def _new_version(world: World, found: Group, at: float) -> str:
    if world.lag_seconds:
        found.past.append(Past(at, found.version, tuple(found.members.values())))
    before, found.version = found.version, world.ids.hexadecimal("version")
    return before


def _announce(  # noqa: PLR0913 - the parts of one event
    world: World,
    found: Group,
    detail: str,
    who: list[str],
    before: str,
    fields: dict[str, FieldValue],
    *,
    at: float,
) -> None:
    world.tell(
        CHANGED,
        "update",
        at,
        ChatId=found.chat_id,
        UpdateDetail=detail,
        **fields,
        MemChangeCnt=len(who),
        MemChangeList=who,
        LastMemVer=before,
        CurMemVer=found.version,
    )
