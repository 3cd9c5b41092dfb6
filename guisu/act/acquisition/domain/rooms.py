"""Which groups a group code names: in their order, those that have room."""

from collections.abc import Sequence
from dataclasses import dataclass

# As many as WeCom takes in one code; it fills them in their order.
MOST_ROOMS = 5
FULL = 200


@dataclass(frozen=True, slots=True)
class Room:
    """A group as a code sees it; `members` with colleagues, as WeCom counts."""

    chat_id: str
    members: int
    is_open: bool = True


def named_rooms(rooms: Sequence[Room], *, limit: int) -> tuple[str, ...]:
    """The first five of `rooms` with fewer than `limit` members, or else the last that is open.

    Those that follow are named already now, so that WeCom goes on by itself should the first fill
    up before we hear of it. Empty: no group is open.
    """
    living = [one for one in rooms if one.is_open]
    roomy = [one for one in living if one.members < limit]
    return tuple(one.chat_id for one in (roomy[:MOST_ROOMS] or living[-1:]))


def has_room(rooms: Sequence[Room], *, limit: int) -> bool:
    return any(one.is_open and one.members < limit for one in rooms)
