"""The console's words in templates: numbers, money, days, moments, icons."""

import secrets
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from functools import cache
from typing import Any

from django import template
from django.http import QueryDict
from django.template.context import Context
from django.templatetags.static import static
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

from guisu.doors.console import sources, wording
from guisu.doors.console.accounts.agents import called
from guisu.doors.console.audit import words
from guisu.doors.console.kit import cells
from guisu.doors.console.kit.columns import Column
from guisu.doors.console.kit.filters import FilterForm
from guisu.doors.console.refusals import said_later
from guisu.ground.channels import wording as channels
from guisu.ground.channels.models import Outgoing
from guisu.ground.staff.domain import Permission, Scope
from guisu.ground.staff.models import AuditEntry
from guisu.know.commerce.models import Order
from guisu.know.customers.models import Identity

register = template.Library()


@register.filter
def number(value: float | Decimal | None) -> str:
    """`1.2 万` / `12K`."""
    return "–" if value is None else wording.short_number(value)


for _shown in (cells.digits, cells.money, cells.day, cells.moment):
    register.filter(_shown.__name__, _shown)


@register.simple_tag
def once() -> str:
    """The token of a form whose act shows a secret: sent twice, it makes one."""
    return secrets.token_hex(16)


@register.filter
def browser(agent: str) -> str:
    """`Chrome · Windows`."""
    return called(agent)


@register.simple_tag(takes_context=True)
def cell(context: Context, column: Column[Any], row: Any) -> object:
    """What stands in a cell of a list."""
    return cells.drawn(context, column.cell(row))


@register.filter
def keepable(form: FilterForm, asked: QueryDict) -> str:
    """What a saved view would keep of these filters."""
    return form.keepable(asked)


@register.filter
def is_past(value: datetime | None) -> bool:
    """Whether it is due by now: “at” would be no word for it."""
    return value is not None and value <= timezone.now()


@register.filter
def listed(values: Iterable[object]) -> str:
    """Some words one after the other, as the language sets them apart."""
    return wording.listing(values)


@register.filter
def then(text: str, more: str) -> str:
    """Two sentences, the second of which may be empty, set apart as the language does."""
    joined = wording.sentences(conditional_escape(text), conditional_escape(more))
    return mark_safe(joined)  # noqa: S308 - both are escaped


@register.filter
def and_value(name: object, value: object) -> str:
    """`数量：1` or `Quantity: 1`."""
    return f"{name}：{value}" if wording.is_chinese() else f"{name}: {value}"


register.filter("order_channel", sources.channel)


@register.filter
def lasting(value: timedelta | None) -> str:
    """A length of time in words; a dash where there is none."""
    return "–" if value is None else wording.lasting(value)


@register.simple_tag
def icon(name: str) -> SafeString:
    """A drawing of the sprite; hidden from screen readers, so words must stand beside it."""
    return _drawn(name)


@cache
def _drawn(name: str) -> SafeString:
    """Kept: there are some dozens, and a page has up to hundreds."""
    return format_html(
        '<svg class="icon" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        static("console/icons.svg"),
        name,
    )


@register.filter
def said(told: Mapping[str, Any]) -> str:
    """A refusal that was kept, in the reader's language; empty for none."""
    return said_later(told) if told else ""


@register.filter
def outcome(row: Outgoing) -> str:
    """Why a call did not go through, in the reader's language."""
    return channels.said(row.code, row.error)


@register.filter
def last_line(text: str) -> str:
    """What a traceback comes down to."""
    lines = text.strip().splitlines()
    return lines[-1] if lines else ""


@register.filter
def order_status(status: str) -> str | Promise:
    """`completed` in words."""
    return dict[str, str | Promise](Order.Status.choices).get(status, status)


@register.filter
def identity_word(channel: str) -> str | Promise:
    """`phone` in words."""
    return dict[str, str | Promise](Identity.Channel.choices).get(channel, channel)


@register.filter
def evidence(text: str) -> str:
    """What speaks for a merge: `phone, import:1` in words, what somebody wrote as it is."""
    channel, _comma, source = text.partition(", ")
    if channel not in Identity.Channel.values or ":" not in source:
        return text
    return f"{identity_word(channel)} · {sources.labels([source])[source]}"


@register.filter
def audited(entry: AuditEntry) -> str | Promise:
    """An audit entry's action in words: `changed an account`."""
    return words.said(entry)


@register.filter
def member(mapping: Mapping[Any, Any], key: Any) -> Any:
    """`mapping[key]`, or None."""
    return mapping.get(key)


@register.filter
def may(scope: Scope | None, permission: str) -> bool:
    """Whether who is asking holds the permission: `request.scope|may:"customers.edit"`."""
    return scope is not None and scope.may(Permission(permission))
