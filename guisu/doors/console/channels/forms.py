"""What a connection to WeCom needs, each field with where to find it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from guisu.doors.console.forms import ConsoleForm, WholeNumber
from guisu.ground.channels.domain import WECOM_ADDRESS
from guisu.ground.channels.models import Connection
from guisu.ground.channels.selectors import entered

KEPT = _("Leave it empty to keep the one that is stored.")


def _secret(**told: Any) -> forms.CharField:
    widget = forms.PasswordInput(attrs={"autocomplete": "off"})
    return forms.CharField(widget=widget, max_length=200, **told)


class ReceivingForm(ConsoleForm):
    """What WeCom seals its callbacks with."""

    callback_token = _secret(
        label=_("Token"),
        help_text=_("Your own application, Receive messages, Set up API: press “Random” there."),
    )
    callback_key = _secret(
        label=_("EncodingAESKey"), help_text=_("43 characters, from the same page.")
    )


class ApplicationForm(ConsoleForm):
    """Which application of which corp: what a connection begins with."""

    name = forms.CharField(
        label=_("Name"), max_length=80, help_text=_("How colleagues call it: “Our WeCom”.")
    )
    corp_id = forms.CharField(
        label=_("Corp ID"),
        max_length=64,
        help_text=_("WeCom's admin console, My company, Company information, at the very bottom."),
    )
    agent_id = WholeNumber(
        label=_("Agent ID"),
        min_value=1,
        help_text=_("WeCom's admin console, Applications, your own application."),
    )
    secret = _secret(
        label=_("Secret"),
        help_text=_("On the same page. The application must be allowed to use customer contact."),
    )
    base_url = forms.CharField(
        label=_("Address"),
        max_length=200,
        initial=WECOM_ADDRESS,
        help_text=_("Leave it as it is, but for a practice ground of your own."),
    )


class ConnectionForm(ApplicationForm, ReceivingForm):
    """An existing connection, whose secrets are never shown."""

    is_active = forms.BooleanField(label=_("In use"), required=False, initial=True)
    field_order = ("name", "corp_id", "agent_id", "secret", "callback_token", "callback_key")

    def __init__(self, data: Any = None, *, of: Connection) -> None:
        own = {"name": of.name, "is_active": of.is_active}
        super().__init__(data, initial=own | entered(of))
        for name in ("secret", "callback_token", "callback_key"):
            self.fields[name].required = False
            self.fields[name].help_text = KEPT


class MailboxForm(ConsoleForm):
    """A mailbox that we may send from, new or existing; its password is never shown."""

    name = forms.CharField(
        label=_("Name"), max_length=80, help_text=_("How colleagues call it: “Service mailbox”.")
    )
    sender = forms.EmailField(label=_("Sender's address"), max_length=120)
    sender_name = forms.CharField(
        label=_("Sender's name"),
        max_length=80,
        required=False,
        help_text=_("What the receiver reads before the address: the brand."),
    )
    host = forms.CharField(
        label=_("Mail server"), max_length=120, help_text=_("For example smtp.exmail.qq.com.")
    )
    security = forms.ChoiceField(
        label=_("Encryption"),
        choices=[
            ("tls", _("From the first word (port 465)")),
            ("starttls", _("STARTTLS (port 587)")),
            ("none", _("None: for a server on this machine only")),
        ],
    )
    port = WholeNumber(label=_("Port"), min_value=1, max_value=65_535, initial=465)
    username = forms.CharField(
        label=_("User name"),
        max_length=120,
        required=False,
        help_text=_("Mostly the whole address. Leave it empty where nobody signs in."),
    )
    password = _secret(
        label=_("Password"),
        required=False,
        help_text=_("The authorisation code that the mailbox's settings on the web give."),
    )
    reply_to = forms.EmailField(label=_("Address for replies"), max_length=120, required=False)
    a_minute = WholeNumber(
        label=_("Messages a minute"),
        min_value=1,
        max_value=100_000,
        initial=60,
        help_text=_("As many as your mail provider lets through."),
    )

    def __init__(self, data: Any = None, *, of: Connection | None = None) -> None:
        initial = {"name": of.name, **entered(of)} if of else None
        super().__init__(data, initial=initial)
        if of:
            self.fields["password"].help_text = KEPT
            self.fields["is_active"] = forms.BooleanField(
                label=_("In use"), required=False, initial=of.is_active
            )


class TestForm(ConsoleForm):
    to = forms.EmailField(label=_("To"), max_length=120)


class WelcomeForm(ConsoleForm):
    text = forms.CharField(
        label=_("Text"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Sent within seconds to everybody who adds a colleague, once."),
    )
