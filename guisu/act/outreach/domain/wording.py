"""Personal variables in what is said: Liquid, strict, or not said at all.

A variable that is empty counts as not there: `{{ name | default: "you" }}` and `{% if name %}` say
what to say then.
"""

from collections.abc import Collection, Iterator, Mapping
from functools import lru_cache
from itertools import chain
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


def _environment(*, is_html: bool) -> Environment:
    made = _Strict(undefined=FalsyStrictUndefined, autoescape=is_html)
    for name in BANNED.split():
        del made.tags[name]
    return made


_plain, _html = _environment(is_html=False), _environment(is_html=True)
HTML = "html"


def check(text: str, known: Collection[str] = KNOWN) -> None:
    """Raise `BadTemplate` or `UnknownVariable` for what could not be said to anybody."""
    try:
        parsed = _parsed(text)
    except LiquidError as error:
        raise BadTemplate(problem=error.message) from error
    for name in parsed.filter_names():
        if name not in _plain.filters:
            raise BadTemplate(problem=name)
    for name in parsed.global_variables():
        if name not in known:
            raise UnknownVariable(name=name, known=", ".join(sorted(known)))


def rendered(text: str, values: Mapping[str, Any], *, is_html: bool = False) -> str:
    """`text` for one person, whole; in HTML what is filled in is escaped. Raises `CannotRender`."""
    if "{" not in text:
        return text
    told = {name: value for name, value in values.items() if value not in (None, "")}
    try:
        return _parsed(text, is_html=is_html).render(**told)
    except Exception as error:
        # Its filters let through what Python's own numbers, moments and codecs raise.
        raise CannotRender(type(error).__name__) from error


@lru_cache(256)
def _parsed(text: str, *, is_html: bool = False) -> BoundTemplate:
    return (_html if is_html else _plain).from_string(text)


def texts(said: Any) -> Iterator[str]:
    """Every text in `said`, which is plain JSON."""
    if isinstance(said, str):
        yield said
    elif isinstance(said, dict):
        yield from chain.from_iterable(map(texts, said.values()))
    elif isinstance(said, list | tuple):
        yield from chain.from_iterable(map(texts, said))


def filled(said: Any, values: Mapping[str, Any], *, is_html: bool = False) -> Any:
    """`said`, which is plain JSON, with each of its texts `rendered`. Raises `CannotRender`."""
    if isinstance(said, str):
        return rendered(said, values, is_html=is_html)
    if isinstance(said, dict):
        return {name: filled(each, values, is_html=name == HTML) for name, each in said.items()}
    if isinstance(said, list | tuple):
        return [filled(each, values) for each in said]
    return said
