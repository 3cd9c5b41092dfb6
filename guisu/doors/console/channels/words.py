"""What the audit log says of channels."""

from django.utils.translation import gettext_lazy as _

from guisu.doors.console.audit.registry import Words

AUDIT = Words(
    families={
        "channel": _("channel connections"),
        "leaving": _("what leaves"),
    },
    actions={
        "channel.connected": _("connected a channel"),
        "channel.changed": _("changed a channel's connection"),
        "welcome.set": _("chose the words for new contacts"),
        "channel.tested": _("sent a test message"),
        "channel.held": _("held a channel: nothing leaves by it"),
        "channel.let_go": _("let a held channel go"),
        "leaving.discarded": _("discarded what waited to leave"),
        "leaving.released": _("let leave what was too late"),
        "channel.resealed": _("sealed the channel's secrets anew"),
        "channel.colleague_tied": _("said who a colleague of WeCom is"),
    },
    fields={
        "corp_id": _("Corp ID"),
        "agent_id": _("Agent ID"),
        "base_url": _("Address"),
        "secrets": _("Secrets given anew"),
        "secret": _("Secret"),
        "callback_token": _("Token"),
        "callback_key": _("EncodingAESKey"),
        "host": _("Mail server"),
        "port": _("Port"),
        "security": _("Encryption"),
        "password": _("Password"),
        "sender": _("Sender's address"),
        "sender_name": _("Sender's name"),
        "reply_to": _("Address for replies"),
        "a_minute": _("Messages a minute"),
        "staff": _("Account"),
        "state": _("Channel word"),
        "held_for": _("Held because"),
    },
    fields_of={
        "channel": {"is_active": _("In use")},
    },
    values={
        "secret": _("Secret"),
        "password": _("Password"),
        "callback_token": _("Token"),
        "callback_key": _("EncodingAESKey"),
    },
    subjects={
        "channel": (_("channel"), "console:channel"),
        "colleague": (_("colleague"), ""),
    },
)
