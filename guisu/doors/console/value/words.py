"""What the audit log says of customer value."""

from django.utils.translation import gettext_lazy as _

from guisu.doors.console.audit.registry import Words

AUDIT = Words(
    actions={
        "value.asked": _("had customer value estimated"),
        "value.exported": _("exported customer value"),
    },
    fields={
        "unit": _("Unit of time"),
    },
)
