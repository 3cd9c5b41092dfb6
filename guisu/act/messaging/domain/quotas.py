"""How many mass messages one customer or group may get, counted as WeCom counts: Beijing time.

By default as many a month as it has days; the corp may choose seven a week or one a day.
https://developer.work.weixin.qq.com/document/path/92135
"""

import calendar
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from enum import StrEnum

from guisu.ground.kernel.refusals import Refusal
from guisu.ground.kernel.words import gettext_noop

BEIJING = timezone(timedelta(hours=8))
MOST_A_MONTH = 31


class Period(StrEnum):
    DAY = "day"
    WEEK = "week"
    MONTH = "month"


class BadQuota(Refusal):
    code = "messaging.bad_quota"
    template = gettext_noop("WeCom lets nobody have more: at most %(most)s.")
    http_status = 422


MOST = {Period.DAY: 1, Period.WEEK: 7, Period.MONTH: MOST_A_MONTH}


@dataclass(frozen=True, slots=True)
class Quota:
    """`most` None: all that WeCom lets through."""

    period: Period
    most: int | None = None

    def limit(self, at: datetime) -> int:
        """How many in the period that `at` falls into."""
        wecom = MOST[self.period]
        if self.period is Period.MONTH:
            local = at.astimezone(BEIJING)
            wecom = calendar.monthrange(local.year, local.month)[1]
        return wecom if self.most is None else min(self.most, wecom)

    def begins(self, at: datetime) -> datetime:
        """The first moment of the period that `at` falls into. Weeks begin on Monday."""
        today = at.astimezone(BEIJING).replace(hour=0, minute=0, second=0, microsecond=0)
        match self.period:
            case Period.DAY:
                return today
            case Period.WEEK:
                return today - timedelta(days=today.weekday())
            case Period.MONTH:
                return today.replace(day=1)


def checked(period: Period, most: int | None) -> Quota:
    """Raises `BadQuota`."""
    if most is not None and not 1 <= most <= MOST[period]:
        raise BadQuota(most=MOST[period])
    return Quota(period, most)


@dataclass(frozen=True, slots=True)
class Had:
    """Of one receiver in the period: sent or waiting to be; and whether WeCom said "enough"."""

    count: int = 0
    is_full: bool = False


def is_spent(quota: Quota, had: Had, *, at: datetime) -> bool:
    return had.is_full or had.count >= quota.limit(at)
