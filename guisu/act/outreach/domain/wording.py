"""Personal variables in what is said: Liquid, strict, or not said at all.

A variable that is empty counts as not there: `{{ name | default: "you" }}` and `{% if name %}` say
what to say then.
"""

from collections.abc import Collection, Mapping
from functools import lru_cache
from typing import Any

from liquid import Environment, FalsyStrictUndefined
from liquid.exceptions import LiquidError
from liquid.template import BoundTemplate

from guisu.ground.kernel.refusals import Refusal
from guisu.ground.kernel.words import gettext_noop

# What every person can be asked about; who plans a message may add variables of its own.
KNOWN = ("name", "store", "organisation")
MOST_STEPS, MOST_CHARACTERS = 1_000, 100_000
# What reads other templates, counts on, or says what nobody sees has no place in a message.
BANNED = "comment cycle decrement doc echo ifchanged include increment liquid render tablerow"


class BadTemplate(Refusal):
    code = "outreach.bad_template"
    template = gettext_noop("The text cannot be filled in: %(problem)s")
    http_status = 422


class UnknownVariable(Refusal):
    code = "outreach.unknown_variable"
    template = gettext_noop("Nothing is known by the name “%(name)s”. Known are: %(known)s.")
    http_status = 422


class CannotRender(Exception):
    """For this person something is missing, or the text goes wrong."""


class _Strict(Environment):
    loop_iteration_limit = MOST_STEPS
    output_stream_limit = MOST_CHARACTERS


def _environment() -> Environment:
    made = _Strict(undefined=FalsyStrictUndefined)
    for name in BANNED.split():
        del made.tags[name]
    return made


_liquid = _environment()


def check(text: str, known: Collection[str] = KNOWN) -> None:
    """Raise `BadTemplate` or `UnknownVariable` for what could not be said to anybody."""
    try:
        parsed = _parsed(text)
    except LiquidError as error:
        raise BadTemplate(problem=error.message) from error
    for name in parsed.filter_names():
        if name not in _liquid.filters:
            raise BadTemplate(problem=name)
    for name in parsed.global_variables():
        if name not in known:
            raise UnknownVariable(name=name, known=", ".join(sorted(known)))


def rendered(text: str, values: Mapping[str, Any]) -> str:
    """`text` for one person, whole. Raises `CannotRender`."""
    if "{" not in text:
        return text
    told = {name: value for name, value in values.items() if value not in (None, "")}
    try:
        return _parsed(text).render(**told)
    except LiquidError as error:
        raise CannotRender(error.message) from error


@lru_cache(256)
def _parsed(text: str) -> BoundTemplate:
    return _liquid.from_string(text)
