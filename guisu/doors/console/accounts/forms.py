"""Signing in, and what people change about themselves."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from guisu.doors.console.forms import ConsoleForm
from guisu.ground.staff.models import Staff

WRONG = "wrong"


class ProfileForm(ConsoleForm):
    name = forms.CharField(
        label=pgettext_lazy("person", "Name"), max_length=80, help_text=_("As colleagues see it.")
    )
    email = forms.EmailField(label=_("E-mail"), required=False)
    language = forms.ChoiceField(
        label=_("Language"),
        required=False,
        choices=[("", _("As the organisation has it")), *settings.LANGUAGES],
    )


class CodeForm(ConsoleForm):
    """A code of the app, or a recovery code."""

    code = forms.CharField(
        label=pgettext_lazy("second factor", "Code"),
        max_length=40,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "autofocus": True, "autocapitalize": "none"}
        ),
    )


class ConfirmForm(ConsoleForm):
    """The password again, before something that protects the account changes."""

    old = forms.CharField(
        label=_("Present password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, *args: Any, staff: Staff, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.staff = staff

    def clean_old(self) -> str:
        old: str = self.cleaned_data["old"]
        if not self.staff.check_password(old):
            raise forms.ValidationError(_("This is not your present password."), code=WRONG)
        return old


class PasswordForm(ConfirmForm):
    """The old password proves that it is still the same person at the desk."""

    new = forms.CharField(
        label=_("New password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("At least 10 characters; nothing common, and not only digits."),
    )
