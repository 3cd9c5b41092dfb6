"""How the pieces of a condition are shown as inputs, and read from them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guisu.doors.console.forms import WholeNumber
from guisu.doors.console.segments.lookups import Lookups
from guisu.ground.kernel.money import Money, exponent
from guisu.ground.staff.selectors import installation
from guisu.know.segments import pieces
from guisu.know.segments.definition import conditions as c
from guisu.know.segments.definition.windows import Dates, DaysAgo, LastDays, LastHours, Window
from guisu.know.segments.pieces import Choice, Text

Raw = dict[str, list[str]]
Fields = dict[str, forms.Field]


class Part(Protocol):
    """A piece with its inputs, whose names begin with the piece's attribute."""

    def fields(self, raw: Raw, lookups: Lookups) -> Fields:
        """The inputs, as far as what was chosen in `raw` needs them."""
        ...

    def value(self, cleaned: Mapping[str, Any]) -> Any: ...

    def raw(self, value: Any) -> Raw:
        """What the inputs hold for `value`."""
        ...


def number(label: Text, *, decimal: bool = False) -> forms.Field:
    look = {"inputmode": "decimal" if decimal else "numeric", "class": "form-control short"}
    widget = forms.NumberInput(attrs={**look, "step": "any"} if decimal else look)
    if decimal:
        return forms.DecimalField(label=str(label), required=False, widget=widget)
    return WholeNumber(label=str(label), required=False, widget=widget)


def select(label: Text, choices: Sequence[Choice]) -> forms.ChoiceField:
    widget = forms.Select(attrs={"data-redraw": True})
    return forms.ChoiceField(label=str(label), choices=choices, required=False, widget=widget)


@dataclass(frozen=True, slots=True)
class OneOf:
    piece: pieces.OneOf

    def fields(self, raw: Raw, lookups: Lookups) -> Fields:
        return {self.piece.attribute: select(self.piece.label, self.piece.choices)}

    def value(self, cleaned: Mapping[str, Any]) -> str:
        return cleaned.get(self.piece.attribute) or str(self.piece.choices[0][0])

    def raw(self, value: str) -> Raw:
        return {self.piece.attribute: [value]}


@dataclass(frozen=True, slots=True)
class SomeOf:
    piece: pieces.SomeOf

    def fields(self, raw: Raw, lookups: Lookups) -> Fields:
        choices = self.piece.choices
        offered = choices if isinstance(choices, tuple) else lookups.choices(choices)
        ticks = forms.CheckboxSelectMultiple(attrs={"class": "form-check-input"})
        return {
            self.piece.attribute: forms.MultipleChoiceField(
                label=str(self.piece.label), choices=offered, required=False, widget=ticks
            )
        }

    def value(self, cleaned: Mapping[str, Any]) -> tuple[Any, ...]:
        chosen = cleaned.get(self.piece.attribute) or []
        return tuple(int(each) if self.piece.are_numbers else each for each in chosen)

    def raw(self, value: Sequence[Any]) -> Raw:
        return {self.piece.attribute: [str(each) for each in value]}


@dataclass(frozen=True, slots=True)
class Chosen:
    piece: pieces.Chosen

    def fields(self, raw: Raw, lookups: Lookups) -> Fields:
        return {self.piece.attribute: lookups.chips(self.piece.lookup, self.piece.label)}

    def value(self, cleaned: Mapping[str, Any]) -> Any:
        chosen = cleaned.get(self.piece.attribute) or []
        are_numbers = self.piece.lookup.names is not None
        values = tuple(int(each) if are_numbers else each for each in chosen)
        return (values[-1] if values else 0) if self.piece.is_single else values

    def raw(self, value: Any) -> Raw:
        values = ([value] if value else []) if self.piece.is_single else value
        return {self.piece.attribute: [str(each) for each in values]}


@dataclass(frozen=True, slots=True)
class Number:
    piece: pieces.Number

    def fields(self, raw: Raw, lookups: Lookups) -> Fields:
        return {self.piece.attribute: number(self.piece.label)}

    def value(self, cleaned: Mapping[str, Any]) -> int:
        given = cleaned.get(self.piece.attribute)
        return self.piece.least - 1 if given is None else given

    def raw(self, value: int) -> Raw:
        return {self.piece.attribute: [str(value)] if value >= self.piece.least else []}


AT_LEAST, AT_MOST, EXACTLY, BETWEEN, NEVER = "at_least", "at_most", "exactly", "between", "never"


