"""Conditions as JSON: how they are kept, sent and shared between those that say the same."""

import msgspec

from guisu.ground.kernel.refusals import Refusal
from guisu.ground.kernel.words import gettext_noop
from guisu.know.segments.definition import checks
from guisu.know.segments.definition.conditions import Condition

_decoder = msgspec.json.Decoder(Condition)
_encoder = msgspec.json.Encoder()


class NotACondition(Refusal):
    """The text is no condition, or one that cannot be asked; `why` names the place."""

    code = "segments.not_a_condition"
    http_status = 422
    template = gettext_noop("This condition cannot be read: %(why)s")


class FaultyCondition(Refusal):
    """`problems` holds a `checks.Problem` for everything to mend."""

    code = "segments.faulty_condition"
    http_status = 422
    template = gettext_noop("Some parts of the condition are not filled in yet.")


def text(condition: Condition) -> str:
    """The one spelling of a condition: equal conditions have equal texts."""
    return _encoder.encode(condition).decode()


def read(stored: str | bytes) -> Condition:
    """Raises `NotACondition`."""
    try:
        return _decoder.decode(stored)
    except (msgspec.DecodeError, RecursionError) as error:
        raise NotACondition(why=str(error)) from error


def sound(condition: Condition) -> Condition:
    """`condition` itself. Raises `FaultyCondition`."""
    if found := checks.problems(condition):
        raise FaultyCondition(problems=found)
    return condition
