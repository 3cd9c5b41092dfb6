"""Groups as a channel tells of them, and in which order its tellings are to be believed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum

VERSIONS_KEPT = 30


class Verdict(Enum):
    """What a change from one version of the roster to the next means here."""

    APPLY = "apply"
    REPEATED = "repeated"
    GAP = "gap"


def verdict(held: str, known: Sequence[str], *, last: str, current: str) -> Verdict:
    """`held` is our version and `known` those before it; the change leads from `last` to `current`.

    A change that we are past already is a repetition, however late it comes. Anything else that
    does not begin where we stand means that something is missing: ask for the whole roster.
    """
    if current and (current == held or current in known):
        return Verdict.REPEATED
    if last and last == held:
        return Verdict.APPLY
    return Verdict.GAP


def is_behind(told: str, held: str, known: Sequence[str], *, awaited: str) -> bool:
    """Whether a whole roster of version `told` is older than what we know.

    WeCom's rosters may lag behind its events: `awaited` is the version that an event spoke of.
    """
    if not told or told == awaited:
        return False
    return told in known or (told == held and bool(awaited) and awaited != held)


@dataclass(frozen=True, slots=True)
class Came:
    """One member as told. Exactly one of `customer_id` (a row) and `colleague_id` is not 0.

    `state` is the channel's word of the code that led here; empty and 0: not told.
    """

    customer_id: int = 0
    colleague_id: int = 0
    joined_at: datetime | None = None
    scene: str = ""
    invitor_id: int = 0
    state: str = ""
    nickname: str = ""

    @property
    def who(self) -> tuple[int, int]:
        return self.customer_id, self.colleague_id


@dataclass(frozen=True, slots=True)
class Roster:
    """A whole group as told: everybody who is in it now."""

    name: str
    owner_id: int
    version: str
    members: Sequence[Came]
    founded_at: datetime | None = None
    notice: str = ""
    status: int = 0
    admins: frozenset[int] = frozenset()
    extra: Mapping[str, object] = field(default_factory=dict)
