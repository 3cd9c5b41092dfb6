"""Codes that customers scan: to a member (contact way), or into a group (join way)."""

from dataclasses import dataclass, field

SINGLE, MULTI = 1, 2
MINI_PROGRAM, QR_CODE = 1, 2


@dataclass(slots=True)
class ContactWay:
    config_id: str
    kind: int
    scene: int
    agent_id: int
    created_at: float
    style: int = 0
    remark: str = ""
    skips_verification: bool = True
    state: str = ""
    users: list[str] = field(default_factory=list)
    parties: list[int] = field(default_factory=list)
    is_temporary: bool = False
    lives_seconds: int = 7 * 86_400
    chat_lives_seconds: int = 86_400
    union_id: str = ""
    is_exclusive: bool = False
    conclusions: dict[str, object] = field(default_factory=dict)
    scans: int = 0

    @property
    def is_code(self) -> bool:
        return self.scene == QR_CODE


@dataclass(slots=True)
class JoinWay:
    """Fills `chat_ids` in their order; `base_number` is the number of the next group it opens."""

    config_id: str
    scene: int
    agent_id: int
    created_at: float
    remark: str = ""
    opens_groups: bool = True
    base_name: str = ""
    base_number: int = 1
    chat_ids: list[str] = field(default_factory=list)
    state: str = ""

    @property
    def is_code(self) -> bool:
        return self.scene == QR_CODE
