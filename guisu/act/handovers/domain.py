"""What becomes of each customer and group that is handed over, by WeCom's numbers.

https://developer.work.weixin.qq.com/document/path/92125, 94081, 95703
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from guisu.ground.kernel.refusals import Refusal
from guisu.ground.kernel.words import gettext_noop

AT_ONCE = 100
MOST_WORDS = 200
# WeCom carries a handover out after 24 hours; asked for this long, then given up.
LOOK_FIRST, LOOK_AGAIN, GIVEN_UP = timedelta(minutes=5), timedelta(hours=1), timedelta(days=7)


class Outcome(StrEnum):
    """Where one customer or group stands."""

    OWED = "owed"
    ASKED = "asked"
    BEGUN = "begun"
    DONE = "done"
    REFUSED = "refused"
    FULL = "full"
    TOO_OFTEN = "too_often"
    ELSEWHERE = "elsewhere"
    GONE = "gone"
    FAILED = "failed"
    STOPPED = "stopped"


# `asked`: WeCom took the call, and its answer or the customer's standing has still to be looked at.
OPEN = (Outcome.OWED, Outcome.ASKED, Outcome.BEGUN)
OK, UNDER_WAY = 0, 40129
ANSWERS = {
    OK: Outcome.BEGUN,
    UNDER_WAY: Outcome.ASKED,
    40099: Outcome.FULL,
    40128: Outcome.TOO_OFTEN,
    40096: Outcome.GONE,
    84061: Outcome.GONE,
    90501: Outcome.GONE,
    90507: Outcome.TOO_OFTEN,
    90508: Outcome.TOO_OFTEN,
}
WAITING = 2
STATUSES = {1: Outcome.DONE, WAITING: Outcome.BEGUN, 3: Outcome.REFUSED, 4: Outcome.FULL}


class BadHandover(Refusal):
    code = "handovers.bad"
    template = gettext_noop("This cannot be handed over: %(problem)s")
    words = frozenset({"problem"})
    http_status = 422


@dataclass(frozen=True, slots=True)
class Told:
    """One line of WeCom's list of results: `status` 1 to 5, `at` in its seconds, 0 while open."""

    external_userid: str
    status: int
    at: int = 0


def answered(code: int) -> Outcome:
    """What WeCom's answer for one customer or group means.

    "Under way already" may be our own call, whose answer was lost: the list of results tells.
    """
    return ANSWERS.get(code, Outcome.FAILED)


def outcomes(told: Sequence[Told]) -> dict[str, Outcome]:
    """Where each customer of a list of results stands; of several tries of one, the latest.

    One that is open is later than any that has ended.
    """
    known = [one for one in told if one.status in STATUSES]
    in_order = sorted(known, key=lambda one: (one.status == WAITING, one.at))
    return {one.external_userid: STATUSES[one.status] for one in in_order}
