"""The console's tags: unlike an app's own, changes there are announced."""

from practice.world import tags
from practice.world.model.tags import Tag, TagGroup
from practice.world.state import World
from practice.world.tags import NewTag, NewTags

CHANGED = "change_external_tag"
CONSOLE = 0


def make_tags(world: World, group_name: str, names: list[str], *, at: float) -> TagGroup:
    """Tags in a group, which is made if it is not there yet."""
    groups_before, tags_before = set(world.tag_groups), set(world.tags)
    wanted = NewTags([NewTag(name) for name in names], group_name=group_name)
    group, made = tags.add(world, wanted, agent_id=CONSOLE, at=at)
    if group.group_id not in groups_before:
        _told(world, "create", group.group_id, "tag_group", at=at)
    for tag in made:
        if tag.tag_id not in tags_before:
            _told(world, "create", tag.tag_id, "tag", at=at)
    return group


def rename_tag(world: World, tag_id: str, name: str, *, at: float) -> None:
    """Rename a tag or a group of tags."""
    found = tags.edit(world, tag_id, name=name, order=None, agent_id=CONSOLE)
    _told(world, "update", tag_id, _kind(found), at=at)


def delete_tag(world: World, tag_id: str, *, at: float) -> None:
    """Delete a tag or a group; the tags of a deleted group are not announced one by one."""
    is_group = tag_id in world.tag_groups
    gone = tags.delete(world, [tag_id], [], agent_id=CONSOLE)
    for each in gone[:1] if is_group else gone:
        kind = "tag_group" if each in world.tag_groups else "tag"
        _told(world, "delete", each, kind, at=at)


def shuffle_tags(world: World, group_id: str, order: dict[str, int], *, at: float) -> None:
    """Put the tags of a group in another order."""
    for tag_id, place in order.items():
        tags.living(world, tag_id).order = place
    world.tell(CHANGED, "shuffle", at, Id=group_id)


def _kind(found: Tag | TagGroup) -> str:
    return "tag" if isinstance(found, Tag) else "tag_group"


def _told(world: World, change: str, which: str, kind: str, *, at: float) -> None:
    world.tell(CHANGED, change, at, Id=which, TagType=kind)
