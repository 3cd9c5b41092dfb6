"""Customer groups as an app reads them."""

from typing import Annotated

import msgspec
from msgspec import Meta

from practice.wire.endpoint import AnyEndpoint, Call, Json, at_most, post
from practice.world import directory, groups
from practice.world.model.groups import Group, Member, MemberKind
from practice.world.refusals import Code, Refused

MOST_OWNERS = 100
MOST_WITHOUT_FILTER = 1_000


class Owners(msgspec.Struct):
    userid_list: list[str] = []


class WhichGroups(msgspec.Struct):
    limit: Annotated[int, Meta(ge=1, le=1000)]
    status_filter: Annotated[int, Meta(ge=0, le=3)] = 0
    owner_filter: Owners | None = None
    cursor: str = ""


class OfGroup(msgspec.Struct):
    chat_id: str
    need_name: int = 0


def listed(call: Call, asked: WhichGroups) -> Json:
    """Without a filter of owners no more than 1,000 groups can be read (81017)."""
    owners = asked.owner_filter.userid_list if asked.owner_filter else []
    at_most(owners, MOST_OWNERS, "owners")
    question = f"groupchat/list:{asked.status_filter}:{'|'.join(owners)}"
    keys = [] if asked.cursor else _wanted(call, owners, asked.status_filter)
    found, cursor = call.page(question, keys, cursor=asked.cursor, limit=asked.limit)
    told = [
        {"chat_id": group.chat_id, "status": int(group.status)}
        for group in (call.world.groups[key] for key in found)
        if not group.is_dismissed
    ]
    return {"group_chat_list": told, "next_cursor": cursor}


def detail(call: Call, asked: OfGroup) -> Json:
    group = groups.group(call.world, asked.chat_id)
    if not directory.sees(call.world, call.app, group.owner):
        raise Refused(Code.OUT_OF_RANGE, "the owner is out of the visible range")
    version, members = groups.members_told(call.world, group, at=call.at)
    told: Json = {
        "chat_id": group.chat_id,
        "name": group.name,
        "owner": group.owner,
        "create_time": int(group.created_at),
        "member_list": [_member(call, each, with_name=bool(asked.need_name)) for each in members],
        "admin_list": [{"userid": each} for each in group.admins],
        "member_version": version,
    }
    return {"group_chat": {**told, "notice": group.notice} if group.notice else told}


def _wanted(call: Call, owners: list[str], status: int) -> list[str]:
    found = [
        group.chat_id
        for group in call.world.groups.values()
        if not group.is_dismissed
        and (not status or group.status == status)
        and _owned(call, group, owners)
    ]
    if not owners and len(found) > MOST_WITHOUT_FILTER:
        raise Refused(Code.TOO_MANY_GROUPS, "too many groups: name their owners")
    return found


def _owned(call: Call, group: Group, owners: list[str]) -> bool:
    if owners and group.owner not in owners:
        return False
    return directory.sees(call.world, call.app, group.owner)


def _member(call: Call, member: Member, *, with_name: bool) -> Json:
    told: Json = {
        "userid": member.member_id,
        "type": int(member.kind),
        "join_time": int(member.joined_at),
        "join_scene": int(member.scene),
        "group_nickname": member.nickname,
    }
    # Members who are outside bring others too, but only staff are named.
    if member.invitor and member.invitor not in call.world.people:
        told["invitor"] = {"userid": member.invitor}
    if member.state:
        told["state"] = member.state
    if with_name:
        told["name"] = _name(call, member)
    person = call.world.people.get(member.member_id)
    if person is not None and person.union_id:
        told["unionid"] = person.union_id
    return told


def _name(call: Call, member: Member) -> str:
    if member.kind is MemberKind.STAFF:
        return call.world.staff[member.member_id.lower()].name
    return call.world.people[member.member_id].name


ENDPOINTS: list[AnyEndpoint] = [
    post(
        "externalcontact/groupchat/list",
        WhichGroups,
        listed,
        empty={"group_chat_list": [], "next_cursor": ""},
    ),
    post("externalcontact/groupchat/get", OfGroup, detail),
]
