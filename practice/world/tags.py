"""Corp tags: made, renamed and deleted by app or in the console, shared by all staff."""

from dataclasses import dataclass

from practice.world.model.tags import Tag, TagGroup
from practice.world.refusals import Code, Refused
from practice.world.state import World


@dataclass(frozen=True, slots=True)
class NewTag:
    name: str
    order: int = 0


@dataclass(frozen=True, slots=True)
class NewTags:
    """Tags for the group with `group_id`, or else for the group named so, made if it is not."""

    tags: list[NewTag]
    group_id: str = ""
    group_name: str = ""
    group_order: int = 0


def add(world: World, wanted: NewTags, *, agent_id: int, at: float) -> tuple[TagGroup, list[Tag]]:
    """The group and the tags as they are now. A name already in the group is not made again."""
    if not wanted.tags:
        raise Refused(Code.EMPTY_PARAMETER, "tag is empty")
    if len(_living_tags(world)) + len(wanted.tags) > world.corp.most_tags:
        raise Refused(Code.TOO_MANY_TAGS, "too many corp tags")
    group = _group_for(world, wanted, agent_id=agent_id, at=at)
    there = {tag.name: tag for tag in group.living()}
    made: list[Tag] = []
    for each in wanted.tags:
        if each.name not in there:
            there[each.name] = _make(world, group, each, agent_id=agent_id, at=at)
        made.append(there[each.name])
    return group, list({tag.tag_id: tag for tag in made}.values())


def edit(
    world: World, wanted: str, *, name: str | None, order: int | None, agent_id: int
) -> Tag | TagGroup:
    """Refuses 40068 for ids that are not there, 40071 for names that are."""
    found = _find(world, wanted)
    _must_own(found, agent_id)
    if name is not None and name != found.name:
        beside = (
            [tag.name for tag in world.tag_groups[found.group_id].living()]
            if isinstance(found, Tag)
            else [group.name for group in living_groups(world)]
        )
        if name in beside:
            raise Refused(Code.TAG_NAME_EXISTS, "tag name exists")
        found.name = name
    if order is not None:
        found.order = order
    return found


def delete(world: World, tag_ids: list[str], group_ids: list[str], *, agent_id: int) -> list[str]:
    """Ids that went, groups emptied by it too. Customers lose the tags at once."""
    doomed = [_find(world, each) for each in [*tag_ids, *group_ids]]
    for each in doomed:
        _must_own(each, agent_id)
    gone: list[str] = []
    for each in doomed:
        gone += _delete_group(each) if isinstance(each, TagGroup) else _delete_tag(world, each)
    _take_off_everybody(world, gone)
    return gone


def living_groups(world: World) -> list[TagGroup]:
    """Groups not deleted, the highest order first."""
    kept = [group for group in world.tag_groups.values() if not group.is_deleted]
    return sorted(kept, key=lambda group: (-group.order, group.created_at))


def living(world: World, tag_id: str) -> Tag:
    found = world.tags.get(tag_id)
    if found is None or found.is_deleted:
        raise Refused(Code.BAD_TAG, "invalid tag id")
    return found


def _group_for(world: World, wanted: NewTags, *, agent_id: int, at: float) -> TagGroup:
    if wanted.group_id:
        found = world.tag_groups.get(wanted.group_id)
        if found is None or found.is_deleted:
            raise Refused(Code.BAD_TAG, "invalid tag group id")
        return found
    if not wanted.group_name:
        raise Refused(Code.EMPTY_PARAMETER, "group name is empty")
    for group in living_groups(world):
        if group.name == wanted.group_name:
            return group
    made = TagGroup(
        world.ids.fresh("tag"), wanted.group_name, at, order=wanted.group_order, agent_id=agent_id
    )
    world.tag_groups[made.group_id] = made
    return made


def _make(world: World, group: TagGroup, wanted: NewTag, *, agent_id: int, at: float) -> Tag:
    tag_id = world.ids.fresh("tag")
    tag = Tag(tag_id, wanted.name, group.group_id, at, order=wanted.order, agent_id=agent_id)
    group.tags[tag_id] = tag
    world.tags[tag_id] = tag
    return tag


def _find(world: World, wanted: str) -> Tag | TagGroup:
    found = world.tags.get(wanted) or world.tag_groups.get(wanted)
    if found is None or found.is_deleted:
        raise Refused(Code.BAD_TAG, "invalid tag id")
    return found


def _must_own(found: Tag | TagGroup, agent_id: int) -> None:
    """An app changes only what it made; the console (agent 0) changes everything."""
    if agent_id and found.agent_id != agent_id:
        raise Refused(Code.NOT_YOURS, "tag was not created by this app")


def _delete_group(group: TagGroup) -> list[str]:
    group.is_deleted = True
    gone = [tag.tag_id for tag in group.living()]
    for tag in group.tags.values():
        tag.is_deleted = True
    return [group.group_id, *gone]


def _delete_tag(world: World, tag: Tag) -> list[str]:
    tag.is_deleted = True
    group = world.tag_groups[tag.group_id]
    if group.living():
        return [tag.tag_id]
    group.is_deleted = True
    return [tag.tag_id, group.group_id]


def _take_off_everybody(world: World, tag_ids: list[str]) -> None:
    for pairs in world.pairs_of_staff.values():
        for pair in pairs.values():
            if pair.tags:
                for tag_id in tag_ids:
                    pair.tags.pop(tag_id, None)


def _living_tags(world: World) -> list[Tag]:
    return [tag for tag in world.tags.values() if not tag.is_deleted]
