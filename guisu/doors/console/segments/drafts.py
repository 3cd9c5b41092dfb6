"""A condition while it is being edited: a tree of forms, whole or not, and what buttons do to it.

The page holds all of it in its inputs (`n0_2-times_a`: of the third part of the top), so it works
without scripts, survives a lost session, and nothing is kept until it is saved.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.forms import BoundField
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from guisu.doors.console.forms import ConsoleForm, dress
from guisu.doors.console.segments.chips import TYPED, ChipsField
from guisu.doors.console.segments.kinds import begun, entries, entry_of
from guisu.doors.console.segments.lookups import Lookups
from guisu.doors.console.segments.parts import Raw
from guisu.doors.console.segments.rendering import part_of
from guisu.ground.kernel.numbers import whole
from guisu.know.segments.definition import conditions as c
from guisu.know.segments.definition.checks import MOST_LEAVES
from guisu.know.segments.pieces import Entry, Inner, Text

ALL, ANY = "all", "any"
GROUPS = frozenset({ALL, ANY})
NEW = "bought"
DEEPEST = 8


class PartsForm(ConsoleForm):
    """The inputs of one condition."""

    def __init__(self, entry: Entry, raw: Raw, lookups: Lookups, prefix: str) -> None:
        data = MultiValueDict({f"{prefix}-{name}": values for name, values in raw.items()})
        super().__init__(data, prefix=prefix)
        for piece in entry.pieces:
            self.fields |= part_of(piece).fields(raw, lookups)
        dress(self)
        folded = next((each for each in entry.pieces if isinstance(each, Inner)), None)
        self._seldom = folded.seldom if folded else frozenset[str]()
        self.folded: Text = folded.folded if folded else ""
        self.has_seldom = any(any(raw.get(name, [])) for name in self._seldom)

    @property
    def usual(self) -> list[BoundField]:
        return [self[name] for name in self.fields if name not in self._seldom]

    @property
    def seldom(self) -> list[BoundField]:
        """What is folded away until it is asked for."""
        return [self[name] for name in self.fields if name in self._seldom]


@dataclass(slots=True)
class Draft:
    """One node: a group with its parts, or one condition with what its inputs hold."""

    kind: str
    negated: bool = False
    parts: list["Draft"] = field(default_factory=list)
    raw: Raw = field(default_factory=dict)

    @property
    def is_group(self) -> bool:
        return self.kind in GROUPS


def started() -> Draft:
    """An empty page: everybody, and one condition to begin with."""
    return Draft(ALL, parts=[_begun(NEW)])


def _begun(name: str) -> Draft:
    entry = entries().get(name, entries()[NEW])
    return Draft(entry.name, raw=begun(entry))


def of_condition(condition: c.Condition) -> Draft:
    """The draft that says `condition`; its top is always a group."""
    draft = _drafted(condition)
    return draft if draft.is_group and not draft.negated else Draft(ALL, parts=[draft])


def _drafted(condition: c.Condition, *, negated: bool = False) -> Draft:
    match condition:
        case c.All(parts) | c.AnyOf(parts):
            group = ALL if isinstance(condition, c.All) else ANY
            return Draft(group, negated, [_drafted(part) for part in parts])
        case c.Not(part):
            return _drafted(part, negated=not negated)
        case _:
            entry = entry_of(condition)
            raw: Raw = {}
            for piece in entry.pieces:
                raw |= part_of(piece).raw(getattr(condition, piece.attribute))
            return Draft(entry.name, negated, raw=raw)


def read(data: QueryDict) -> Draft:
    """What the page's inputs hold."""
    draft = _read(data, "0", depth=0)
    return draft if draft.is_group else Draft(ALL, parts=[draft])


def _read(data: QueryDict, path: str, *, depth: int) -> Draft:
    kind, negated = data.get(f"n{path}-kind", ALL), data.get(f"n{path}-not") == "1"
    if kind in entries():
        start = f"n{path}-"
        raw = {name[len(start) :]: data.getlist(name) for name in data if name.startswith(start)}
        return Draft(kind, negated, raw={k: v for k, v in raw.items() if k not in {"kind", "not"}})
    size = data.get(f"n{path}-size", "0")
    count = min(whole(size) or 0, MOST_LEAVES) if depth < DEEPEST else 0
    parts = [_read(data, f"{path}_{number}", depth=depth + 1) for number in range(count)]
    return Draft(kind if kind in GROUPS else ALL, negated, parts)


def do(draft: Draft, act: str, data: QueryDict) -> None:
    """Carry out what a button says: `add:0`, `group:0_1`, `remove:0_1`, `drop:n0-products:7`."""
    name, _, rest = act.partition(":")
    if name == "drop":
        _drop(draft, rest)
        return
    steps = [step for step in map(whole, rest.split("_")[1:]) if step is not None]
    match name:
        case "add":
            _at(draft, steps).parts.append(_begun(data.get(f"n{rest}-new", NEW)))
        case "group":
            _at(draft, steps).parts.append(Draft(ANY, parts=[_begun(NEW)]))
        case "remove" if steps:
            del _at(draft, steps[:-1]).parts[steps[-1]]
        case _:
            pass


def _at(draft: Draft, steps: list[int]) -> Draft:
    for step in steps:
        draft = draft.parts[step]
    return draft


def _drop(draft: Draft, what: str) -> None:
    """Take a chip away: `n0_1-products:7`."""
    place, _, value = what.partition(":")
    path, _, name = place.partition("-")
    held = _at(draft, [int(step) for step in path.split("_")[1:]]).raw
    held[name] = [each for each in held.get(name, []) if each != value]


@dataclass(frozen=True, slots=True)
class Shown:
    """A node as the page shows it; `form` for a condition, `parts` for a group."""

    path: str
    draft: Draft
    label: Any
    form: PartsForm | None
    parts: tuple["Shown", ...]
    condition: c.Condition

    @property
    def is_top(self) -> bool:
        return "_" not in self.path

    def forms(self) -> Iterator[PartsForm]:
        if self.form is not None:
            yield self.form
        for part in self.parts:
            yield from part.forms()


def shown(draft: Draft, lookups: Lookups, path: str = "0") -> Shown:
    """The draft with its forms, and the condition that it says so far."""
    if draft.is_group:
        parts = tuple(
            shown(part, lookups, f"{path}_{number}") for number, part in enumerate(draft.parts)
        )
        group = c.All if draft.kind == ALL else c.AnyOf
        said: c.Condition = group(tuple(part.condition for part in parts))
        return Shown(path, draft, "", None, parts, c.Not(said) if draft.negated else said)
    entry = entries()[draft.kind]
    _settle(draft, entry, lookups, f"n{path}")
    form = PartsForm(entry, draft.raw, lookups, f"n{path}")
    form.is_valid()
    values = {each.attribute: part_of(each).value(form.cleaned_data) for each in entry.pieces}
    said = entry.made(**entry.fixed, **values)
    return Shown(path, draft, entry.label, form, (), c.Not(said) if draft.negated else said)


def _settle(draft: Draft, entry: Entry, lookups: Lookups, prefix: str) -> None:
    """Make chips of what was typed and is known."""
    if not any(name.endswith(TYPED) and any(values) for name, values in draft.raw.items()):
        return
    form = PartsForm(entry, draft.raw, lookups, prefix)
    form.is_valid()
    for name, given in form.fields.items():
        if isinstance(given, ChipsField) and name in form.cleaned_data:
            draft.raw[name] = form.cleaned_data[name]
            draft.raw.pop(name + TYPED, None)
