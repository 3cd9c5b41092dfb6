"""Finding who is named in a text, in whatever spelling, and blanking it there.

A text is read as people would: percent-encoded, escaped and full-width signs as what they stand
for, in small letters. What is found is blanked where it stands in the text itself.
"""

import re
import unicodedata
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

import phonenumbers

from guisu.know.customers.domain.identities import EMAIL, FOLDED_DOMAINS, PHONE, parted
from guisu.know.customers.domain.mentions import Name

BLANK = "…"
# Shorter ones stand in too much that is about something else.
SHORTEST_ID, SHORTEST_LATIN, SHORTEST_NAME = 5, 3, 2
# Of a number its last digits, however the beginning is written; with as many around a short one.
TELLING, LONG = 10, 9
GAP = r"[\s().·/+-]{0,2}"
AREA = r"(?:\((?=\d{1,4}\)))?"  # (138) 0013 8000
# By bytes of a unit: what is no text in UTF-8 keeps a place for each byte.
LENIENT = {1: "surrogateescape", 2: "surrogatepass"}
BETWEEN = r"[\s+_·.-]*"
_CODED = re.compile(r"(?:%[0-9a-fA-F]{2})+|(?:\\u[0-9a-fA-F]{4})+", re.ASCII)
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Words:
    """What somebody is known by, to be looked for: `ids` decide, `names` others may have too."""

    ids: re.Pattern[str] | None
    names: re.Pattern[str] | None

    @classmethod
    def of(cls, identities: Collection[Name], names: Collection[str]) -> "Words":
        """Of (channel, value) identities and every name; what is too short to tell is left out."""
        return cls(
            _either(filter(None, (_identity(*each) for each in sorted(identities)))),
            _either(filter(None, (_name(each) for each in sorted(names)))),
        )

    def found(self, text: str) -> list["Hit"]:
        """Where they stand in `text`."""
        view, spans = _view(text)
        hits = [
            Hit(*_span(each, spans), is_name=is_name, is_whole=_is_whole(view, each))
            for is_name, pattern in ((False, self.ids), (True, self.names))
            for each in _hits(pattern, view)
        ]
        return sorted(hits)


class Hit(NamedTuple):
    """A place in a text. `is_whole`: it is all that the text, or a field of an address, says."""

    start: int
    end: int
    is_name: bool
    is_whole: bool


def blanked(text: str, hits: Iterable[Hit], mark: Callable[[str], str] = lambda _: BLANK) -> str:
    """`text` with a sign in the place of each of `hits`; never longer than it was.

    `mark` gives another sign for what stood there, where two texts must not become one.
    """
    for start, end in reversed(_apart(hits)):
        text = text[:start] + mark(text[start:end]) + text[end:]
    return text


def each_text(value: Any, change: Callable[[str, str], str], field: str = "") -> Any:
    """`value`, decoded JSON, with `change` done to every text in it, names of fields too.

    `change` is told the field that a text stands in.
    """
    match value:
        case str():
            return change(value, field)
        case dict():
            told = ((name, each_text(inside, change, name)) for name, inside in value.items())
            return {change(name, ""): inside for name, inside in told}
        case list():
            return [each_text(inside, change, field) for inside in value]
        case int() if not isinstance(value, bool):
            left = change(str(value), field)
            return value if left == str(value) else left
        case _:
            return value


def _apart(hits: Iterable[Hit]) -> list[Span]:
    """Those that overlap as one: a name may stand inside an address."""
    apart: list[Span] = []
    for start, end, *_ in sorted(hits):
        if apart and start < apart[-1][1]:
            apart[-1] = apart[-1][0], max(end, apart[-1][1])
        else:
            apart.append((start, end))
    return apart


def _either(patterns: Iterator[str]) -> re.Pattern[str] | None:
    every = list(dict.fromkeys(patterns))
    return re.compile("|".join(every)) if every else None


def _hits(pattern: re.Pattern[str] | None, view: str) -> Iterator[Span]:
    return (each.span() for each in pattern.finditer(view)) if pattern else iter(())


