"""What the audit log says of parked work."""

from django.utils.translation import gettext_lazy as _

from guisu.doors.console.audit.registry import Words

AUDIT = Words(
    families={
        "letters": _("parked work"),
    },
    actions={
        "letters.retried": _("tried parked work again"),
        "letters.dismissed": _("gave up parked work"),
        "messages.tried": _("had refused messages tried again"),
        "messages.dismissed": _("took refused messages off the list"),
        "jobs.retried": _("tried failed jobs again"),
    },
    fields={
        "subscriber": _("Could not be taken by"),
        "delivered": _("Handled"),
        "letters": _("Letters"),
        "messages": _("Messages taken in"),
    },
    subjects={
        "event": (_("event"), ""),
        "job": (_("job"), ""),
    },
)
