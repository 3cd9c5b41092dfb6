"""Conditions as JSON: how they are kept, sent and shared between those that say the same."""

from functools import cache, lru_cache
from typing import Any, Union

import msgspec

from guisu.ground.kernel.refusals import Refusal
from guisu.ground.kernel.words import gettext_noop
from guisu.know.segments.definition import checks, families
from guisu.know.segments.definition.conditions import All, AnyOf, Condition, InSegment, Leaf, Not

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
    return _read(stored, tuple(families.by_kind()))


def sound(condition: Condition) -> Condition:
    """`condition` itself. Raises `FaultyCondition`."""
    if found := checks.problems(condition):
        raise FaultyCondition(problems=found)
    return condition


# The loop that follows the log reads every segment's definition anew at each step.
@lru_cache(maxsize=2048)
def _read(stored: str | bytes, kinds: tuple[type[Leaf], ...]) -> Condition:
    try:
        return _decoder(kinds).decode(stored)
    except (msgspec.DecodeError, RecursionError) as error:
        raise NotACondition(why=str(error)) from error


@cache
def _decoder(kinds: tuple[type[Leaf], ...]) -> msgspec.json.Decoder[Condition]:
    """For the language and these kinds of leaves, and nothing else."""
    every: Any = Union[(All, AnyOf, Not, InSegment, *kinds)]

    def within(_sort: type, value: Any) -> Any:
        """The parts of a group are any condition again."""
        return msgspec.convert(value, every, dec_hook=within)

    return msgspec.json.Decoder(every, dec_hook=within)
