"""How well-known exporters call their columns, and what their files leave unsaid.

A preset is recognised by titles that only this exporter writes together. Shops add their own as
TOML files (`presets/*.toml` of the data folder); of one name theirs is taken.
"""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from guisu.take_in.imports.domain.guessing import key_of
from guisu.take_in.imports.domain.plan import FIELDS, Kind, Plan
from guisu.take_in.imports.domain.problems import Unreadable

SHIPPED = Path(__file__).with_name("presets.toml")


@dataclass(frozen=True, slots=True)
class Preset:
    """`columns`: title by field. `known_by`: titles that must all be there."""

    name: str
    kind: Kind
    known_by: tuple[str, ...]
    columns: Mapping[str, str] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    cancelled_prefix: str = ""

    def fits(self, titles: Sequence[str]) -> bool:
        there = {key_of(title) for title in titles}
        return all(key_of(title) in there for title in self.known_by)

    def plan(self, guessed: Plan, titles: Sequence[str]) -> Plan:
        """The guess, corrected by what this exporter means; columns that are absent stay out."""
        there = {key_of(title): title for title in reversed(titles)}
        meant = {
            name: there[key_of(title)]
            for name, title in self.columns.items()
            if key_of(title) in there
        }
        rest = {
            name: title
            for name, title in guessed.columns.items()
            if name not in self.columns and title not in meant.values()
        }
        return Plan(
            columns={**rest, **meant},
            constants={**guessed.constants, **self.constants},
            duplicates=guessed.duplicates,
            date_order=guessed.date_order,
            cancelled_prefix=self.cancelled_prefix or guessed.cancelled_prefix,
        )


def read(files: Iterable[Path]) -> list[Preset]:
    """The presets of these files, a later one in the place of an earlier one of its name.

    Raises `Unreadable` with the file and what is wrong in it.
    """
    found: dict[str, Preset] = {}
    for path in files:
        try:
            told = tomllib.loads(path.read_text(encoding="utf-8"))
            found |= {name: _preset(name, each) for name, each in told.items()}
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise Unreadable(why=f"{path.name}: {error}") from error
    return list(found.values())


def _preset(name: str, told: Mapping[str, object]) -> Preset:
    given = {**told}
    kind = Kind(str(given.pop("kind", "orders")))
    columns = {str(key): str(title) for key, title in dict(given.pop("columns")).items()}  # type: ignore[call-overload]
    constants = {str(key): str(value) for key, value in dict(given.pop("constants", {})).items()}  # type: ignore[call-overload]
    known_by = tuple(str(title) for title in given.pop("known_by"))  # type: ignore[attr-defined]
    prefix = str(given.pop("cancelled_prefix", ""))
    unknown = [*given, *(each for each in columns if each not in FIELDS[kind])]
    if unknown or not known_by:
        raise ValueError(", ".join(unknown) or "known_by")
    return Preset(name, kind, known_by, columns, constants, prefix)
