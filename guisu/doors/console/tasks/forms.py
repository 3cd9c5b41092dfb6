"""Asking a colleague for something, and finding tasks again."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from django import forms
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from guisu.act.stafftasks.domain import BY_HAND, NEEDS, Kind, Subject
from guisu.act.stafftasks.models import KindChoice
from guisu.act.stafftasks.services import Asked
from guisu.doors.console.forms import ConsoleForm, OneOf, offer
from guisu.doors.console.kit.filters import FilterForm as KitForm
from guisu.ground.channels.selectors import at_work
from guisu.ground.staff.domain import Scope
from guisu.know.customers.models import Customer
from guisu.know.customers.selectors import search
from guisu.know.groups.selectors import groups

NOTE, TEXT, NAME = 300, 2_000, 40


class FilterForm(KitForm):
    """Which tasks are shown."""

    ABOUT = _("Filter tasks")
    WORDS = {"colleague": pgettext_lazy("whose task", "of")}
    LABELS = {"kind": _("Kind"), "colleague": _("Colleague")}

    kind = forms.ChoiceField(required=False, choices=[("", _("any kind")), *KindChoice.choices])
    colleague = OneOf(required=False, empty_label=_("any colleague"))

    def __init__(self, *args: Any, scope: Scope, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "colleague", at_work(scope))

    def wanted(self) -> dict[str, Any]:
        """Conditions on the columns of a task."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class TaskForm(ConsoleForm):
    """A task opened by hand. Which fields count depends on the kind."""

    key = forms.CharField(widget=forms.HiddenInput, max_length=32)
    kind = forms.ChoiceField(
        label=_("What is to be done"),
        choices=[(kind, KindChoice(kind).label) for kind in BY_HAND],
    )
    colleague = OneOf(label=_("Who does it"), empty_label=None)
    group = OneOf(
        label=_("In which group"),
        required=False,
        help_text=_("For removing a member and for posting."),
    )
    customer = forms.CharField(
        label=_("Which customer"),
        max_length=80,
        required=False,
        help_text=_("Name, phone or number. For removing, adding and passing on."),
    )
    to = OneOf(
        label=_("To whom"),
        required=False,
        help_text=_("For passing on."),
    )
    name = forms.CharField(
        label=_("Name of the new group"),
        max_length=NAME,
        required=False,
        help_text=_("The task ends once a group of exactly this name is seen."),
    )
    text = forms.CharField(
        label=_("Text to post"),
        max_length=TEXT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    note = forms.CharField(label=_("Note for the colleague"), max_length=NOTE, required=False)
    due_at = forms.DateTimeField(
        label=_("Until when"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M"],
        help_text=_("Reminded then; four hours later the store's manager hears of it."),
    )

    def __init__(self, data: Any = None, *, scope: Scope, asked: Any) -> None:
        due = timezone.localtime(timezone.now() + timedelta(hours=4)).replace(minute=0)
        given = {"key": uuid4().hex, "due_at": due, **asked}
        super().__init__(data, initial=given)
        self.scope = scope
        for name in ("colleague", "to"):
            offer(self, name, at_work(scope))
        offer(self, "group", groups(scope))

    def clean_customer(self) -> Customer | None:
        text = self.cleaned_data["customer"].strip()
        if not text:
            return None
        found = list(search(self.scope, text)[:2])
        if not found:
            raise forms.ValidationError(_("Nobody is found by this."))
        if len(found) > 1:
            raise forms.ValidationError(
                _("Several people are found by this: give the number or the phone.")
            )
        return found[0]

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        labels = {"colleague": "to", "customer": "customer", "group": "group", "name": "name"}
        kind = Kind(told["kind"]) if told.get("kind") else None
        for part in NEEDS[kind] if kind else ():
            field = labels[part]
            if kind is not Kind.PASS_ON and part == "colleague":
                continue
            if field not in self.errors and not told.get(field):
                self.add_error(field, gettext("This kind of task needs it."))
        if kind is Kind.POST_IN_GROUP and not told.get("text"):
            self.add_error("text", gettext("This kind of task needs it."))
        return told

    def asked(self) -> Asked:
        told = self.cleaned_data
        kind, mine = Kind(told["kind"]), told["colleague"]
        takes = told["to"] if kind is Kind.PASS_ON else mine
        parts = {
            "group": told["group"].pk if told["group"] else 0,
            "customer": told["customer"].pk if told["customer"] else 0,
            "colleague": takes.pk,
            "name": told["name"].strip(),
        }
        about = Subject(**{part: parts[part] for part in NEEDS[kind]})
        words = {name: told[name] for name in ("text", "note") if told[name]}
        return Asked(kind, mine, about, words, told["due_at"], told["key"])
