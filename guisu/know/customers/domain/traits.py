"""Traits: what is told about a person, whose word is the latest, and the face it gives them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from guisu.ground.kernel.text import clean, search_key

MOST_TRAITS = 200
LONGEST_KEY, LONGEST_TEXT, LONGEST_LIST = 80, 1000, 100
DEEPEST = 3
GENDERS = {
    **dict.fromkeys(("male", "m", "man", "1", "男", "先生"), "male"),
    **dict.fromkeys(("female", "f", "woman", "2", "女", "女士"), "female"),
}
REGIONS = ("region", "province", "state", "city")
CONTACTS = {"email": "email", "phone": "phone", "mobile": "phone"}


@dataclass(slots=True)
class Told:
    """What one row was told: values, and when each was said (epoch seconds)."""

    row_id: int
    values: dict[str, Any] = field(default_factory=dict)
    at: dict[str, float] = field(default_factory=dict)

    def hear(self, traits: Mapping[str, Any], at: datetime) -> bool:
        """Take in `traits` said at `at`; an older word never replaces a later one.

        True when a value changed. An empty value (None) takes the trait back.
        """
        moment, changed = at.timestamp(), False
        for key, value in traits.items():
            name = clean(str(key))[:LONGEST_KEY]
            if name not in self.values and len(self.values) >= MOST_TRAITS:
                continue
            if not name or moment < self.at.get(name, 0.0):
                continue
            kept = plain(value)
            changed |= name not in self.values or self.values[name] != kept
            self.values[name], self.at[name] = kept, moment
        return changed


@dataclass(frozen=True, slots=True)
class Face:
    """What pages and lists show of a person."""

    name: str = ""
    gender: str = ""
    birthday_on: date | None = None
    region: str = ""

    @property
    def name_key(self) -> str:
        return search_key(self.name)[:120]


def latest(told: Iterable[Told]) -> dict[str, Any]:
    """All rows' words together: the latest of each trait; at a tie the younger row's."""
    held: dict[str, tuple[float, int, Any]] = {}
    for row in told:
        for name, value in row.values.items():
            word = (row.at.get(name, 0.0), row.row_id, value)
            if name not in held or word[:2] > held[name][:2]:
                held[name] = word
    return {name: value for name, (_, _, value) in held.items() if value not in (None, "")}


def face(told: Iterable[Told]) -> Face:
    """The face that all rows of a person give together."""
    traits = latest(told)
    return Face(
        name=_name(traits)[:120],
        gender=_gender(traits.get("gender")),
        birthday_on=_birthday(traits.get("birthday")),
        region=_region(traits)[:80],
    )


def contacts(traits: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The (channel, value) identities that hide among traits."""
    return [
        (CONTACTS[name], str(value))
        for name, value in traits.items()
        if name in CONTACTS and isinstance(value, str | int) and value
    ]


def plain(value: Any, depth: int = 0) -> Any:
    """`value` as JSON keeps it, bounded; what JSON has no word for becomes text."""
    match value:
        case None | bool() | int() | float():
            return value
        case str():
            return clean(value)[:LONGEST_TEXT]
        case Mapping() if depth < DEEPEST:
            pairs = list(value.items())[:LONGEST_LIST]
            return {clean(str(k))[:LONGEST_KEY]: plain(v, depth + 1) for k, v in pairs}
        case list() | tuple() if depth < DEEPEST:
            return [plain(each, depth + 1) for each in value[:LONGEST_LIST]]
    return clean(str(value))[:LONGEST_TEXT]


def _name(traits: Mapping[str, Any]) -> str:
    if whole := _text(traits.get("name")):
        return whole
    first = _text(traits.get("firstName") or traits.get("first_name"))
    last = _text(traits.get("lastName") or traits.get("last_name"))
    if first.isascii() and last.isascii():
        return f"{first} {last}".strip()
    return last + first


def _gender(value: Any) -> str:
    return GENDERS.get(_text(value).casefold(), "")


def _birthday(value: Any) -> date | None:
    """A day as ISO, `1990/1/2`, `1990.1.2` or `19900102`; anything else is no birthday."""
    text = _text(value).split("T")[0].split(" ")[0]
    parts = text.replace("/", "-").replace(".", "-").split("-")
    if len(parts) == 1 and len(text) == len("19900102"):
        parts = [text[:4], text[4:6], text[6:]]
    try:
        year, month, day = (int(part) for part in parts)
        return date(year, month, day)
    except ValueError:
        return None


def _region(traits: Mapping[str, Any]) -> str:
    address = traits.get("address")
    places = [traits, address] if isinstance(address, Mapping) else [traits]
    for place in places:
        for name in REGIONS:
            if text := _text(place.get(name)):
                return text
    return ""


def _text(value: Any) -> str:
    return clean(str(value)) if isinstance(value, str | int) and value is not True else ""
