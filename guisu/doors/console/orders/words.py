"""What the audit log says of orders."""

from django.utils.translation import gettext_lazy as _

from guisu.doors.console import sources
from guisu.doors.console.audit.registry import Words

AUDIT = Words(
    actions={
        "orders.exported": _("exported orders"),
    },
    values={
        "shop": sources.CHANNELS["shop"],
    },
    subjects={
        "order": (_("order"), "console:order"),
    },
)
