"""What becomes of a call, of a task, of one receiver; and how often is looked."""

from datetime import timedelta
from enum import Enum

from guisu.ground.channels.port import ChannelError, CredentialsRefused, OutcomeUnknown, TryLater
from guisu.ground.kernel.refusals import Refusal
from guisu.ground.kernel.words import gettext_noop

# A message asked for stands in WeCom's list within seconds; before this it may still come.
SETTLED = timedelta(minutes=3)
CLOCKS_DIFFER = timedelta(minutes=10)
MEND_WAIT = timedelta(minutes=10)
MOST_TRIES = 8
# What has not gone out so long after its moment does not go out by itself any more.
LATEST = timedelta(hours=3)
# How long we keep asking what became of a task that nobody confirms.
ASKED_FOR = timedelta(days=14)
MOST_REMINDERS, REMINDERS_WITHIN = 3, timedelta(hours=24)
NOBODY_LEFT, NOT_MADE = "nobody_left", "not_made"
# How soon, and how late at the latest, a task is asked about again.
LOOK_SOONEST, LOOK_LATEST = timedelta(minutes=1), timedelta(hours=1)


class NotADraft(Refusal):
    code = "messaging.not_a_draft"
    template = gettext_noop("This has been sent off already: it can be cancelled, not changed.")


class NothingToCancel(Refusal):
    code = "messaging.nothing_to_cancel"
    template = gettext_noop("There is nothing left to cancel.")


class NobodyMissed(Refusal):
    code = "messaging.nobody_missed"
    template = gettext_noop("It reached everybody it could, or is still under way.")


class NobodyToRemind(Refusal):
    code = "messaging.nobody_to_remind"
    template = gettext_noop("Everybody has confirmed, or it is over.")


class RemindedEnough(Refusal):
    code = "messaging.reminded_enough"
    template = gettext_noop("WeCom reminds of one message three times in 24 hours at most.")


class NobodyToSendTo(Refusal):
    code = "messaging.nobody_to_send_to"
    template = gettext_noop("Nobody is left to send it to: look at the reasons below.")
    http_status = 422


class NotOfOneStore(Refusal):
    code = "messaging.not_of_one_store"
    template = gettext_noop("Choose one of your stores to send from.")
    http_status = 422


class After(Enum):
    """What is done about a call that failed."""

    AGAIN = "again"
    LOOK = "look"
    MEND = "mend"
    FAILED = "failed"


def after(error: ChannelError) -> After:
    """What may have been taken is looked for, never just asked again."""
    match error:
        case OutcomeUnknown():
            return After.LOOK
        case TryLater():
            return After.AGAIN
        case CredentialsRefused():
            return After.MEND
        case _:
            return After.FAILED


def look_after(age: timedelta) -> timedelta:
    """How long to wait before asking again about a task made `age` ago: longer and longer."""
    return min(max(age / 10, LOOK_SOONEST), LOOK_LATEST)
