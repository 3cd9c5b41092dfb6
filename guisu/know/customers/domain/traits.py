"""Traits: what is told about a person, whose word is the latest, and the face it gives them."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from guisu.ground.kernel.text import clean, search_key, written

MOST_TRAITS = 200
LONGEST_KEY, LONGEST_TEXT, LONGEST_LIST = 80, 1000, 100
DEEPEST = 3
GENDERS = {
    **dict.fromkeys(("male", "m", "man", "mr", "mr.", "1"), "male"),
    **dict.fromkeys(("男", "男性", "男士", "先生"), "male"),
    **dict.fromkeys(("female", "f", "woman", "mrs", "mrs.", "ms", "ms.", "miss", "2"), "female"),
    **dict.fromkeys(("女", "女性", "女士", "小姐", "太太"), "female"),
}
REGIONS = ("region", "province", "state", "city")
# The year of a birthday that was told without one: a leap year in which nobody alive was born.
NO_YEAR = 1604
FIRST_YEAR = 1900
_YEARLESS = re.compile(r"^(?:--)?(\d{1,2})[-/.月](\d{1,2})[日号號]?$")
_WHOLE = re.compile(r"^(\d{4})[-/.年]?(\d{1,2})[-/.月]?(\d{1,2})[日号號]?(?:$|[T ])")
# What the face is made of and what identities are told by: all else is a field of somebody's own.
NAMES = ("name", "firstName", "first_name", "lastName", "last_name")
CONTACTS = {"email": "email", "phone": "phone", "mobile": "phone"}


def is_own(name: str) -> bool:
    """Whether a trait is a field of the sender's own, which no part of the page shows by itself."""
    return name not in {*NAMES, *REGIONS, *CONTACTS, "gender", "birthday"}


@dataclass(slots=True)
class Told:
    """What one row was told: values, and when each was said (epoch seconds)."""

    row_id: int
    values: dict[str, Any] = field(default_factory=dict)
    at: dict[str, float] = field(default_factory=dict)

    def hear(self, traits: Mapping[str, Any], at: datetime) -> bool:
        """Take in `traits` said at `at`; an older word never replaces a later one.

        True when a value changed. None takes the trait back; an empty text says nothing.
        """
        moment, changed = at.timestamp(), False
        for key, value in traits.items():
            name = clean(str(key))[:LONGEST_KEY]
            if isinstance(value, str) and not written(value):
                continue
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
    return {name: word[2] for name, word in _words(told).items()}


def _words(told: Iterable[Told]) -> dict[str, tuple[float, int, Any]]:
    """(moment, row, value) of the latest word about each trait."""
    held: dict[str, tuple[float, int, Any]] = {}
    for row in told:
        for name, value in row.values.items():
            word = (row.at.get(name, 0.0), row.row_id, value)
            if name not in held or word[:2] > held[name][:2]:
                held[name] = word
    return {name: word for name, word in held.items() if word[2] not in (None, "")}


def face(told: Iterable[Told]) -> Face:
    """The face that all rows of a person give together."""
    words = _words(told)
    traits = {name: word[2] for name, word in words.items()}
    day = words.get("birthday")
    return Face(
        name=_name(traits)[:120],
        gender=_gender(traits.get("gender")),
        birthday_on=day and born(day[2], told_at=datetime.fromtimestamp(day[0], UTC)),
        region=_region(traits)[:80],
    )


def born(value: Any, *, told_at: datetime) -> date | None:
    """A birthday as `1990-1-2`, `1990.1.2`, `19900102`, `1990年1月2日`; `01-02`, `1月2日` without.

    It is the day that was written, whatever the zone of a clock behind it; without a year it
    lies in `NO_YEAR`. None for what names no day, and for days on which nobody was born: before
    `FIRST_YEAR`, or after the word was said.
    """
    text = _text(value)
    if found := _YEARLESS.match(text):
        return _day(NO_YEAR, *found.groups())
    found = _WHOLE.match(text)
    day = _day(*found.groups()) if found else None
    if day is None or day.year < FIRST_YEAR or day > (told_at + timedelta(days=1)).date():
        return None
    return day


def said(birthday: date) -> str:
    """`1990-01-02`, or `01-02` where the year was not told."""
    return f"{birthday:%m-%d}" if birthday.year == NO_YEAR else birthday.isoformat()


def _day(*parts: str | int) -> date | None:
    try:
        return date(*(int(part) for part in parts))
    except ValueError:
        return None


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
            return written(value)[:LONGEST_TEXT]
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
    return GENDERS.get(search_key(_text(value)), "")


def _region(traits: Mapping[str, Any]) -> str:
    address = traits.get("address")
    places = [traits, address] if isinstance(address, Mapping) else [traits]
    for place in places:
        for name in REGIONS:
            if text := _text(place.get(name)):
                return text
    return ""


def _text(value: Any) -> str:
    return written(str(value)) if isinstance(value, str | int) and value is not True else ""
