"""The piece of a condition form that names an event and tests its properties."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guisu.doors.console.segments.lookups import Lookups
from guisu.doors.console.segments.parts import Fields, Raw, first, select
from guisu.know.segments import pieces
from guisu.know.segments.definition import conditions as c
from guisu.know.segments.pieces import Choice

NONE = ""
WAYS: tuple[Choice, ...] = (
    (NONE, gettext_lazy("with anything")),
    ("is", gettext_lazy("is")),
    ("is_not", gettext_lazy("is not")),
    ("contains", gettext_lazy("contains")),
    ("excludes", gettext_lazy("does not contain")),
    ("at_least", gettext_lazy("at least")),
    ("at_most", gettext_lazy("at most")),
    ("true", gettext_lazy("is yes")),
    ("false", gettext_lazy("is no")),
    ("exists", gettext_lazy("is there")),
    ("missing", gettext_lazy("is not there")),
)
BARE = frozenset({"true", "false", "exists", "missing"})
MOST_TESTS = 3


@dataclass(frozen=True, slots=True)
class Event:
    piece: pieces.Event

    def fields(self, raw: Raw, lookups: Lookups) -> Fields:
        fields: Fields = {f"{self.piece.attribute}_kind": lookups.kind_chips(self.piece.label)}
        kinds = raw.get(f"{self.piece.attribute}_kind") or [""]
        for number in range(MOST_TESTS):
            fields |= self._test(number, raw, lookups, kinds[-1])
            if not first(raw, f"{self.piece.attribute}_p{number}_way", NONE):
                break
        return fields

    def value(self, cleaned: Mapping[str, Any]) -> c.Happening:
        kinds = cleaned.get(f"{self.piece.attribute}_kind") or [""]
        tests = (self._tested(number, cleaned) for number in range(MOST_TESTS))
        return c.Happening(kinds[-1], tuple(test for test in tests if test))

    def raw(self, value: c.Happening) -> Raw:
        raw: Raw = {f"{self.piece.attribute}_kind": [value.kind] if value.kind else []}
        for number, test in enumerate(value.where):
            name = f"{self.piece.attribute}_p{number}"
            texts = [each if isinstance(each, str) else f"{each:g}" for each in test.values]
            raw[f"{name}_name"], raw[f"{name}_way"] = [test.name], [test.way]
            raw[f"{name}_value"] = [", ".join(dict.fromkeys(texts))]
        return raw

    def _test(self, number: int, raw: Raw, lookups: Lookups, kind: str) -> Fields:
        name = f"{self.piece.attribute}_p{number}"
        way = first(raw, f"{name}_way", NONE)
        fields: Fields = {f"{name}_way": select(_("property"), WAYS)}
        if way:
            known = forms.TextInput(attrs={"class": "form-control"})
            known.attrs["placeholder"] = ", ".join(lookups.properties(kind)[:4])
            fields = {
                f"{name}_name": forms.CharField(
                    label=_("property"), required=False, max_length=200, widget=known
                ),
                **fields,
            }
        if way and way not in BARE:
            fields[f"{name}_value"] = forms.CharField(
                label=_("values, with commas between"), required=False, max_length=500
            )
        return fields

    def _tested(self, number: int, cleaned: Mapping[str, Any]) -> c.Property | None:
        name = f"{self.piece.attribute}_p{number}"
        way = cleaned.get(f"{name}_way")
        if not way:
            return None
        given = str(cleaned.get(f"{name}_value") or "").replace("，", ",").replace("、", ",")
        texts = [each.strip() for each in given.split(",") if each.strip()]
        return c.Property(str(cleaned.get(f"{name}_name") or ""), way, _values(way, texts))


def _values(way: str, texts: list[str]) -> tuple[c.Value, ...]:
    """What looks like a number is meant as either, for a shop's system may send both."""
    numbers = [number for number in map(_number, texts) if number is not None]
    if way in BARE:
        return ()
    if way in {"at_least", "at_most"}:
        return tuple(numbers[:1])
    return (*texts, *(numbers if way in {"is", "is_not"} else ()))


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None
