"""What the audit log says of settings and keys."""

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from guisu.doors.console.audit.registry import Words

AUDIT = Words(
    families={
        "settings": _("settings"),
        "key": _("keys"),
    },
    actions={
        "settings.changed": _("changed the settings"),
        "settings.factor_required": _("changed who needs a second factor"),
        "key.made": _("made a key"),
        "key.revoked": _("revoked a key"),
    },
    fields={
        "posts": _("Posts"),
        "time_zone": _("Time zone"),
        "currency": _("Currency"),
        "phone_region": _("Phone region"),
        "scopes": _("It may"),
        "hint": _("Begins with"),
        "created_by": _("Made by"),
        "created_at": _("Made"),
    },
    values={
        **dict(settings.LANGUAGES),
    },
    subjects={
        "key": (_("key"), ""),
    },
)
