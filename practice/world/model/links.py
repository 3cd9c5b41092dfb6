"""获客链接: an address that adds a member, and costs quota."""

from dataclasses import dataclass, field


@dataclass(slots=True)
class Won:
    """A customer that came by a link; `has_talked` once they said something."""

    external_id: str
    user_id: str
    state: str
    at: float
    has_talked: bool = False


@dataclass(slots=True)
class Link:
    link_id: str
    name: str
    agent_id: int
    created_at: float
    users: list[str]
    departments: list[int]
    skips_verification: bool = True
    clicks: list[float] = field(default_factory=list)
    won: dict[str, Won] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return f"https://work.weixin.qq.com/ca/{self.link_id}"
