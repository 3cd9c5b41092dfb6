"""People outside the corp, and the pairs they make with its staff."""

from dataclasses import dataclass, field
from enum import IntEnum, StrEnum

PairKey = tuple[str, str]


class AddWay(IntEnum):
    """Where a customer came from: fixed by WeCom, unlike `state`, which is the caller's own."""

    UNKNOWN = 0
    QR = 1
    PHONE_SEARCH = 2
    CARD = 3
    GROUP = 4
    ACQUISITION_LINK = 16
    SHARED = 201
    ASSIGNED = 202


class Ending(StrEnum):
    """Why a pair is no more."""

    BY_STAFF = "by_staff"
    BY_CUSTOMER = "by_customer"
    BY_TRANSFER = "by_transfer"


class TagKind(IntEnum):
    CORP = 1
    PERSONAL = 2
    RULE = 3


@dataclass(slots=True)
class Person:
    """Somebody with WeChat (kind 1), or with another corp's WeCom (kind 2)."""

    external_id: str
    name: str
    kind: int = 1
    gender: int = 0
    avatar: str = ""
    union_id: str = ""
    corp_name: str = ""
    position: str = ""
    mobile: str = ""
    agrees_to_archive: bool = True
    agreed_at: float = 0.0


@dataclass(frozen=True, slots=True)
class HandTag:
    """A tag that a person wrote by hand: it has no id."""

    group_name: str
    name: str
    kind: TagKind = TagKind.PERSONAL


@dataclass(slots=True)
class Pair:
    """One member and one customer who have each other. Tags, remarks and `state` live here.

    `is_half` as long as only the customer's side has added; `is_greeted` once a welcome code was
    used; `talked_at` is when they last spoke.
    """

    user_id: str
    external_id: str
    created_at: float
    add_way: AddWay = AddWay.QR
    oper_user_id: str = ""
    state: str = ""
    remark: str = ""
    description: str = ""
    remark_company: str = ""
    remark_mobiles: list[str] = field(default_factory=list)
    tags: dict[str, float] = field(default_factory=dict)
    hand_tags: list[HandTag] = field(default_factory=list)
    is_half: bool = False
    is_greeted: bool = False
    talked_at: float | None = None

    @property
    def key(self) -> PairKey:
        return (self.user_id, self.external_id)


@dataclass(frozen=True, slots=True)
class Ended:
    """A pair that was."""

    pair: Pair
    at: float
    why: Ending


@dataclass(slots=True)
class WelcomeCode:
    code: str
    user_id: str
    external_id: str
    issued_at: float
    used_at: float | None = None
    used_by: int | None = None
