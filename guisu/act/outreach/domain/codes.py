"""The words of the core: to whom, what for, and why not."""

from enum import StrEnum


class Receiver(StrEnum):
    """To whom. Consent, caps, the one copy and the holdout are about persons only."""

    PERSON = "person"
    COLLEAGUE = "colleague"
    GROUP = "group"
    PUBLIC = "public"


class Purpose(StrEnum):
    """What for: what sells, or what somebody needs for what they bought or asked for."""

    MARKETING = "marketing"
    SERVICE = "service"


# Whose copies an account carries first: what serves does not wait for what sells.
PRIORITIES = {Purpose.SERVICE: 0, Purpose.MARKETING: 1}


class Need(StrEnum):
    """What consent a channel and purpose ask for."""

    A_YES = "a_yes"
    UNLESS_A_NO = "unless_a_no"


class Code(StrEnum):
    """Our reason why somebody gets nothing: stable, stored, counted. In the order of the gates."""

    ERASED = "erased"
    NO_ADDRESS = "no_address"
    SUPPRESSED = "suppressed"
    HAD_IT = "had_it"
    SAID_NO = "said_no"
    NO_YES = "no_yes"
    CAP = "cap"
    CHANNEL_CAP = "channel_cap"
    HOLDOUT = "holdout"
    EXPIRED = "expired"
    CANNOT_RENDER = "cannot_render"
    STOPPED = "stopped"
    # What it was about ended before it was said.
    OVER = "over"
    # It could not even be prepared: a fault of ours, in the log.
    BROKE = "broke"
    # What came of a call, or of waiting for somebody to confirm.
    PROVIDER = "provider"
    NO_ANSWER = "no_answer"
    UNCONFIRMED = "unconfirmed"