def _identity(space: str, value: str) -> str:
    channel, _account = parted(space)
    if channel == PHONE:
        return _phone(value)
    if channel == EMAIL:
        return _email(value)
    bare = _folded(value.partition(":")[2] if channel == "other" else value)
    return rf"(?<!\w){re.escape(bare)}(?!\w)" if len(bare) >= SHORTEST_ID else ""


def _phone(value: str) -> str:
    country, digits = "", "".join(ch for ch in value if ch.isdigit())
    if value.startswith("+"):
        parsed = phonenumbers.parse(value)
        country = str(parsed.country_code)
        digits = str(phonenumbers.national_significant_number(parsed))
    if len(digits) < SHORTEST_ID:
        return ""
    lead, core = digits[:-TELLING], digits[-TELLING:]
    before = rf"(?:(?:\+|00)?{country}{GAP})?0?" if country else ""
    before += rf"(?:{AREA}{GAP.join(lead)}{GAP})?" if lead else ""
    told = before + GAP.join(core)
    # A long number tells who it is inside an order's number too.
    return told if len(core) >= LONG else rf"(?<!\d){told}(?!\d)"


def _email(value: str) -> str:
    local, at, domain = value.rpartition("@")
    if domain in FOLDED_DOMAINS:
        spelled = r"\.?".join(map(re.escape, local)) + r"(?:\+[^@\s]*)?"
        return rf"(?<![\w.+-]){spelled}@(?:gmail|googlemail)\.com"
    if not at or len(value) < SHORTEST_ID:
        return ""
    return rf"(?<![\w.+-]){re.escape(_folded(value))}(?![\w-]|\.\w)"


def _name(text: str) -> str:
    words = _folded(text).split()
    letters = "".join(words)
    fewest = SHORTEST_LATIN if letters.isascii() else SHORTEST_NAME
    if len(letters) < fewest or letters.isdigit():
        return ""
    told = BETWEEN.join(map(re.escape, words))
    # Signs without spaces between words stand beside each other; others are whole words.
    before = r"(?<![a-z0-9])" if letters[0].isascii() else ""
    return before + told + (r"(?![a-z0-9])" if letters[-1].isascii() else "")


def _is_whole(view: str, span: Span) -> bool:
    start, end = span
    return (start == 0 or view[start - 1] == "=") and (end == len(view) or view[end] == "&")


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def _view(text: str) -> tuple[str, list[Span] | None]:
    """How `text` reads, and where each sign of that stands in it; None: at the same places."""
    if not _CODED.search(text):
        if text.isascii():
            return text.lower(), None
        folded = _folded(text)
        if len(folded) == len(text):
            return folded, None
    signs, spans = [], []
    for sign, span in _signs(text):
        for each in _folded(sign):
            signs.append(each)
            spans.append(span)
    return "".join(signs), spans


def _signs(text: str) -> Iterator[tuple[str, Span]]:
    """Each sign that `text` stands for, with its place."""
    done = 0
    for coded in _CODED.finditer(text):
        yield from ((text[at], (at, at + 1)) for at in range(done, coded.start()))
        yield from _decoded(coded.group(), coded.start())
        done = coded.end()
    yield from ((text[at], (at, at + 1)) for at in range(done, len(text)))


def _decoded(coded: str, start: int) -> Iterator[tuple[str, Span]]:
    """Signs of one run of percent signs (UTF-8), or of escapes (UTF-16, six signs a unit)."""
    encoding, unit, place = ("utf-8", 1, 3) if coded.startswith("%") else ("utf-16-be", 2, 6)
    told = bytes.fromhex(coded.replace("%", "").replace("\\u", ""))
    at = start
    for sign in told.decode(encoding, LENIENT[unit]):
        size = len(sign.encode(encoding, LENIENT[unit])) // unit * place
        yield sign, (at, min(at + size, start + len(coded)))
        at = min(at + size, start + len(coded) - 1)


def _span(found: Span, spans: list[Span] | None) -> Span:
    if spans is None:
        return found
    return spans[found[0]][0], spans[found[1] - 1][1]
