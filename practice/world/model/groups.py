"""Customer groups and who is in them."""

from collections import deque
from dataclasses import dataclass, field
from enum import IntEnum


class MemberKind(IntEnum):
    STAFF = 1
    EXTERNAL = 2


class JoinScene(IntEnum):
    """As groupchat/get tells it. Events tell another enumeration: see `told`."""

    DIRECT = 1
    LINK = 2
    QR = 3

    @property
    def told(self) -> int:
        """The JoinScene of an event: 0 invited, also by link; 3 scanned."""
        return 3 if self is JoinScene.QR else 0


class GroupStatus(IntEnum):
    NORMAL = 0
    OWNER_LEFT = 1
    INHERITING = 2
    INHERITED = 3


@dataclass(slots=True)
class Member:
    member_id: str
    kind: MemberKind
    joined_at: float
    scene: JoinScene
    invitor: str = ""
    nickname: str = ""
    state: str = ""


@dataclass(frozen=True, slots=True)
class Past:
    """How a group was until `until`: what a server that lags still tells."""

    until: float
    version: str
    members: tuple[Member, ...]


@dataclass(slots=True)
class Group:
    """`version` changes with every change of members; `roster` are their ids at a version."""

    chat_id: str
    name: str
    owner: str
    created_at: float
    version: str
    capacity: int
    notice: str = ""
    members: dict[str, Member] = field(default_factory=dict)
    admins: list[str] = field(default_factory=list)
    status: GroupStatus = GroupStatus.NORMAL
    is_dismissed: bool = False
    welcome_template: str = ""
    transfers: list[float] = field(default_factory=list)
    roster: tuple[str, tuple[str, ...]] = ("", ())
    past: deque[Past] = field(default_factory=lambda: deque(maxlen=64))

    @property
    def is_full(self) -> bool:
        return len(self.members) >= self.capacity
