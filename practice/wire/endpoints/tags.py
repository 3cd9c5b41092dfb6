"""Corp tags, and putting them on customers."""

from typing import Annotated

import msgspec
from msgspec import Meta

from practice.wire.endpoint import AnyEndpoint, Call, Json, post
from practice.world import contacts, directory, tags
from practice.world.model.tags import Tag, TagGroup
from practice.world.refusals import Code, Refused
from practice.world.tags import NewTag, NewTags

Name = Annotated[str, Meta(min_length=1, max_length=30)]


class WhichTags(msgspec.Struct):
    tag_id: list[str] = []
    group_id: list[str] = []


class TagAsked(msgspec.Struct):
    name: Name
    order: int = 0


class TagsAsked(msgspec.Struct):
    tag: list[TagAsked]
    group_id: str = ""
    group_name: Annotated[str, Meta(max_length=30)] = ""
    order: int = 0
    agentid: int = 0


class Edit(msgspec.Struct):
    id: str
    name: Name | None = None
    order: int | None = None


class Marking(msgspec.Struct):
    userid: str
    external_userid: str
    add_tag: list[str] = []
    remove_tag: list[str] = []


def listed(call: Call, asked: WhichTags) -> Json:
    """Deleted ones are told only to who asks by id, marked as such."""
    world = call.world
    if asked.tag_id:
        wanted = [world.tags[each] for each in asked.tag_id if each in world.tags]
        groups = {tag.group_id: world.tag_groups[tag.group_id] for tag in wanted}
        told = [
            _group(group, [tag for tag in wanted if tag.group_id == group.group_id], by_id=True)
            for group in groups.values()
        ]
    elif asked.group_id:
        found = [world.tag_groups[each] for each in asked.group_id if each in world.tag_groups]
        told = [_group(group, list(group.tags.values()), by_id=True) for group in found]
    else:
        told = [_group(group, group.living(), by_id=False) for group in tags.living_groups(world)]
    return {"tag_group": told}


def add(call: Call, asked: TagsAsked) -> Json:
    wanted = NewTags(
        tags=[NewTag(each.name, each.order) for each in asked.tag],
        group_id=asked.group_id,
        group_name=asked.group_name,
        group_order=asked.order,
    )
    group, made = tags.add(call.world, wanted, agent_id=call.app.agent_id, at=call.at)
    return {"tag_group": _group(group, made, by_id=False)}


def edit(call: Call, asked: Edit) -> Json:
    tags.edit(call.world, asked.id, name=asked.name, order=asked.order, agent_id=call.app.agent_id)
    return {}


def delete(call: Call, asked: WhichTags) -> Json:
    if not asked.tag_id and not asked.group_id:
        raise Refused(Code.EMPTY_PARAMETER, "tag_id and group_id are empty")
    tags.delete(call.world, asked.tag_id, asked.group_id, agent_id=call.app.agent_id)
    return {}


def mark(call: Call, asked: Marking) -> Json:
    if not asked.add_tag and not asked.remove_tag:
        raise Refused(Code.EMPTY_PARAMETER, "add_tag and remove_tag are empty")
    staff = directory.serving(call.world, call.app, asked.userid)
    pair = contacts.pair(call.world, staff.user_id, asked.external_userid)
    add_tags = [tags.living(call.world, each) for each in asked.add_tag]
    remove_tags = [tags.living(call.world, each) for each in asked.remove_tag]
    contacts.mark(call.world, pair, add=add_tags, remove=remove_tags, at=call.at)
    return {}


def _group(group: TagGroup, shown: list[Tag], *, by_id: bool) -> Json:
    told: Json = {
        "group_id": group.group_id,
        "group_name": group.name,
        "create_time": int(group.created_at),
        "order": group.order,
        "tag": [_tag(tag, by_id=by_id) for tag in shown],
    }
    return {**told, "deleted": group.is_deleted} if by_id else told


def _tag(tag: Tag, *, by_id: bool) -> Json:
    told: Json = {
        "id": tag.tag_id,
        "name": tag.name,
        "create_time": int(tag.created_at),
        "order": tag.order,
    }
    return {**told, "deleted": tag.is_deleted} if by_id else told


def _pair_of(asked: Marking) -> str:
    return f"{asked.userid}:{asked.external_userid}"


ENDPOINTS: list[AnyEndpoint] = [
    post("externalcontact/get_corp_tag_list", WhichTags, listed, empty={"tag_group": []}),
    post("externalcontact/add_corp_tag", TagsAsked, add),
    post("externalcontact/edit_corp_tag", Edit, edit),
    post("externalcontact/del_corp_tag", WhichTags, delete),
    post("externalcontact/mark_tag", Marking, mark, pair=_pair_of),
]
