"""群发: asked for by the corp, sent when each member confirms."""

from dataclasses import dataclass, field
from enum import IntEnum, StrEnum

from practice.world.model.messages import Content


class Quota(StrEnum):
    """How many one receiver gets: a month as many as it has days, or 7 a week, or 1 a day."""

    MONTH_DAYS = "month_days"
    WEEK_7 = "week_7"
    DAY_1 = "day_1"


class Sending(IntEnum):
    """One receiver's `status` in get_groupmsg_send_result."""

    UNSENT = 0
    SENT = 1
    NOT_FRIEND = 2
    OVER_QUOTA = 3


class Audience(StrEnum):
    SINGLE = "single"
    GROUP = "group"


@dataclass(slots=True)
class Recipient:
    """A customer, or the chat id of a group."""

    receiver: str
    status: Sending = Sending.UNSENT
    sent_at: float | None = None


@dataclass(slots=True)
class Duty:
    """One member's part of a broadcast; done once they confirmed it."""

    user_id: str
    recipients: dict[str, Recipient]
    done_at: float | None = None


@dataclass(slots=True)
class Broadcast:
    """`creator` is empty for those made by API, and names the member who made it by hand."""

    message_id: str
    audience: Audience
    content: Content
    created_at: float
    agent_id: int
    duties: dict[str, Duty]
    creator: str = ""
    allows_choice: bool = False
    is_cancelled: bool = False
    reminded: list[float] = field(default_factory=list)
