"""Everything that a product could know by now, to be compared with what it does know."""

from practice.world.model.contacts import Pair
from practice.world.model.groups import Group
from practice.world.state import World

Shown = dict[str, object]


def everything(world: World) -> Shown:
    """Living things only, in the ids and words of the wire."""
    return {
        "staff": [
            {"userid": each.user_id, "name": each.name, "status": int(each.standing)}
            for each in world.staff.values()
        ],
        "customers": [
            _pair(world, pair) for pairs in world.pairs_of_staff.values() for pair in pairs.values()
        ],
        "tags": [
            {"id": tag.tag_id, "name": tag.name, "group_id": tag.group_id}
            for tag in world.tags.values()
            if not tag.is_deleted
        ],
        "groups": [_group(each) for each in world.groups.values() if not each.is_dismissed],
        "contact_ways": list(world.contact_ways),
        "join_ways": list(world.join_ways),
    }


def _pair(world: World, pair: Pair) -> Shown:
    return {
        "userid": pair.user_id,
        "external_userid": pair.external_id,
        "name": world.people[pair.external_id].name,
        "remark": pair.remark,
        "description": pair.description,
        "remark_mobiles": pair.remark_mobiles,
        "state": pair.state,
        "add_way": int(pair.add_way),
        "createtime": int(pair.created_at),
        "tag_id": sorted(pair.tags),
        "own_tags": sorted(each.name for each in pair.hand_tags),
        "is_half": pair.is_half,
    }


def _group(group: Group) -> Shown:
    return {
        "chat_id": group.chat_id,
        "name": group.name,
        "owner": group.owner,
        "status": int(group.status),
        "notice": group.notice,
        "member_version": group.version,
        "members": sorted(group.members),
        "admins": sorted(group.admins),
    }
