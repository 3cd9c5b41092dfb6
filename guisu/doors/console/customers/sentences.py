"""The timeline in sentences: our own events as people would say them, a shop's as it names them."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guisu.doors.console import sources
from guisu.ground.channels.selectors import everybody
from guisu.ground.events import facts
from guisu.ground.events.domain import OURS
from guisu.ground.events.facts import COLLEAGUE, MINOR_UNITS, ORDER, Fact, Field
from guisu.ground.events.models import Event
from guisu.ground.kernel.money import Money
from guisu.know.customers.domain.erasure import kept

Properties = dict[str, Any]
Found = list[tuple[Event, type[Fact] | None]]
SHOWN_PROPERTIES = 4
LONGEST_VALUE = 60
PARAMETER = re.compile(r"%\((\w+)\)s")
# Properties by names that everybody uses, in words; a shop's own names are shown as they are.
NAMES: dict[str, str | Promise] = {
    "sku": gettext_lazy("SKU"),
    "name": gettext_lazy("Name"),
    "quantity": gettext_lazy("Quantity"),
}
# What a shop's own event carries about itself rather than about the person's act.
HIDDEN = frozenset({"context", "messageId", "message_id", "anonymousId", "ip", "userAgent"})


@dataclass(frozen=True, slots=True)
class Told:
    """One line of the timeline."""

    id: int
    at: datetime
    kind: str
    text: str
    details: list[tuple[str, str]]
    source: str
    url: str = ""


def tell(events: Iterable[Event], *, names: bool) -> list[Told]:
    """`events` as lines, in their order; without `names`, of a shop's own events figures only."""
    found = [(event, facts.own(event.kind, event.source)) for event in events]
    told_by = {event.pk: _told_by(event, fact) for event, fact in found}
    words = sources.labels(told_by.values())
    colleagues = _colleagues(found)
    return [
        _own(event, fact, words[told_by[event.pk]], colleagues)
        if fact
        else _foreign(event, words[told_by[event.pk]], names=names)
        for event, fact in found
    ]


def kind_word(kind: str) -> str:
    """What the kind is called; a shop's own name is shown as it is."""
    known = facts.named(kind)
    return _(known.called) if known and known.called else kind


def _told_by(event: Event, fact: type[Fact] | None) -> str:
    told_by = event.properties.get("told_by") if fact else ""
    return str(told_by or event.source)


def _colleagues(found: Found) -> dict[int, str]:
    """What the colleagues of our own facts are called: one query, or none."""
    told = [event.properties.get(name) for event, fact in found for name in _of(fact, COLLEAGUE)]
    wanted = {pk for pk in told if isinstance(pk, int)}
    rows = everybody().filter(pk__in=wanted) if wanted else ()
    return {one.pk: str(one) for one in rows}


def _of(fact: type[Fact] | None, unit: str) -> list[str]:
    """Names of the properties that are told in `unit`."""
    return [each.name for each in facts.fields(fact) if each.unit == unit] if fact else []


def _own(event: Event, fact: type[Fact], source: str, colleagues: Mapping[int, str]) -> Told:
    shown = dict(_shown(fact, event.properties, colleagues))
    is_said = bool(fact.said) and shown.keys() >= set(PARAMETER.findall(fact.said))
    titled = [each for each in facts.fields(fact) if each.title and each.name in shown]
    orders = [pk for name in _of(fact, ORDER) if isinstance(pk := event.properties.get(name), int)]
    return Told(
        id=event.pk,
        at=event.occurred_at,
        kind=_(fact.called),
        text=_(fact.said) % shown if is_said else "",
        details=[] if is_said else [(_(each.title), _short(shown[each.name])) for each in titled],
        source=source,
        url=reverse("console:order", args=orders) if orders else "",
    )


def _foreign(event: Event, source: str, *, names: bool) -> Told:
    shown = event.properties if names else kept(event.kind, event.source, event.properties)
    is_ours = facts.own(event.kind, OURS) is not None
    # Under the name of a fact of ours: it was not we who saw it.
    kind = event.kind if is_ours else kind_word(event.kind)
    return Told(event.pk, event.occurred_at, kind, "", list(_details(shown)), source)


def _shown(
    fact: type[Fact], properties: Properties, colleagues: Mapping[int, str]
) -> Iterator[tuple[str, str]]:
    """Properties in words; what is not there, or is a code that says nothing, is left out."""
    for field in facts.fields(fact):
        value = properties.get(field.name)
        if isinstance(value, str | int) and value != "":
            text = _word(field, value, properties, colleagues)
            if text:
                yield field.name, text


def _word(
    field: Field, value: str | int, properties: Properties, colleagues: Mapping[int, str]
) -> str:
    if words := facts.words_of(field.unit):
        return str(words.get(value, value if isinstance(value, str) else ""))
    if field.unit == COLLEAGUE:
        return colleagues.get(int(value), "")
    if field.unit == MINOR_UNITS:
        return Money(int(value), str(properties.get("currency") or "CNY")).shown()
    return str(value)


def _details(properties: Properties) -> Iterator[tuple[str, str]]:
    told = [
        (name, value)
        for name, value in properties.items()
        if name not in HIDDEN and isinstance(value, str | int | float | bool) and value != ""
    ]
    for name, value in told[:SHOWN_PROPERTIES]:
        yield str(NAMES.get(name, name)), _short(str(value))


def _short(text: str) -> str:
    return text if len(text) <= LONGEST_VALUE else text[: LONGEST_VALUE - 1] + "…"
