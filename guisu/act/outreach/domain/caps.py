"""How often somebody may be spoken to: so many in so many days, across channels or on one."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from guisu.ground.kernel.refusals import Refusal
from guisu.ground.kernel.words import gettext_noop

MOST, MOST_DAYS = 1_000, 366


class BadCap(Refusal):
    code = "outreach.bad_cap"
    template = gettext_noop("A limit is at least one message, in one to %(days)s days.")
    http_status = 422


@dataclass(frozen=True, slots=True)
class Cap:
    """At most `most` in `days` whole days, today included. `channel` empty: over all of them."""

    most: int
    days: int
    channel: str = ""

    def begins(self, at: datetime, zone: ZoneInfo) -> datetime:
        """The midnight in `zone` from which messages count."""
        first = at.astimezone(zone).date() - timedelta(days=self.days - 1)
        return datetime.combine(first, time(), zone).astimezone(UTC)

    def concerns(self, channel: str) -> bool:
        return self.channel in {"", channel}


def checked(cap: Cap) -> Cap:
    """Raises `BadCap`."""
    if not (1 <= cap.most <= MOST and 1 <= cap.days <= MOST_DAYS):
        raise BadCap(days=MOST_DAYS)
    return cap
