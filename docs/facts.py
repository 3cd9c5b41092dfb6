"""Writes docs/facts.md from the catalogue of facts: `make docs`. A test holds the file current."""

import inspect
import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, get_args, get_origin

if TYPE_CHECKING:
    from guisu.ground.events.facts import Fact, Field, Foreign

ROOT = Path(__file__).resolve().parent
PAGE = ROOT / "facts.md"
FRONT = ROOT / "facts.front.md"
TYPES = {int: "whole number", str: "text", bool: "true or false", type(None): "null"}


def written() -> str:
    """The whole page: what is written by hand, then each kind."""
    from guisu.ground.events import facts
    from guisu.know.customers.domain.erasure import LONGEST_WORD

    front = FRONT.read_text().format(longest_word=LONGEST_WORD)
    own = [each for each in facts.registered() if isinstance(each, type)]
    foreign = [each for each in facts.registered() if not isinstance(each, type)]
    return "\n".join([front, *_all(own), *_all_foreign(foreign)])


def _all(facts: list[type["Fact"]]) -> Iterator[str]:
    for fact in facts:
        yield f"## {fact.kind}\n"
        yield f"{inspect.getdoc(fact)}\n"
        yield f"{_traits(fact)}\n"
        yield "| property | type | meaning |\n|---|---|---|"
        yield "\n".join(_properties(fact)) + "\n"


def _traits(fact: type["Fact"]) -> str:
    told = [f"Whose doing: {fact.done}."]
    if fact.changes:
        told.append(f"Changes {', '.join(sorted(fact.changes))}.")
    return " ".join([*told, f"Told as “{fact.said or fact.called}”."])


def _properties(fact: type["Fact"]) -> Iterator[str]:
    from guisu.ground.events.facts import fields

    for each in fields(fact):
        yield f"| `{each.name}` | {_type(each)} | {_meaning(each)} |"


def _type(field: "Field") -> str:
    if get_origin(field.type) is tuple:
        told = "list of whole numbers"
    else:
        told = " or ".join(TYPES[each] for each in get_args(field.type) or (field.type,))
    return f"{told}, {field.unit}" if field.unit else told


def _meaning(field: "Field") -> str:
    from guisu.ground.events.facts import words_of

    told = [field.meaning]
    if codes := words_of(field.unit):
        told.append("One of " + " ".join(f"`{each}`" for each in codes) + ".")
    if field.stays:
        told.append("Kept.")
    return " ".join(told)


def _all_foreign(foreign: list["Foreign"]) -> Iterator[str]:
    yield "## Kinds of other systems that we know\n"
    yield "Their properties are free.\n"
    yield "| kind | meaning | changes |\n|---|---|---|"
    for each in foreign:
        yield f"| `{each.kind}` | {each.meaning} | {', '.join(sorted(each.changes)) or '–'} |"
    yield ""


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "guisu.config.settings")
    import django

    django.setup()
    PAGE.write_text(written())
