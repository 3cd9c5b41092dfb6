"""What the pages on codes ask: filters, and what is wanted of one code."""

from collections.abc import Iterable
from datetime import time
from typing import Any

from django import forms
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from guisu.act.acquisition import selectors
from guisu.act.acquisition.domain import Shift
from guisu.act.acquisition.domain.codes import MOST_CAP, MOST_LIMIT
from guisu.act.acquisition.models import ContactCode
from guisu.act.acquisition.selectors import planning
from guisu.act.acquisition.services.codes import Wish
from guisu.doors.console.forms import ConsoleForm, OneOf, SomeOf, WholeNumber, offer
from guisu.doors.console.kit.filters import FilterForm as KitForm
from guisu.doors.console.refusals import said
from guisu.ground.channels import carriers
from guisu.ground.channels.carriers import Way
from guisu.ground.channels.domain import CannotBeCarried
from guisu.ground.channels.models import Connection
from guisu.ground.channels.port import Content
from guisu.ground.channels.selectors import everybody
from guisu.ground.staff.domain import Scope
from guisu.ground.staff.selectors import visible_stores
from guisu.know.customers.selectors import tags as tagging
from guisu.know.groups import selectors as groups

KINDS = [("", _("of either kind")), *ContactCode.Kind.choices]
DAYS = [
    ("0", pgettext_lazy("weekday", "Mon")),
    ("1", pgettext_lazy("weekday", "Tue")),
    ("2", pgettext_lazy("weekday", "Wed")),
    ("3", pgettext_lazy("weekday", "Thu")),
    ("4", pgettext_lazy("weekday", "Fri")),
    ("5", pgettext_lazy("weekday", "Sat")),
    ("6", pgettext_lazy("weekday", "Sun")),
]
SPARE_SHIFTS, SPARE_ROOMS = 2, 3
MINUTES_AN_HOUR, MIDNIGHT = 60, 24 * 60


class FilterForm(KitForm):
    """Codes by name or source, and by kind."""

    ABOUT = _("Filter codes")
    LABELS = {"text": _("Search"), "kind": _("Kind")}

    text = forms.CharField(
        required=False,
        max_length=60,
        widget=forms.SearchInput(attrs={"placeholder": _("Name or source")}),
    )
    kind = forms.ChoiceField(required=False, choices=KINDS)
    is_over = forms.BooleanField(required=False, label=_("Deleted ones"))

    def asked(self) -> dict[str, Any]:
        """The conditions that were asked."""
        self.is_valid()
        return {
            "text": self.cleaned_data.get("text") or "",
            "kind": self.cleaned_data.get("kind") or "",
            "is_over": bool(self.cleaned_data.get("is_over")),
        }


class _AnyCode(ConsoleForm):
    """What both kinds of code have. `of`: the one that is changed."""

    name = forms.CharField(
        label=_("Name"), max_length=60, help_text=_("Only colleagues see it: “Poster at the till”.")
    )
    source = forms.CharField(
        label=_("Source"),
        max_length=40,
        required=False,
        help_text=_("Where it hangs or is shown: poster, parcel card, Xiaohongshu."),
    )
    store = OneOf(
        label=_("Store"),
        required=False,
        empty_label=_("the whole organisation"),
        help_text=_("The store knows everybody who comes by the code."),
    )
    tags = SomeOf(label=_("Tags given on arrival"), required=False)

    def __init__(
        self, data: Any = None, *, scope: Scope, connection: Connection, of: ContactCode | None
    ) -> None:
        super().__init__(data, initial=self.told(of) if of else None)
        self.connection, self.of = connection, of
        offer(self, "store", visible_stores(scope))
        offer(self, "tags", tagging.tags())
        if scope.stores is not None:
            self.fields["store"].required = True

    def _field(self, name: str) -> Any:
        return self.fields[name]

    def told(self, of: ContactCode) -> dict[str, Any]:
        """What stands in the fields of an existing code."""
        plain = ("name", "source", "store", "is_open", "daily_cap", "room_limit", "opens_rooms")
        told = {name: getattr(of, name) for name in (*plain, "room_name")}
        return {**told, "tags": list(of.tags.values_list("pk", flat=True))}

    def common(self) -> dict[str, Any]:
        told = self.cleaned_data
        return {name: told[name] for name in ("name", "source", "store", "tags")}


