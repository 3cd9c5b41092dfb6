"""What an entry of the audit log reads like: the action, its subject, and field, before, after."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from guisu.doors.console.audit.registry import Words, known
from guisu.doors.console.wording import is_chinese
from guisu.ground.kernel.numbers import row_id
from guisu.ground.staff.models import AuditEntry
from guisu.take_in.imports.wording import FIELD_LABELS

AUDIT = Words(
    fields={
        "name": _("Name"),
        "store": _("Store"),
        "language": _("Language"),
        "kind": _("Kind"),
        "description": _("Description"),
        "filters": _("Filters"),
    },
)
NOTHING = "–"
# Numbers and keys of ours, which say nothing to a reader.
UNSAID = frozenset({"id", "name_key", "batch", "merge", "colleague", "from", "to", "subject"})


@dataclass(frozen=True, slots=True)
class Difference:
    """One field that a change touched."""

    field: str
    before: str
    after: str


def said(entry: AuditEntry) -> str | Promise:
    """The action in words; a code we do not know is shown as it is."""
    return known().actions.get(entry.action, entry.action)


def by_whom(entry: AuditEntry) -> str:
    """Who did it: somebody, a key, or nobody but Guisu."""
    is_ours = entry.staff_id is None and entry.staff_name == "guisu"
    return str(_("Guisu by itself")) if is_ours else entry.staff_name


def about(entry: AuditEntry) -> tuple[str, str]:
    """What the entry is about, and the address of its page (empty: it has none)."""
    kind, _colon, number = entry.subject.partition(":")
    subjects = known().subjects
    if kind not in subjects or not row_id(number):
        return "", ""
    word, page = subjects[kind]
    return f"{word} {number}", reverse(page, args=[int(number)]) if page else ""


def differences(entry: AuditEntry) -> Iterator[Difference]:
    """What differs between before and after, field by field; what stays empty is left out."""
    before: Mapping[str, Any] = entry.before
    after: Mapping[str, Any] = entry.after
    subject = entry.subject.partition(":")[0]
    words = known().fields_of.get(subject, {})
    own = known().shown
    for field in dict.fromkeys([*before, *after]):
        old, new = before.get(field), after.get(field)
        if field not in UNSAID and old != new and not (is_empty(old) and is_empty(new)):
            word = words.get(field) or known().fields.get(field, field)
            shown = own.get(f"{subject}.{field}") or own.get(field, _shown)
            yield Difference(str(word), shown(old), shown(new))


def is_empty(value: Any) -> bool:
    """Whether nothing stood there."""
    return value is None or value in ("", [], {})


def _shown(value: Any) -> str:
    if is_empty(value):
        return NOTHING
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    if isinstance(value, dict):
        return " · ".join(pair(name, _shown(each)) for name, each in value.items())
    if isinstance(value, list):
        return " · ".join(map(_shown, value))
    return str(known().values.get(value, value)) if isinstance(value, str) else str(value)


def pair(name: str, value: str) -> str:
    """A field of a field, and what it is."""
    sign = "：" if is_chinese() else ": "
    return f"{known().fields.get(name) or FIELD_LABELS.get(name, name)}{sign}{value}"
