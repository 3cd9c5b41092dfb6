"""Corp tags in their groups."""

from dataclasses import dataclass, field


@dataclass(slots=True)
class Tag:
    """`agent_id` is the app that made it, and the only one that may change it; 0: the console."""

    tag_id: str
    name: str
    group_id: str
    created_at: float
    order: int = 0
    agent_id: int = 0
    is_deleted: bool = False


@dataclass(slots=True)
class TagGroup:
    group_id: str
    name: str
    created_at: float
    order: int = 0
    agent_id: int = 0
    is_deleted: bool = False
    tags: dict[str, Tag] = field(default_factory=dict)

    def living(self) -> list[Tag]:
        """Its tags that are not deleted, the highest order first, as WeCom shows them."""
        kept = [tag for tag in self.tags.values() if not tag.is_deleted]
        return sorted(kept, key=lambda tag: (-tag.order, tag.created_at))
