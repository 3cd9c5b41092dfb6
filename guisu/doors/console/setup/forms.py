"""The three steps of the first run."""

import zoneinfo
from typing import Any

from django import forms
from django.conf import settings
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from guisu.doors.console.forms import ConsoleForm
from guisu.doors.console.reach.forms import Habit
from guisu.doors.console.setup import code

CURRENCIES = ("CNY", "HKD", "TWD", "MOP", "USD", "EUR", "GBP", "JPY", "KRW", "SGD", "MYR", "AUD")
REGIONS = {
    "CN": _("Mainland China (+86)"),
    "HK": _("Hong Kong (+852)"),
    "MO": _("Macao (+853)"),
    "TW": _("Taiwan (+886)"),
    "SG": _("Singapore (+65)"),
    "MY": _("Malaysia (+60)"),
    "JP": _("Japan (+81)"),
    "KR": _("Korea (+82)"),
    "US": _("United States (+1)"),
    "GB": _("United Kingdom (+44)"),
    "AU": _("Australia (+61)"),
}


def zones() -> list[tuple[str, str]]:
    """Every zone that places are named by: `Asia/Shanghai`, not `Etc/GMT+8`."""
    named = [zone for zone in zoneinfo.available_timezones() if "/" in zone]
    return [(zone, zone) for zone in sorted(named) if not zone.startswith(("Etc/", "posix/"))]


class OrganisationForm(ConsoleForm):
    name = forms.CharField(
        label=_("Name of the organisation"), max_length=120, help_text=_("Shown to your staff.")
    )
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    time_zone = forms.ChoiceField(
        label=_("Time zone"),
        choices=zones,
        help_text=_("Days begin and end here, for everybody and in every figure."),
    )
    currency = forms.ChoiceField(label=_("Currency"), choices=[(c, c) for c in CURRENCIES])
    phone_region = forms.ChoiceField(
        label=_("Phone numbers without a country code are from"), choices=list(REGIONS.items())
    )


class HouseForm(OrganisationForm):
    """The organisation as the wizard asks: with its habit of asking people first."""

    code = forms.CharField(
        label=_("Set-up code"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
        help_text=_("“guisu serve” prints it on this machine when it starts."),
    )
    consent = Habit()
    field_order = ["code"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not settings.ASKS_SETUP_CODE:
            del self.fields["code"]

    def clean_code(self) -> str:
        given: str = self.cleaned_data["code"]
        if not code.is_right(given):
            raise forms.ValidationError(_("This is not the set-up code."))
        return given


class FirstStoreForm(ConsoleForm):
    name = forms.CharField(
        label=_("Name of the store"),
        max_length=80,
        help_text=_("A shop, a branch or an online store. You can add more later."),
    )
    code = forms.CharField(
        label=_("Code"),
        max_length=40,
        validators=[RegexValidator(r"^[\w.-]+$", _("Letters, digits, dots and dashes only."))],
        help_text=_("What orders and files call this store, for example “north”."),
    )
    region = forms.CharField(label=_("City or region"), max_length=80, required=False)


class OwnerForm(ConsoleForm):
    name = forms.CharField(label=_("Your name"), max_length=80)
    username = forms.CharField(
        label=_("User name"),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none"}),
    )
    email = forms.EmailField(label=_("E-mail"), required=False)
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("At least 10 characters; nothing common, and not only digits."),
    )
