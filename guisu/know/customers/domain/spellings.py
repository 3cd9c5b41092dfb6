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
# Fewer words in Latin letters, and up to as many signs in other scripts, are ordinary words too.
ORDINARY = 2
# Of a number its last digits, however the beginning is written; with as many around a short one.
TELLING, LONG = 10, 9
GAP = r"[\s().·/+-]{0,2}"
AREA = r"(?:\((?=\d{1,4}\)))?"  # (138) 0013 8000
# By bytes of a unit: what is no text in UTF-8 keeps a place for each byte.
LENIENT = {1: "surrogateescape", 2: "surrogatepass"}
BETWEEN, PARTS = r"[\s+_·.-]*", r"[\s+_·.-]+"
_CODED = re.compile(r"(?:%[0-9a-fA-F]{2})+|(?:\\u[0-9a-fA-F]{4})+", re.ASCII)
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Words:
    """What somebody is known by, to be looked for: `ids` decide, `names` others may have too.

    `ordinary`: those that are words too. `longer`: names of other people that have one of `names`
    inside; `around` says how many signs stand before and behind it there.
    """

    ids: re.Pattern[str] | None
    names: re.Pattern[str] | None
    ordinary: frozenset[str] = frozenset()
    longer: frozenset[str] = frozenset()
    around: frozenset[Span] = frozenset()

    @classmethod
    def of(
        cls, identities: Collection[Name], names: Collection[str], others: Iterable[str] = ()
    ) -> "Words":
        """Of (channel, value) identities and every name; what is too short to tell is left out.

        Inside a name of `others`, who are other people, a name is theirs.
        """
        pattern = _either(filter(None, (_name(each) for each in sorted(names))))
        told = {_folded(each).strip() for each in others}
        inside = {(each, span) for each in told for span in _hits(pattern, each)}
        longer = {(each, (s, len(each) - e)) for each, (s, e) in inside if e - s < len(each)}
        return cls(
            _either(filter(None, (_identity(*each) for each in sorted(identities)))),
            pattern,
            frozenset(_bare(_folded(each)) for each in names if _is_ordinary(_folded(each))),
            frozenset(each for each, _ in longer),
            frozenset(around for _, around in longer),
        )

    def found(self, text: str) -> list["Hit"]:
        """Where they stand in `text`."""
        view, spans = _view(text)
        ids = [
            Hit(*_span(each, spans), is_name=False, is_whole=_is_whole(view, each))
            for each in _hits(self.ids, view)
        ]
        names = [
            Hit(
                *_span(each, spans),
                is_name=True,
                is_whole=_is_whole(view, each),
                is_ordinary=self._is_ordinary(view, each),
            )
            for each in _hits(self.names, view)
            if not self._is_of_others(view, each)
        ]
        return sorted(ids + names)

    def _is_ordinary(self, view: str, span: Span) -> bool:
        told = _bare(view[slice(*span)])
        return told in self.ordinary and not (_is_whole(view, span) or _is_apart(view, span))

    def _is_of_others(self, view: str, span: Span) -> bool:
        start, end = span
        return any(
            start >= before and view[start - before : end + behind] in self.longer
            for before, behind in self.around
        )


class Hit(NamedTuple):
    """A place in a text. `is_whole`: it is all that the text, or a field of an address, says.

    `is_ordinary`: a name so short that it may be a word, or a part of one, about something else.
    """

    start: int
    end: int
    is_name: bool
    is_whole: bool
    is_ordinary: bool = False


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


def texts_in(value: Any) -> Iterator[str]:
    """Every text of `value`, decoded JSON, as `each_text` reads them."""
    found: list[str] = []

    def noted(text: str, _field: str) -> str:
        found.append(text)
        return text

    each_text(value, noted)
    yield from found


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


def _is_apart(view: str, span: Span) -> bool:
    """Whether signs of a script without spaces stand by themselves in a sentence."""
    start, end = span
    beside = view[max(start - 1, 0) : start] + view[end : end + 1]
    return not view[start:end].isascii() and not any(sign.isalnum() for sign in beside)


def _is_ordinary(name: str) -> bool:
    """Whether a name may as well be a word, or a part of one, about something else."""
    if name.isascii():
        return len(re.split(PARTS, name.strip())) < ORDINARY
    return len(_bare(name)) <= ORDINARY


def _bare(name: str) -> str:
    return re.sub(PARTS, "", name)


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
