"""What the audit log's codes mean, and how a change reads: field, before, after."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from guisu.staff.models import AuditEntry

ACTIONS: dict[str, str | Promise] = {
    "staff.hired": _("opened an account"),
    "staff.changed": _("changed an account"),
    "staff.password_changed": _("set a password"),
    "store.opened": _("opened a store"),
    "store.changed": _("changed a store"),
    "settings.changed": _("changed the settings"),
    "key.made": _("made a key"),
    "key.revoked": _("revoked a key"),
    "customer.changed": _("changed a customer"),
    "customer.edited": _("changed a customer"),
    "customer.merged": _("merged customers"),
    "customer.unmerged": _("separated customers"),
    "customer.merge_undone": _("separated customers"),
    "customer.erased": _("erased a customer"),
    "customer.erasure_lifted": _("lifted an erasure"),
    "customer.exported": _("exported a customer's data"),
    "customers.exported": _("exported customers"),
    "consent.said": _("noted consent"),
    "letters.retried": _("tried parked work again"),
    "letters.dismissed": _("gave up parked work"),
    "jobs.retried": _("tried failed jobs again"),
}
FAMILIES: dict[str, str | Promise] = {
    "staff": _("accounts"),
    "store": _("stores"),
    "settings": _("settings"),
    "key": _("keys"),
    "customer": _("customers"),
    "product": _("products"),
    "import": _("imports"),
    "letters": _("parked work"),
}


@dataclass(frozen=True, slots=True)
class Difference:
    """One field that a change touched."""

    field: str
    before: str
    after: str


def said(entry: AuditEntry) -> str | Promise:
    """The action in words; a code we do not know is shown as it is."""
    return ACTIONS.get(entry.action, entry.action)


def differences(entry: AuditEntry) -> Iterator[Difference]:
    """What differs between before and after, field by field."""
    before: Mapping[str, Any] = entry.before
    after: Mapping[str, Any] = entry.after
    for field in dict.fromkeys([*before, *after]):
        old, new = before.get(field), after.get(field)
        if old != new:
            yield Difference(field, _shown(old), _shown(new))


def _shown(value: Any) -> str:
    if value is None or value == "":
        return "–"
    return "、".join(map(str, value)) if isinstance(value, list) else str(value)
