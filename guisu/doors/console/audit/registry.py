"""Where page families say what the audit log's codes mean: each in its own `words.py`."""

import pkgutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.utils.functional import Promise

from guisu.doors import console

Text = str | Promise


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What one page family says; it stands as `AUDIT` in `console/<family>/words.py`.

    `families` name all actions of a prefix in the filter. `fields_of` has what a field is called
    where its subject makes it something else. `subjects` are what an entry is about, and the page
    that shows it (empty: none). `shown` writes values of a field, or of `subject.field`.
    """

    families: Mapping[str, Text] = field(default_factory=dict)
    actions: Mapping[str, Text] = field(default_factory=dict)
    fields: Mapping[str, Text] = field(default_factory=dict)
    fields_of: Mapping[str, Mapping[str, Text]] = field(default_factory=dict)
    values: Mapping[str, Text] = field(default_factory=dict)
    subjects: Mapping[str, tuple[Text, str]] = field(default_factory=dict)
    shown: Mapping[str, Callable[[Any], str]] = field(default_factory=dict)


@cache
def known() -> Words:
    """All that the page families say; what two of them say is a mistake, but for values.

    A value (`email`) may be a choice of several fields: the family that comes first says it.
    """
    told: dict[str, dict[str, Any]] = {part.name: {} for part in fields(Words)}
    for words in _told():
        for name, kept in told.items():
            more = getattr(words, name)
            if name != "values" and (twice := kept.keys() & more.keys()):
                raise ValueError(f"two page families say what {name} mean: {sorted(twice)}")
            told[name] = {**more, **kept}
    return Words(**told)


def _told() -> Iterator[Words]:
    for family in pkgutil.iter_modules(console.__path__, f"{console.__name__}."):
        module = f"{family.name}.words"
        if family.ispkg and find_spec(module) is not None:
            words = getattr(import_module(module), "AUDIT", None)
            if isinstance(words, Words):
                yield words