class CodeForm(_AnyCode):
    """A code that leads to colleagues."""

    colleagues = forms.MultipleChoiceField(label=_("Leads to"), widget=forms.CheckboxSelectMultiple)
    backups = forms.MultipleChoiceField(
        label=_("Backups"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("They stand in when nobody on duty can take more people."),
    )
    daily_cap = WholeNumber(
        label=_("New people a colleague and day"),
        required=False,
        min_value=1,
        max_value=MOST_CAP,
        help_text=_("Empty: any number."),
    )
    is_open = forms.BooleanField(
        label=_("Add at once, without the colleague's confirmation"), required=False, initial=True
    )
    words = forms.CharField(
        label=_("Words for who comes by it"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Empty: the words that everybody gets."),
    )

    def __init__(self, data: Any = None, *, scope: Scope, **more: Any) -> None:
        super().__init__(data, scope=scope, **more)
        seated = {seat.colleague_id for seat in self.of.seats.all()} if self.of else set()
        people = _people(scope, self.connection, seated)
        self._field("colleagues").choices = people
        self._field("backups").choices = people
        held = planning.shifts(self.of) if self.of else ()
        self.shifts = [
            ShiftForm(data, prefix=f"shift-{number}", people=people, of=one)
            for number, one in enumerate([*held, *[None] * SPARE_SHIFTS])
        ]

    @property
    def parts(self) -> list[tuple[str, forms.BaseForm]]:
        """The shifts, as a conflict shows them."""
        return [
            (gettext("Shift %(number)s") % {"number": number}, shift)
            for number, shift in enumerate(self.shifts, start=1)
        ]

    @property
    def has_shifts(self) -> bool:
        """Whether one is kept already, or was just filled in."""
        return self.is_bound or any(shift.initial for shift in self.shifts)

    def told(self, of: ContactCode) -> dict[str, Any]:
        seats = list(of.seats.values_list("colleague_id", "is_backup"))
        words = selectors.welcome(of.connection, state=of.state)
        return {
            **super().told(of),
            "colleagues": [pk for pk, is_backup in seats if not is_backup],
            "backups": [pk for pk, is_backup in seats if is_backup],
            "words": words.text if words else "",
        }

    def is_valid(self) -> bool:
        shifts_are = [shift.is_valid() for shift in self.shifts]
        return super().is_valid() and all(shifts_are)

    def clean_words(self) -> str:
        text: str = self.cleaned_data["words"]
        if text.strip():
            try:
                carriers.check(Content(text), self.connection, Way.WELCOME)
            except CannotBeCarried as refusal:
                raise forms.ValidationError(said(refusal)) from refusal
        return text

    def wish(self) -> Wish:
        """What was asked for; of a valid form."""
        told = self.cleaned_data
        return Wish(
            **self.common(),
            colleagues=[int(pk) for pk in told["colleagues"]],
            backups=[int(pk) for pk in told["backups"]],
            shifts=[shift.asked() for shift in self.shifts if shift.is_asked],
            daily_cap=told["daily_cap"],
            is_open=told["is_open"],
            words=told["words"],
        )


class ShiftForm(ConsoleForm):
    """One shift of the week; with no day ticked there is none."""

    days = forms.MultipleChoiceField(
        label=pgettext_lazy("shift", "Days"),
        required=False,
        choices=DAYS,
        widget=forms.CheckboxSelectMultiple,
    )
    starts = forms.TimeField(
        label=pgettext_lazy("shift", "From"),
        required=False,
        widget=forms.TimeInput({"type": "time"}, format="%H:%M"),
    )
    ends = forms.TimeField(
        label=pgettext_lazy("shift", "Until"),
        required=False,
        widget=forms.TimeInput({"type": "time"}, format="%H:%M"),
    )
    colleagues = forms.MultipleChoiceField(
        label=pgettext_lazy("shift", "Who"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(
        self, data: Any, *, prefix: str, people: list[tuple[str, str]], of: Shift | None
    ) -> None:
        super().__init__(data, prefix=prefix, initial=self.told(of) if of else None)
        who: Any = self.fields["colleagues"]
        who.choices = people

    @staticmethod
    def told(of: Shift) -> dict[str, Any]:
        return {
            "days": [str(day) for day in sorted(of.days)],
            "starts": _time(of.starts),
            "ends": _time(of.ends),
            "colleagues": [str(pk) for pk in sorted(of.colleagues)],
        }

    @property
    def is_asked(self) -> bool:
        return bool(self.cleaned_data.get("days"))

    def clean(self) -> dict[str, Any]:
        told = super().clean() or self.cleaned_data
        if not told.get("days"):
            return told
        for name in ("starts", "ends", "colleagues"):
            if told.get(name) in (None, [], ""):
                self.add_error(name, _("A shift needs days, hours and who."))
        return told

    def asked(self) -> Shift:
        told = self.cleaned_data
        return Shift(
            days=frozenset(int(day) for day in told["days"]),
            starts=_minutes(told["starts"]),
            # Until midnight is until the end of the day.
            ends=_minutes(told["ends"]) or MIDNIGHT,
            colleagues=frozenset(int(pk) for pk in told["colleagues"]),
        )


class GroupCodeForm(_AnyCode):
    """A code that leads into groups, in their order."""

    room_limit = WholeNumber(
        label=_("Go on to the next group at"),
        min_value=1,
        max_value=MOST_LIMIT,
        initial=200,
        help_text=_("Members, colleagues included. WeCom takes 200 at most into a group by code."),
    )
    opens_rooms = forms.BooleanField(
        label=_("Let WeCom open another group when all are full"), required=False
    )
    room_name = forms.CharField(
        label=_("Name of groups that WeCom opens"),
        required=False,
        max_length=40,
        help_text=_("WeCom adds a running number."),
    )

    def __init__(self, data: Any = None, *, scope: Scope, **more: Any) -> None:
        super().__init__(data, scope=scope, **more)
        held = [room.group for room in self.of.rooms.select_related("group")] if self.of else []
        seen = groups.groups(scope).filter(connection=self.connection)
        known = {one.pk: one for one in [*seen, *held]}
        choices = [("", "–"), *((str(one.pk), str(one)) for one in known.values())]
        self.room_names = [f"group-{number}" for number in range(len(held) + SPARE_ROOMS)]
        for number, name in enumerate(self.room_names):
            self.fields[name] = forms.ChoiceField(
                label=_("Group %(place)s") % {"place": number + 1},
                required=number == 0,
                choices=choices,
                initial=str(held[number].pk) if number < len(held) else "",
                widget=forms.Select({"class": "form-select"}),
            )

    @property
    def rooms(self) -> list[forms.BoundField]:
        return [self[name] for name in self.room_names]

    def wish(self) -> Wish:
        """What was asked for; of a valid form."""
        told = self.cleaned_data
        return Wish(
            **self.common(),
            groups=[int(told[name]) for name in self.room_names if told[name]],
            room_limit=told["room_limit"],
            opens_rooms=told["opens_rooms"],
            room_name=told["room_name"],
        )


def _people(scope: Scope, connection: Connection, seated: Iterable[int]) -> list[tuple[str, str]]:
    """Whom a code can lead to: who can be added, and who is in it already.

    Staff of stores are offered the colleagues of these, and those of none.
    """
    held = set(seated)
    near = [
        one
        for one in everybody(connection)
        if scope.stores is None or one.store_id is None or one.store_id in scope.stores
    ]
    able = {one.pk for one in near if planning.is_able(one)} | held
    return [(str(one.pk), str(one)) for one in everybody(connection) if one.pk in able]


def _time(minutes: int) -> time:
    return time(minutes // MINUTES_AN_HOUR % 24, minutes % MINUTES_AN_HOUR)


def _minutes(moment: time) -> int:
    return moment.hour * MINUTES_AN_HOUR + moment.minute
