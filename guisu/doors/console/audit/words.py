"""What the audit log's codes mean, and how a change reads: field, before, after."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from guisu.act.acquisition.models import ContactCode
from guisu.act.handovers.models import Handover
from guisu.act.outreach.models import ConsentRule
from guisu.act.stafftasks.models import KindChoice
from guisu.doors.console import sources
from guisu.doors.console.wording import exact, is_chinese
from guisu.ground.staff.models import AuditEntry, PostChoice
from guisu.ground.staff.selectors import installation
from guisu.know.commerce.models import Product
from guisu.know.customers.models import Consent, Merge, Tag, TagKind
from guisu.know.segments.definition import storing
from guisu.know.segments.reading import sentences
from guisu.know.segments.reading.names import names_in
from guisu.take_in.imports.models import KindChoice as KindOfImport
from guisu.take_in.imports.wording import FIELD_LABELS

ACTIONS: dict[str, str | Promise] = {
    "staff.hired": _("opened an account"),
    "staff.changed": _("changed an account"),
    "staff.password_changed": _("set a password"),
    "store.opened": _("opened a store"),
    "store.changed": _("changed a store"),
    "settings.changed": _("changed the settings"),
    "key.made": _("made a key"),
    "key.revoked": _("revoked a key"),
    "product.made": _("made a product"),
    "product.changed": _("changed a product"),
    "customer.changed": _("changed a customer"),
    "customer.edited": _("changed a customer"),
    "customer.merged": _("merged customers"),
    "customer.unmerged": _("separated customers"),
    "customer.merge_undone": _("separated customers"),
    "customer.erased": _("erased a customer"),
    "customer.erasure_lifted": _("lifted an erasure"),
    "customer.suggestion_dismissed": _("said that two customers are two people"),
    "customer.suggestion_reopened": _("took back whether two customers are one"),
    "customer.exported": _("exported a customer's data"),
    "customers.exported": _("exported customers"),
    "consent.said": _("noted consent"),
    "tag.defined": _("made a tag"),
    "tag.changed": _("changed a tag"),
    "tag.archived": _("archived a tag"),
    "tag.mirrored": _("had a tag made in WeCom"),
    "tag.restored": _("brought a tag back"),
    "channel.connected": _("connected a channel"),
    "channel.changed": _("changed a channel's connection"),
    "outreach.ruled": _("set the rules for speaking to people"),
    "outreach.stopped": _("stopped a message"),
    "welcome.set": _("chose the words for new contacts"),
    "broadcast.written": _("wrote a message"),
    "broadcast.changed": _("changed a message"),
    "broadcast.discarded": _("discarded a message"),
    "broadcast.sent_off": _("sent off a message"),
    "broadcast.called_back": _("called a message back"),
    "broadcast.cancelled": _("cancelled a message"),
    "broadcast.reminded": _("had colleagues reminded of a message"),
    "broadcast.rules_set": _("set the rules for messages"),
    "code.made": _("made a code"),
    "code.changed": _("changed a code"),
    "code.paused": _("paused a code"),
    "code.resumed": _("went on with a code"),
    "code.deleted": _("deleted a code"),
    "channel.tested": _("sent a test message"),
    "channel.resealed": _("sealed the channel's secrets anew"),
    "channel.colleague_tied": _("said who a colleague of WeCom is"),
    "task.opened": _("opened a task"),
    "task.said_done": _("said that a task is done"),
    "task.withdrawn": _("withdrew a task"),
    "handover.started": _("handed customers or groups over"),
    "handover.stopped": _("stopped a handover"),
    "handover.exported": _("exported a handover"),
    "tag.given": _("gave a tag"),
    "tag.taken": _("took a tag"),
    "tag.undone": _("undid tagging"),
    "tagrule.made": _("made a tag rule"),
    "tagrule.paused": _("paused a tag rule"),
    "tagrule.resumed": _("went on with a tag rule"),
    "tagrule.ended": _("ended a tag rule"),
    "tag.stopped": _("stopped tagging"),
    "tag.resumed": _("went on with tagging"),
    "orders.exported": _("exported orders"),
    "segment.made": _("made a segment"),
    "segment.changed": _("changed a segment"),
    "segment.archived": _("archived a segment"),
    "segment.restored": _("brought a segment back"),
    "value.asked": _("had customer value estimated"),
    "value.exported": _("exported customer value"),
    "import.uploaded": _("uploaded a file"),
    "import.started": _("started an import"),
    "import.resumed": _("went on with an import"),
    "import.paused": _("paused an import"),
    "import.stopped": _("stopped an import"),
    "import.discarded": _("discarded an import"),
    "mapping.saved": _("saved a mapping"),
    "mapping.forgotten": _("forgot a mapping"),
    "letters.retried": _("tried parked work again"),
    "letters.dismissed": _("gave up parked work"),
    "messages.tried": _("had refused messages tried again"),
    "messages.dismissed": _("took refused messages off the list"),
    "jobs.retried": _("tried failed jobs again"),
    "rfm.learnt": _("learnt the RFM scheme"),
    "rfm.set": _("set the RFM scheme"),
    "lifecycle.learnt": _("learnt the life-cycle thresholds"),
    "lifecycle.set": _("set the life-cycle thresholds"),
}
FAMILIES: dict[str, str | Promise] = {
    "staff": _("accounts"),
    "store": _("stores"),
    "settings": _("settings"),
    "key": _("keys"),
    "customer": _("customers"),
    "product": _("products"),
    "segment": _("segments"),
    "tag": _("tags"),
    "tagrule": _("tag rules"),
    "code": _("contact codes"),
    "broadcast": _("mass messages"),
    "task": _("tasks"),
    "handover": _("handovers"),
    "channel": _("channel connections"),
    "import": _("imports"),
    "letters": _("parked work"),
}


FIELDS: dict[str, str | Promise] = {
    "name": _("Name"),
    "username": _("User name"),
    "email": _("E-mail"),
    "post": _("Post"),
    "stores": _("Stores"),
    "store": _("Store"),
    "language": _("Language"),
    "is_active": _("Account open"),
    "code": _("Code"),
    "region": _("City or region"),
    "is_open": _("Store open"),
    "time_zone": _("Time zone"),
    "needs": _("Consent needed"),
    "caps": _("At most"),
    "people_quiet": _("Quiet hours of customers"),
    "colleagues_quiet": _("Quiet hours of colleagues"),
    "currency": _("Currency"),
    "phone_region": _("Phone region"),
    "scopes": _("It may"),
    "hint": _("Begins with"),
    "created_by": _("Made by"),
    "created_at": _("Made"),
    "subscriber": _("Could not be taken by"),
    "delivered": _("Handled"),
    "sku": _("SKU"),
    "tier": _("Tier"),
    "category": _("Category"),
    "price_minor": _("Price in minor units"),
    "is_listed": _("On sale"),
    "gender": _("Gender"),
    "birthday_on": _("Birthday"),
    "channel": _("Channel"),
    "purpose": _("Purpose"),
    "granted": _("Agreed"),
    "rows": _("Rows"),
    "file": _("File"),
    "kind": _("Kind"),
    "bytes": _("Size in bytes"),
    "digest": _("Fingerprint of the file"),
    "columns": _("Columns"),
    "constants": _("The same in every row"),
    "duplicates": _("Repeated rows"),
    "date_order": _("Order in dates"),
    "window_days": _("Window in days"),
    "recency": _("Days since the last order"),
    "orders": _("Number of orders"),
    "spent_minor": _("Spent in minor units"),
    "active_days": _("Active up to days"),
    "at_risk_days": _("At risk up to days"),
    "dormant_days": _("Dormant up to days"),
    "frequency_days": _("Frequency counted over days"),
    "frequent_orders": _("Orders to be frequent"),
    "newcomer_days": _("Newcomer up to days"),
    "group": _("Group"),
    "description": _("Description"),
    "colour": _("Colour"),
    "people": _("People"),
    "tag": _("Tag"),
    "segment": _("Segment"),
    "mode": _("Given"),
    "cancelled_prefix": _("Cancelled if the number begins with"),
    "title": _("Title"),
    "audience": _("To"),
    "due_at": _("Sent off for"),
    "definition": _("Condition"),
    "source": _("Source"),
    "tags": _("Tags"),
    "colleagues": _("Colleagues"),
    "backups": _("Backups"),
    "shifts": _("Shifts"),
    "groups": _("Groups"),
    "daily_cap": _("New people a colleague and day"),
    "room_limit": _("A group is full at"),
    "opens_rooms": _("Let WeCom open another group when all are full"),
    "room_name": _("Name of groups that WeCom opens"),
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
    "period": _("Counted by"),
    "most": _("At most, for each customer and group"),
    "task_after_hours": _("Hours until a colleague who has not confirmed gets a task"),
    "unit": _("Unit of time"),
    "filters": _("Filters"),
    "customers": _("Customers"),
    "what": _("Handed over"),
    "count": _("Number"),
    "letters": _("Letters"),
    "messages": _("Messages taken in"),
    "task": _("Task"),
    "tasks": _("Tasks"),
    "missed": _("Those whom a message did not reach"),
    "evidence": _("What speaks for it"),
    "reason": _("Reason"),
    "first": _("Customer"),
    "second": _("Other customer"),
}
# What a field is called where its subject makes it something else.
FIELDS_OF: dict[str, dict[str, str | Promise]] = {
    "staff": {"name": pgettext_lazy("person", "Name")},
    "customer": {"name": pgettext_lazy("person", "Name")},
    "code": {"is_open": _("Add at once, without the colleague's confirmation")},
    "channel": {"is_active": _("In use")},
}
VALUES: dict[str, str | Promise] = {
    **{choice.value: choice.label for choice in PostChoice},
    **dict(settings.LANGUAGES),
    **dict(Product.Tier.choices),
    **dict(Consent.Channel.choices),
    **dict(Consent.Purpose.choices),
    **dict(ConsentRule.Need.choices),
    **dict(TagKind.choices),
    **dict(Tag.Colour.choices),
    **dict(KindChoice.choices),
    **dict(Handover.What.choices),
    **dict(Merge.Reason.choices),
    "day": pgettext_lazy("unit", "day"),
    "week": pgettext_lazy("unit", "week"),
    "month": pgettext_lazy("unit", "month"),
    "shop": sources.CHANNELS["shop"],
    "secret": _("Secret"),
    "password": _("Password"),
    "callback_token": _("Token"),
    "callback_key": _("EncodingAESKey"),
}


# Numbers and keys of ours, which say nothing to a reader.
UNSAID = frozenset({"id", "name_key", "batch", "merge", "colleague", "from", "to", "subject"})


# What the subject of an entry is, and the page that shows it; `customer:42` is no. 42.
SUBJECTS: dict[str, tuple[str | Promise, str]] = {
    "customer": (_("customer"), "console:customer"),
    "staff": (_("account"), "console:person"),
    "store": (_("store"), "console:store"),
    "product": (_("product"), "console:product"),
    "order": (_("order"), "console:order"),
    "tag": (_("tag"), "console:tag"),
    "segment": (_("segment"), "console:segment"),
    "code": (_("contact code"), "console:code"),
    "broadcast": (_("message"), "console:message"),
    "task": (_("task"), "console:task"),
    "handover": (_("handover"), "console:handover"),
    "channel": (_("channel"), "console:channel"),
    "colleague": (_("colleague"), ""),
    "import": (_("import"), "console:import"),
    "key": (_("key"), ""),
    "event": (_("event"), ""),
    "job": (_("job"), ""),
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


def by_whom(entry: AuditEntry) -> str:
    """Who did it: somebody, a key, or nobody but Guisu."""
    is_ours = entry.staff_id is None and entry.staff_name == "guisu"
    return str(_("Guisu by itself")) if is_ours else entry.staff_name


def about(entry: AuditEntry) -> tuple[str, str]:
    """What the entry is about, and the address of its page (empty: it has none)."""
    kind, _colon, number = entry.subject.partition(":")
    if kind not in SUBJECTS or not number.isdecimal():
        return "", ""
    word, page = SUBJECTS[kind]
    return f"{word} {number}", reverse(page, args=[int(number)]) if page else ""


def differences(entry: AuditEntry) -> Iterator[Difference]:
    """What differs between before and after, field by field; what stays empty is left out."""
    before: Mapping[str, Any] = entry.before
    after: Mapping[str, Any] = entry.after
    subject = entry.subject.partition(":")[0]
    words = FIELDS_OF.get(subject, {})
    for field in dict.fromkeys([*before, *after]):
        old, new = before.get(field), after.get(field)
        if field not in UNSAID and old != new and not (_is_empty(old) and _is_empty(new)):
            word = words.get(field) or FIELDS.get(field, field)
            shown = SHOWN.get(f"{subject}.{field}") or SHOWN.get(field, _shown)
            yield Difference(str(word), shown(old), shown(new))


def _is_empty(value: Any) -> bool:
    return value is None or value in ("", [], {})


def _shown(value: Any) -> str:
    if _is_empty(value):
        return "–"
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    if isinstance(value, dict):
        return " · ".join(_pair(name, _shown(each)) for name, each in value.items())
    if isinstance(value, list):
        return " · ".join(map(_shown, value))
    return str(VALUES.get(value, value)) if isinstance(value, str) else str(value)


def _pair(name: str, value: str) -> str:
    sign = "：" if is_chinese() else ": "
    return f"{FIELDS.get(name) or FIELD_LABELS.get(name, name)}{sign}{value}"


def _condition(value: Any) -> str:
    """A segment's condition as it reads on the segment's page."""
    if _is_empty(value):
        return "–"
    try:
        condition = storing.read(str(value))
    except storing.NotACondition:
        return "–"
    names = names_in([condition], currency=installation().currency)
    return sentences.said(condition, names).line()


def _audience(value: Any) -> str:
    """Which segment or message; of people, colleagues and tags how many."""
    if not isinstance(value, dict) or not value:
        return "–"
    counted = {name: len(each) if isinstance(each, list) else each for name, each in value.items()}
    return " · ".join(_pair(name, str(each)) for name, each in counted.items() if each)


def _moment(value: Any) -> str:
    return exact(datetime.fromisoformat(value)) if value else "–"


SHOWN: dict[str, Callable[[Any], str]] = {
    "definition": _condition,
    "audience": _audience,
    "due_at": _moment,
    "import.kind": lambda kind: str(dict(KindOfImport.choices).get(kind, kind or "–")),
    "code.kind": lambda kind: str(dict(ContactCode.Kind.choices).get(kind, kind or "–")),
}
