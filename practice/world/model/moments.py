"""朋友圈: asked for by the corp, published when each member confirms."""

from dataclasses import dataclass, field

from practice.world.model.messages import Content


@dataclass(frozen=True, slots=True)
class Reaction:
    who: str
    at: float


@dataclass(slots=True)
class Publishing:
    """One member's part: `customers` are those who may see it."""

    user_id: str
    customers: list[str]
    published_at: float | None = None
    comments: list[Reaction] = field(default_factory=list)
    likes: list[Reaction] = field(default_factory=list)


@dataclass(slots=True)
class Moment:
    """Made in the background: `job_id` is asked until it tells `moment_id`."""

    moment_id: str
    job_id: str
    agent_id: int
    content: Content
    created_at: float
    parts: dict[str, Publishing]
    is_for_all: bool = True
    invalid_users: list[str] = field(default_factory=list)
    invalid_departments: list[int] = field(default_factory=list)
    invalid_tags: list[str] = field(default_factory=list)
    is_cancelled: bool = False
