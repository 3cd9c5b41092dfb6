"""The corp itself: departments, staff, and the apps that may call."""

from dataclasses import dataclass, field
from enum import IntEnum, StrEnum

from practice.world.model.broadcasts import Quota

ROOT = 1


class Standing(IntEnum):
    """A member's `status` in user/get."""

    ACTIVE = 1
    DISABLED = 2
    NOT_ACTIVATED = 4
    LEFT = 5


class Permission(StrEnum):
    """A family of endpoints that an app may or may not call (48002)."""

    DIRECTORY = "directory"
    CONTACTS = "contacts"
    MESSAGES = "messages"
    ARCHIVE = "archive"


@dataclass(slots=True)
class Department:
    department_id: int
    name: str
    parent_id: int = ROOT
    order: int = 0


@dataclass(slots=True)
class Staff:
    """A member of the corp.

    `contacts_customers` is the list under 客户联系 in the admin console; `greets_by_console` means
    that a welcome set there wins, so that no welcome code is sent; `most_customers` is where a
    transfer to them fails.
    """

    user_id: str
    name: str
    departments: list[int] = field(default_factory=lambda: [ROOT])
    leads: list[int] = field(default_factory=list)
    position: str = ""
    mobile: str = ""
    email: str = ""
    gender: int = 0
    standing: Standing = Standing.ACTIVE
    contacts_customers: bool = True
    real_named: bool = True
    licensed: bool = True
    archived: bool = True
    greets_by_console: bool = False
    most_customers: int = 20_000
    resigned_at: float | None = None

    @property
    def is_here(self) -> bool:
        return self.standing is not Standing.LEFT

    @property
    def may_serve(self) -> bool:
        return self.standing is Standing.ACTIVE and self.contacts_customers and self.real_named


@dataclass(slots=True)
class App:
    """A self-built app. Empty `users` and `departments` mean that it sees the whole corp."""

    agent_id: int
    name: str
    secret: str
    permissions: frozenset[Permission] = frozenset(
        {Permission.DIRECTORY, Permission.CONTACTS, Permission.MESSAGES}
    )
    users: frozenset[str] = frozenset()
    departments: frozenset[int] = frozenset()

    @property
    def sees_everybody(self) -> bool:
        return not self.users and not self.departments


@dataclass(slots=True)
class Login:
    """A code or ticket that stands for somebody who opened the app; `ends_at` it is worth nothing.

    `user_id` is empty for people outside, who are named by `external_id`.
    """

    user_id: str
    external_id: str
    ends_at: float


@dataclass(slots=True)
class Corp:
    """The corp and the choices of its admin.

    `gives_unionids`: a developer id is bound. `dispatch_seconds`: how long a new broadcast answers
    41063. `acquisition_balance`: customers that links may still bring.
    """

    corp_id: str
    name: str
    gives_unionids: bool = True
    group_capacity: int = 200
    most_tags: int = 10_000
    most_ways: int = 500_000
    broadcast_quota: Quota = Quota.MONTH_DAYS
    dispatch_seconds: float = 0.0
    acquisition_total: int = 1_000
    acquisition_balance: int = 1_000
