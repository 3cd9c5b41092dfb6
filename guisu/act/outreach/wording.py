"""How deliveries stand, and why, as a reader is told."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from guisu.act.outreach.domain.codes import Code
from guisu.act.outreach.models import Delivery
from guisu.ground.jobs import owed

State = Delivery.State
STATES: Mapping[str, str | Promise] = {
    State.WAITING: pgettext_lazy("delivery", "Waiting"),
    State.DONE: pgettext_lazy("delivery", "Gone out"),
    State.UNKNOWN: pgettext_lazy("delivery", "Not known whether it arrived"),
    State.FAILED: pgettext_lazy("delivery", "Refused"),
    State.DROPPED: pgettext_lazy("delivery", "Left out"),
    State.EXPIRED: pgettext_lazy("delivery", "Too late"),
}
CODES: Mapping[str, str | Promise] = {
    Code.ERASED: pgettext_lazy("delivery", "The person was erased"),
    Code.NO_ADDRESS: pgettext_lazy("delivery", "No address on this channel"),
    Code.SUPPRESSED: pgettext_lazy("delivery", "Nothing is sent to this address"),
    Code.HAD_IT: pgettext_lazy("delivery", "Has a copy already"),
    Code.SAID_NO: pgettext_lazy("delivery", "Said no"),
    Code.NO_YES: pgettext_lazy("delivery", "Has not said yes"),
    Code.CAP: pgettext_lazy("delivery", "Heard of us as often as the rules allow"),
    Code.CHANNEL_CAP: pgettext_lazy("delivery", "Heard of us on this channel as often as allowed"),
    Code.HOLDOUT: pgettext_lazy("delivery", "Held out to compare"),
    Code.EXPIRED: pgettext_lazy("delivery", "It would have come too late"),
    Code.CANNOT_RENDER: pgettext_lazy("delivery", "Something to fill in is missing"),
    Code.STOPPED: pgettext_lazy("delivery", "Stopped"),
    Code.OVER: pgettext_lazy("delivery", "It was over before it was said"),
    Code.BROKE: pgettext_lazy("delivery", "A fault of Guisu's: the log has it"),
    Code.PROVIDER: pgettext_lazy("delivery", "The provider refused it"),
    Code.NO_ANSWER: pgettext_lazy("delivery", "The provider's answer was lost"),
    Code.UNCONFIRMED: pgettext_lazy("delivery", "No colleague confirmed it"),
    owed.NOBODY_KNOWS: pgettext_lazy("delivery", "Guisu was ended in the middle of the call"),
    owed.DISCARDED: pgettext_lazy("delivery", "Discarded by hand"),
    owed.LATE: pgettext_lazy("delivery", "It would have come too late"),
    owed.DISCARDED: pgettext_lazy("delivery", "Somebody said that it is not sent any more"),
}


def state_of(state: str, step: str = "") -> str | Promise:
    """How far it came: what was asked for is not called sent."""
    if state == State.DONE and step:
        return Delivery.Step(step).label
    return STATES.get(state, state)


def reason_of(code: str, provider_code: str = "") -> str | Promise:
    """Why, with the provider's own code; a code that nobody knows stands as it is."""
    words = CODES.get(code, code)
    return f"{words} ({provider_code})" if provider_code else words
