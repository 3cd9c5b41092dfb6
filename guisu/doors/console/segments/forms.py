"""The name of a segment and what it is for."""

from django import forms
from django.utils.translation import gettext_lazy as _

from guisu.doors.console.forms import ConsoleForm


class NameForm(ConsoleForm):
    name = forms.CharField(label=_("Name"), max_length=80)
    description = forms.CharField(
        label=_("What it is for"),
        max_length=300,
        required=False,
        help_text=_("One sentence for colleagues: when to use it, what to send."),
    )
