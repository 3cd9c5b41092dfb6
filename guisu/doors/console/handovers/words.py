"""What the audit log says of handovers."""

from django.utils.translation import gettext_lazy as _

from guisu.act.handovers.models import Handover
from guisu.doors.console.audit.registry import Words

AUDIT = Words(
    families={
        "handover": _("handovers"),
    },
    actions={
        "handover.started": _("handed customers or groups over"),
        "handover.stopped": _("stopped a handover"),
        "handover.exported": _("exported a handover"),
    },
    fields={
        "what": _("Handed over"),
        "count": _("Number"),
    },
    values={
        **dict(Handover.What.choices),
    },
    subjects={
        "handover": (_("handover"), "console:handover"),
    },
)
