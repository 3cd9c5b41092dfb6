"""What the audit log says of messages."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from guisu.doors.console.audit.registry import Words
from guisu.doors.console.audit.words import NOTHING, pair
from guisu.doors.console.wording import exact


def _audience(value: Any) -> str:
    """Which segment or message; of people, colleagues and tags how many."""
    if not isinstance(value, dict) or not value:
        return NOTHING
    counted = {name: len(each) if isinstance(each, list) else each for name, each in value.items()}
    return " · ".join(pair(name, str(each)) for name, each in counted.items() if each)


def _moment(value: Any) -> str:
    return exact(datetime.fromisoformat(value)) if value else NOTHING


AUDIT = Words(
    families={
        "broadcast": _("mass messages"),
    },
    actions={
        "broadcast.written": _("wrote a message"),
        "broadcast.changed": _("changed a message"),
        "broadcast.discarded": _("discarded a message"),
        "broadcast.sent_off": _("sent off a message"),
        "broadcast.called_back": _("called a message back"),
        "broadcast.cancelled": _("cancelled a message"),
        "broadcast.reminded": _("had colleagues reminded of a message"),
        "broadcast.rules_set": _("set the rules for messages"),
    },
    fields={
        "title": _("Title"),
        "audience": _("To"),
        "due_at": _("Sent off for"),
        "period": _("Counted by"),
        "most": _("At most, for each customer and group"),
        "task_after_hours": _("Hours until a colleague who has not confirmed gets a task"),
        "missed": _("Those whom a message did not reach"),
    },
    values={
        "day": pgettext_lazy("unit", "day"),
        "week": pgettext_lazy("unit", "week"),
        "month": pgettext_lazy("unit", "month"),
    },
    subjects={
        "broadcast": (_("message"), "console:message"),
    },
    shown={
        "audience": _audience,
        "due_at": _moment,
    },
)
