"""会话存档's HTTP part: who is archived, and who agreed. Messages come by another port."""

import msgspec

from practice.wire.endpoint import AnyEndpoint, Call, Json, at_most, post
from practice.world import contacts, groups
from practice.world.model.contacts import Person
from practice.world.model.corp import Permission
from practice.world.model.groups import MemberKind
from practice.world.refusals import Code, Refused

MOST_PAIRS = 100


class Edition(msgspec.Struct):
    type: int = 0


class Asked(msgspec.Struct):
    """The misspelling is WeCom's."""

    userid: str
    exteranalopenid: str


class Pairs(msgspec.Struct):
    info: list[Asked]


class OfRoom(msgspec.Struct):
    roomid: str


def archived(call: Call, asked: Edition) -> Json:
    return {"ids": [each.user_id for each in call.world.staff.values() if each.archived]}


def agreed(call: Call, asked: Pairs) -> Json:
    at_most(asked.info, MOST_PAIRS, "pairs")
    told = []
    for each in asked.info:
        pair = contacts.pair(call.world, each.userid, each.exteranalopenid)
        person = call.world.people[pair.external_id]
        told.append({"userid": pair.user_id, **_agreement(person)})
    return {"agreeinfo": told}


def agreed_in_group(call: Call, asked: OfRoom) -> Json:
    group = groups.group(call.world, asked.roomid)
    outside = [
        call.world.people[each.member_id]
        for each in group.members.values()
        if each.kind is MemberKind.EXTERNAL
    ]
    return {"agreeinfo": [_agreement(person) for person in outside]}


def internal_group(call: Call, asked: OfRoom) -> Json:
    """Only internal groups can be asked about here, and this ground has none."""
    raise Refused(Code.BAD_GROUP, "not an internal group")


def _agreement(person: Person) -> Json:
    return {
        "exteranalopenid": person.external_id,
        "agree_status": "Agree" if person.agrees_to_archive else "Disagree",
        "status_change_time": int(person.agreed_at),
    }


ARCHIVE = Permission.ARCHIVE
NOBODY: Json = {"agreeinfo": []}
NO_ROOM: Json = {"members": []}
ENDPOINTS: list[AnyEndpoint] = [
    post("msgaudit/get_permit_user_list", Edition, archived, permission=ARCHIVE, empty={"ids": []}),
    post("msgaudit/check_single_agree", Pairs, agreed, permission=ARCHIVE, empty=NOBODY),
    post("msgaudit/check_room_agree", OfRoom, agreed_in_group, permission=ARCHIVE, empty=NOBODY),
    post("msgaudit/groupchat/get", OfRoom, internal_group, permission=ARCHIVE, empty=NO_ROOM),
]
