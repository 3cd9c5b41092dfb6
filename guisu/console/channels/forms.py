"""What a connection to WeCom needs, each field with where to find it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from guisu.acquisition.domain import MOST_TEXT_BYTES
from guisu.channels.models import WECOM_ADDRESS, Connection
from guisu.console.forms import ConsoleForm

KEPT = _("Leave it empty to keep the one that is stored.")


def _secret(**told: Any) -> forms.CharField:
    widget = forms.PasswordInput(attrs={"autocomplete": "off"})
    return forms.CharField(widget=widget, max_length=200, **told)


class ConnectionForm(ConsoleForm):
    """A new connection; `of` an existing one, whose secrets are never shown."""

    name = forms.CharField(
        label=_("Name"), max_length=80, help_text=_("How colleagues call it: “Our WeCom”.")
    )
    corp_id = forms.CharField(
        label=_("Corp ID"),
        max_length=64,
        help_text=_("WeCom's admin console, My company, Company information, at the very bottom."),
    )
    agent_id = forms.IntegerField(
        label=_("Agent ID"),
        min_value=1,
        help_text=_("WeCom's admin console, Applications, your own application."),
    )
    secret = _secret(
        label=_("Secret"),
        help_text=_("On the same page. The application must be allowed to use customer contact."),
    )
    callback_token = _secret(
        label=_("Token"),
        required=False,
        help_text=_("Your own application, Receive messages, Set up API: press “Random” there."),
    )
    callback_key = _secret(
        label=_("EncodingAESKey"), required=False, help_text=_("43 characters, from the same page.")
    )
    base_url = forms.CharField(
        label=_("Address"),
        max_length=200,
        initial=WECOM_ADDRESS,
        help_text=_("Leave it as it is, but for a practice ground of your own."),
    )
    is_active = forms.BooleanField(label=_("In use"), required=False, initial=True)

    def __init__(self, data: Any = None, *, of: Connection | None = None) -> None:
        kept = ("name", "corp_id", "agent_id", "base_url", "is_active")
        super().__init__(data, initial={name: getattr(of, name) for name in kept} if of else None)
        if of is None:
            del self.fields["is_active"]
            return
        self.fields["secret"].required = False
        for name in ("secret", "callback_token", "callback_key"):
            self.fields[name].help_text = KEPT


class WelcomeForm(ConsoleForm):
    text = forms.CharField(
        label=_("Text"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Sent within seconds to everybody who adds a colleague, once."),
    )

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"]
        if len(text.encode()) > MOST_TEXT_BYTES:
            raise forms.ValidationError(_("WeCom takes about 1,300 Chinese characters at most."))
        return text
