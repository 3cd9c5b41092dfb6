"""Greetings: how long there is for one, and what can be said."""

from collections.abc import Iterable
from datetime import timedelta
from enum import Enum
from typing import Any

import msgspec

from guisu.ground.channels.port import ChannelError, Content, OutcomeUnknown, Part, TryLater
from guisu.ground.kernel.refusals import Refusal
from guisu.ground.kernel.words import gettext_noop

# A welcome code is good for twenty seconds of WeCom's clock; it came to us a moment later.
LIFE = timedelta(seconds=20)
KEPT = timedelta(days=7)
HALF, ADDED = "add_half_external_contact", "add_external_contact"
PAUSE = timedelta(milliseconds=500)
# At 100 to 150 ms a call, enough for fifty new contacts a second.
SENDERS = 8


class BadGreeting(Refusal):
    code = "acquisition.bad_greeting"
    template = gettext_noop("These are no attachments of a greeting.")
    http_status = 422


class After(Enum):
    """What becomes of a greeting that was refused."""

    AGAIN = "again"
    FAILED = "failed"
    UNKNOWN = "unknown"


def after(error: ChannelError) -> After:
    """A greeting that may have arrived is never sent again; a code is good for one."""
    match error:
        case OutcomeUnknown():
            return After.UNKNOWN
        case TryLater():
            return After.AGAIN
        case _:
            return After.FAILED


def said(text: str, parts: Iterable[Any] = ()) -> Content:
    """What is said, of words and parts as they are kept. Raises `BadGreeting`."""
    try:
        return Content(text, parts=msgspec.convert(list(parts), tuple[Part, ...]))
    except msgspec.ValidationError as error:
        raise BadGreeting from error
