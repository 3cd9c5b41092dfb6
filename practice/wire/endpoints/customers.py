"""Customers as an app reads them, and the remarks it may write."""

from collections.abc import Sequence
from typing import Annotated

import msgspec
from msgspec import Meta

from practice.wire.endpoint import (
    AnyEndpoint,
    Call,
    Json,
    Nothing,
    at_most,
    bounded,
    get,
    post,
    user_ids,
)
from practice.world import contacts, directory
from practice.world.contacts import Remark
from practice.world.model.contacts import Pair, Person, TagKind
from practice.world.refusals import Code, Refused

MOST_FOLLOWERS = 500
MOST_USERS = 100
WECOM = 2


class OfUser(msgspec.Struct):
    userid: str


class OfCustomer(msgspec.Struct):
    external_userid: str
    cursor: str = ""


class OfUsers(msgspec.Struct):
    userid_list: list[str]
    cursor: str = ""
    limit: int | None = None


class NewRemark(msgspec.Struct):
    userid: str
    external_userid: str
    remark: Annotated[str, Meta(max_length=20)] | None = None
    description: Annotated[str, Meta(max_length=150)] | None = None
    remark_company: Annotated[str, Meta(max_length=20)] | None = None
    remark_mobiles: list[str] | None = None
    remark_pic_mediaid: str | None = None


class OfUnion(msgspec.Struct):
    unionid: str
    openid: str
    subject_type: int = 0


def followers(call: Call, asked: Nothing) -> Json:
    """Members in the visible range who are allowed to contact customers."""
    found = [each for each in directory.visible(call.world, call.app) if each.contacts_customers]
    return {"follow_user": user_ids(found)}


def listed(call: Call, asked: OfUser) -> Json:
    """Nobody at all is 84061 and not an empty list."""
    staff = directory.serving(call.world, call.app, asked.userid)
    pairs = contacts.customers_of(call.world, staff.user_id)
    if not pairs:
        raise Refused(Code.NO_RELATION, "not external contact")
    return {"external_userid": [pair.external_id for pair in pairs]}


def detail(call: Call, asked: OfCustomer) -> Json:
    world = call.world
    person = contacts.person(world, asked.external_userid)
    pairs = {
        pair.user_id: pair
        for pair in contacts.staff_of(world, person.external_id)
        if directory.sees(world, call.app, pair.user_id)
    }
    if not pairs:
        raise Refused(Code.NO_RELATION, "not external contact")
    question = f"externalcontact/get:{person.external_id}"
    keys, cursor = call.page(question, list(pairs), cursor=asked.cursor, limit=MOST_FOLLOWERS)
    followed = [_follow_user(call, pairs[key]) for key in keys if key in pairs]
    reply: Json = {"external_contact": _contact(call, person), "follow_user": followed}
    return {**reply, "next_cursor": cursor} if cursor else reply


def of_users(call: Call, asked: OfUsers) -> Json:
    """One row for each pair. Tags are ids only and personal ones are absent, unlike in `detail`."""
    if not asked.userid_list:
        raise Refused(Code.EMPTY_PARAMETER, "userid_list is empty")
    at_most(asked.userid_list, MOST_USERS, "users")
    limit = bounded(asked.limit, usual=50, most=100)
    staff = [directory.serving(call.world, call.app, each) for each in asked.userid_list]
    licensed = [each for each in staff if each.licensed]
    if not licensed:
        raise Refused(Code.NOBODY_LICENSED, "no licensed user")
    question = "batch/get_by_user:" + "|".join(user_ids(licensed))
    keys = [] if asked.cursor else _pair_keys(call, user_ids(licensed))
    found, cursor = call.page(question, keys, cursor=asked.cursor, limit=limit)
    unlicensed = user_ids([each for each in staff if not each.licensed])
    return {
        "external_contact_list": [_row(call, pair) for pair in _pairs(call, found)],
        "next_cursor": cursor,
        "fail_info": {"unlicensed_userid_list": unlicensed},
    }


