"""敏感词: what staff may not send, or are warned of."""

from dataclasses import dataclass, field

BLOCK, WARN = 1, 2
PHONE, EMAIL, RED_PACKET = 1, 2, 3


@dataclass(slots=True)
class Rule:
    rule_id: int
    name: str
    agent_id: int
    created_at: float
    words: list[str]
    kind: int
    semantics: list[int] = field(default_factory=list)
    users: list[str] = field(default_factory=list)
    departments: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Interception:
    """What a rule did about a message."""

    rule_id: int
    sender: str
    text: str
    at: float
    was_blocked: bool
