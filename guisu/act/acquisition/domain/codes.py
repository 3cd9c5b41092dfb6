"""What is refused about contact codes, and the word that tells them apart."""

import secrets
from datetime import timedelta

from guisu.ground.kernel.refusals import Refusal
from guisu.ground.kernel.words import gettext_noop

# Longer than a call with all its waiting: nobody takes over from somebody who still works.
LEASE = timedelta(minutes=5)
# Colleagues leave, lose their permission and come back without an event about any code.
LOOKED_AT_LEAST = timedelta(minutes=5)
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=5), timedelta(hours=1)
MOST_REMARK = 30
MOST_CAP, MOST_LIMIT = 2_000, 500


class BadCode(Refusal):
    code = "acquisition.bad_code"
    template = gettext_noop("This code cannot work: %(problem)s")
    words = frozenset({"problem"})
    http_status = 422


class CodeIsOver(Refusal):
    code = "acquisition.code_is_over"
    template = gettext_noop("This code has been deleted.")


class GroupCodesDoNotPause(Refusal):
    code = "acquisition.group_codes_do_not_pause"
    template = gettext_noop(
        "WeCom cannot hold a group code back: delete it, or let it lead to another group."
    )


def new_state() -> str:
    """80 random bits in 22 characters: who does not hold the code cannot come by it."""
    return f"gs{secrets.token_hex(10)}"


def pause(tries: int) -> timedelta:
    """How long to leave WeCom alone after the `tries`-th failure in a row, from 1."""
    doublings = min(tries - 1, 12)
    return min(FIRST_PAUSE * (1 << doublings), LONGEST_PAUSE)
