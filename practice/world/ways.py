"""Contact ways and join ways: kept, changed, and how one is answered by whom."""

from practice.world import directory
from practice.world.model.corp import Staff, Standing
from practice.world.model.ways import SINGLE, ContactWay, JoinWay
from practice.world.refusals import Code, Refused
from practice.world.state import World

MOST_STAFF = 100
MOST_GROUPS = 5


def add_contact_way(world: World, way: ContactWay) -> None:
    """Refuses what `check_contact_way` refuses, and more ways than the corp may have (41043)."""
    check_contact_way(world, way)
    _must_have_room(world)
    world.contact_ways[way.config_id] = way


def check_contact_way(world: World, way: ContactWay) -> None:
    """Refuses nobody (41040), too many (41041), members unknown (40003), inactive (41054)."""
    for user in way.users:
        staff = directory.member(world, user)
        if staff.standing is not Standing.ACTIVE or not staff.real_named:
            raise Refused(Code.NOT_ACTIVATED, "member not activated or not real-named")
        if not staff.contacts_customers:
            raise Refused(Code.NO_CONTACT_PERMISSION, "not allowed to contact customers")
    for party in way.parties:
        if party not in world.departments:
            raise Refused(Code.DEPARTMENT_NOT_FOUND, "department not found")
    count = len(directory.members_of(world, way.users, way.parties))
    if count == 0 or (way.kind == SINGLE and (len(way.users) != 1 or way.parties)):
        raise Refused(Code.WAY_WITHOUT_STAFF, "a single way takes exactly one user")
    if count > MOST_STAFF:
        raise Refused(Code.WAY_WITH_TOO_MANY_STAFF, "too many users")


def contact_way(world: World, config_id: str, *, agent_id: int = 0) -> ContactWay:
    """An app sees only its own ways; agent 0 sees all."""
    found = world.contact_ways.get(config_id)
    if found is None or (agent_id and found.agent_id != agent_id):
        raise Refused(Code.BAD_WAY, "invalid config id")
    return found


def add_join_way(world: World, way: JoinWay) -> None:
    check_join_way(world, way)
    _must_have_room(world)
    world.join_ways[way.config_id] = way


def check_join_way(world: World, way: JoinWay) -> None:
    """Refuses no groups or more than five (40058), and groups unknown or gone (40050)."""
    if not 1 <= len(way.chat_ids) <= MOST_GROUPS:
        raise Refused(Code.BAD_PARAMETER, "chat_id_list takes 1 to 5 groups")
    for chat_id in way.chat_ids:
        group = world.groups.get(chat_id)
        if group is None or group.is_dismissed:
            raise Refused(Code.BAD_GROUP, "invalid chat id")


def join_way(world: World, config_id: str, *, agent_id: int = 0) -> JoinWay:
    found = world.join_ways.get(config_id)
    if found is None or (agent_id and found.agent_id != agent_id):
        raise Refused(Code.BAD_WAY, "invalid config id")
    return found


def answering(world: World, way: ContactWay, external_id: str) -> Staff:
    """Who takes the next scan: an exclusive way's earlier member, or else each in turn."""
    able = [each for each in directory.members_of(world, way.users, way.parties) if each.may_serve]
    if not able:
        raise Refused(Code.WAY_WITHOUT_STAFF, "nobody can take customers")
    if way.is_exclusive:
        for staff in able:
            if external_id in world.pairs_of_staff[staff.user_id]:
                return staff
    return able[(way.scans - 1) % len(able)]


def _must_have_room(world: World) -> None:
    if len(world.contact_ways) + len(world.join_ways) >= world.corp.most_ways:
        raise Refused(Code.TOO_MANY_WAYS, "too many contact ways")