@dataclass(frozen=True, slots=True)
class Reach:
    piece: pieces.Reach

    def fields(self, raw: Raw, lookups: Lookups) -> Fields:
        name = self.piece.attribute
        ways = [
            (AT_LEAST, gettext_lazy("at least")),
            (AT_MOST, gettext_lazy("at most")),
            (EXACTLY, gettext_lazy("exactly")),
            (BETWEEN, gettext_lazy("between")),
        ]
        if self.piece.may_be_none:
            ways.append((NEVER, gettext_lazy("never")))
        fields: Fields = {f"{name}_way": select(self.piece.label, ways)}
        way = first(raw, f"{name}_way", AT_LEAST)
        if way != NEVER:
            fields[f"{name}_a"] = number(_("how many"), decimal=self.piece.money)
        if way == BETWEEN:
            fields[f"{name}_b"] = number(_("and"), decimal=self.piece.money)
        return fields

    def value(self, cleaned: Mapping[str, Any]) -> c.Range:
        way = cleaned.get(f"{self.piece.attribute}_way") or AT_LEAST
        low, high = (self._whole(cleaned.get(f"{self.piece.attribute}_{end}")) for end in "ab")
        match way:
            case "at_most":
                return c.Range(None, low)
            case "exactly":
                return c.Range(low, low)
            case "between":
                return c.Range(low, high)
            case "never":
                return c.Range(None, 0)
            case _:
                return c.Range(low, None)

    def raw(self, value: c.Range) -> Raw:
        low, high = value.at_least, value.at_most
        if self.piece.may_be_none and (low or 0) == 0 and high == 0:
            return self._raw(NEVER)
        if low is not None and high is not None:
            return self._raw(EXACTLY, low) if low == high else self._raw(BETWEEN, low, high)
        return self._raw(AT_MOST, high) if high is not None else self._raw(AT_LEAST, low)

    def _raw(self, way: str, *ends: int | None) -> Raw:
        shown = {
            f"{self.piece.attribute}_{name}": [self._shown(end)]
            for name, end in zip("ab", ends, strict=False)
            if end is not None
        }
        return {f"{self.piece.attribute}_way": [way], **shown}

    def _whole(self, given: Any) -> int | None:
        if given is None:
            return None
        if not self.piece.money:
            return int(given)
        return int(given * 10 ** exponent(installation().currency))

    def _shown(self, end: int) -> str:
        return str(Money(end, installation().currency).plain() if self.piece.money else end)


ANY, TODAY, YESTERDAY, LAST_DAYS, DAYS_AGO, LONG_AGO, LAST_HOURS, DATES = (
    "any",
    "today",
    "yesterday",
    "last_days",
    "days_ago",
    "long_ago",
    "last_hours",
    "dates",
)


@dataclass(frozen=True, slots=True)
class When:
    piece: pieces.When

    def fields(self, raw: Raw, lookups: Lookups) -> Fields:
        name = self.piece.attribute
        ways: list[Choice] = [(LAST_DAYS, gettext_lazy("in the last days"))]
        if self.piece.optional:
            ways.insert(0, (ANY, gettext_lazy("at any time")))
        ways += [
            (TODAY, gettext_lazy("today")),
            (YESTERDAY, gettext_lazy("yesterday")),
            (DAYS_AGO, gettext_lazy("some days ago")),
            (LONG_AGO, gettext_lazy("longer ago than")),
            (DATES, gettext_lazy("on certain days")),
        ]
        if self.piece.hours:
            ways.append((LAST_HOURS, gettext_lazy("in the last hours")))
        fields: Fields = {f"{name}_way": select(_("when"), ways)}
        way = first(raw, f"{name}_way", str(ways[0][0]))
        if way in {LAST_DAYS, LONG_AGO}:
            fields[f"{name}_a"] = number(_("days"))
        elif way == LAST_HOURS:
            fields[f"{name}_a"] = number(_("hours"))
        elif way == DAYS_AGO:
            fields[f"{name}_a"] = number(_("from days ago"))
            fields[f"{name}_b"] = number(_("to days ago"))
        elif way == DATES:
            fields |= {
                f"{name}_{end}": forms.DateField(
                    label=label,
                    required=False,
                    widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
                )
                for end, label in (("since", _("from")), ("until", _("to")))
            }
        return fields

    def value(self, cleaned: Mapping[str, Any]) -> Window | None:
        name = self.piece.attribute
        way = cleaned.get(f"{name}_way") or (ANY if self.piece.optional else LAST_DAYS)
        first, second = cleaned.get(f"{name}_a") or 0, cleaned.get(f"{name}_b") or 0
        made: dict[str, Window | None] = {
            ANY: None,
            TODAY: LastDays(1),
            YESTERDAY: DaysAgo(1, 1),
            LAST_DAYS: LastDays(first),
            LONG_AGO: DaysAgo(first),
            DAYS_AGO: DaysAgo(min(first, second), max(first, second)),
            LAST_HOURS: LastHours(first),
            DATES: Dates(cleaned.get(f"{name}_since"), cleaned.get(f"{name}_until")),
        }
        return made[way]

    def raw(self, value: Window | None) -> Raw:
        match value:
            case LastDays(days):
                return self._raw(TODAY) if days == 1 else self._raw(LAST_DAYS, a=days or None)
            case LastHours(hours):
                return self._raw(LAST_HOURS, a=hours or None)
            case DaysAgo(newest, oldest):
                return self._days_ago(newest, oldest)
            case Dates(since, until):
                return self._raw(DATES, since=since, until=until)
            case None:
                return self._raw(ANY)

    def _days_ago(self, newest: int, oldest: int | None) -> Raw:
        if oldest is None:
            return self._raw(LONG_AGO, a=newest or None)
        if newest == oldest == 1:
            return self._raw(YESTERDAY)
        return self._raw(DAYS_AGO, a=oldest, b=newest)

    def _raw(self, way: str, **given: int | date | None) -> Raw:
        shown = {
            f"{self.piece.attribute}_{name}": [str(value)]
            for name, value in given.items()
            if value is not None
        }
        return {f"{self.piece.attribute}_way": [way], **shown}


def first(raw: Raw, name: str, otherwise: str) -> str:
    return next(iter(raw.get(name) or []), otherwise)