def remark(call: Call, asked: NewRemark) -> Json:
    told = Remark(asked.remark, asked.description, asked.remark_company, asked.remark_mobiles)
    if told == Remark() and asked.remark_pic_mediaid is None:
        raise Refused(Code.BAD_PARAMETER, "nothing to write")
    staff = directory.serving(call.world, call.app, asked.userid)
    pair = contacts.pair(call.world, staff.user_id, asked.external_userid)
    contacts.write_remark(call.world, pair, told)
    return {}


def of_union(call: Call, asked: OfUnion) -> Json:
    """idconvert: whose unionid it is, "" for strangers."""
    for person in call.world.people.values():
        if person.union_id and person.union_id == asked.unionid:
            return {"external_userid": person.external_id, "pending_id": ""}
    return {"external_userid": "", "pending_id": ""}


def open_id(call: Call, asked: OfCustomer) -> Json:
    """The same customer as WeChat Pay names them."""
    person = contacts.person(call.world, asked.external_userid)
    return {"openid": "o" + person.external_id[::-1][:27]}


def _pair_keys(call: Call, users: list[str]) -> list[str]:
    return [
        f"{user}\n{external_id}"
        for user in users
        for external_id in call.world.pairs_of_staff[user]
    ]


def _pairs(call: Call, keys: Sequence[str]) -> list[Pair]:
    """Those of the pairs that still are."""
    found = []
    for key in keys:
        user, external_id = key.split("\n")
        pair = call.world.pairs_of_staff[user].get(external_id)
        if pair is not None:
            found.append(pair)
    return found


def _contact(call: Call, person: Person) -> Json:
    told: Json = {
        "external_userid": person.external_id,
        "name": person.name,
        "avatar": person.avatar,
        "type": person.kind,
        "gender": person.gender,
    }
    if person.kind == WECOM:
        return {
            **told,
            "position": person.position,
            "corp_name": person.corp_name,
            "corp_full_name": person.corp_name,
        }
    return {**told, "unionid": person.union_id} if person.union_id else told


def _follow(pair: Pair) -> Json:
    told: Json = {
        "userid": pair.user_id,
        "remark": pair.remark,
        "description": pair.description,
        "createtime": int(pair.created_at),
        "remark_mobiles": pair.remark_mobiles,
        "add_way": int(pair.add_way),
        "oper_userid": pair.oper_user_id,
    }
    if pair.remark_company:
        told["remark_corp_name"] = pair.remark_company
    if pair.state:
        told["state"] = pair.state
    return told


def _row(call: Call, pair: Pair) -> Json:
    person = call.world.people[pair.external_id]
    return {
        "external_contact": _contact(call, person),
        "follow_info": {**_follow(pair), "tag_id": list(pair.tags)},
    }


def _follow_user(call: Call, pair: Pair) -> Json:
    world = call.world
    tags: list[Json] = [
        {
            "group_name": world.tag_groups[world.tags[tag_id].group_id].name,
            "tag_name": world.tags[tag_id].name,
            "tag_id": tag_id,
            "type": int(TagKind.CORP),
        }
        for tag_id in pair.tags
    ]
    tags += [
        {"group_name": each.group_name, "tag_name": each.name, "type": int(each.kind)}
        for each in pair.hand_tags
    ]
    return {**_follow(pair), "tags": tags}


def _pair_of(asked: NewRemark) -> str:
    return f"{asked.userid}:{asked.external_userid}"


PAGE: Json = {"external_contact_list": [], "next_cursor": ""}
ENDPOINTS: list[AnyEndpoint] = [
    get("externalcontact/get_follow_user_list", Nothing, followers, empty={"follow_user": []}),
    get("externalcontact/list", OfUser, listed, empty={"external_userid": []}),
    get("externalcontact/get", OfCustomer, detail, empty={"follow_user": []}),
    post("externalcontact/batch/get_by_user", OfUsers, of_users, empty=PAGE),
    post("externalcontact/remark", NewRemark, remark, pair=_pair_of),
    post("idconvert/unionid_to_external_userid", OfUnion, of_union),
    post("externalcontact/convert_to_openid", OfCustomer, open_id),
]
