"""What the audit log says of customers."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from guisu.doors.console.audit.registry import Words
from guisu.know.customers.models import Consent, Merge

AUDIT = Words(
    families={
        "customer": _("customers"),
    },
    actions={
        "customer.changed": _("changed a customer"),
        "customer.edited": _("changed a customer"),
        "customer.merged": _("merged customers"),
        "customer.unmerged": _("separated customers"),
        "customer.merge_undone": _("separated customers"),
        "customer.erased": _("erased a customer"),
        "customer.erasure_lifted": _("lifted an erasure"),
        "erasure.mention_blanked": _("blanked where others mention an erased customer"),
        "erasure.mention_left": _("left where others mention an erased customer"),
        "customer.suggestion_dismissed": _("said that two customers are two people"),
        "customer.suggestion_reopened": _("took back whether two customers are one"),
        "customer.exported": _("exported a customer's data"),
        "customers.exported": _("exported customers"),
        "consent.said": _("noted consent"),
        "address.suppressed": _("had nothing sent to an address any more"),
        "address.released": _("let things be sent to an address again"),
    },
    fields={
        "gender": _("Gender"),
        "birthday_on": _("Birthday"),
        "channel": _("Channel"),
        "purpose": _("Purpose"),
        "granted": _("Agreed"),
        "customers": _("Customers"),
        "evidence": _("What speaks for it"),
        "reason": _("Reason"),
        "first": _("Customer"),
        "second": _("Other customer"),
    },
    fields_of={
        "customer": {"name": pgettext_lazy("person", "Name")},
    },
    values={
        **dict(Consent.Channel.choices),
        **dict(Consent.Purpose.choices),
        **dict(Merge.Reason.choices),
    },
    subjects={
        "customer": (_("customer"), "console:customer"),
    },
)
