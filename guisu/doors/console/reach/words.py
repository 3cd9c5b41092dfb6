"""What the audit log says of what is said to whom."""

from django.utils.translation import gettext_lazy as _

from guisu.act.outreach.models import ConsentRule
from guisu.doors.console.audit.registry import Words

AUDIT = Words(
    actions={
        "outreach.ruled": _("set the rules for speaking to people"),
        "outreach.stopped": _("stopped a message"),
    },
    fields={
        "needs": _("Consent needed"),
        "caps": _("At most"),
        "people_quiet": _("Quiet hours of customers"),
        "colleagues_quiet": _("Quiet hours of colleagues"),
    },
    values={
        **dict(ConsentRule.Need.choices),
    },
)
