"""The timeline in sentences: our own events as people would say them, a shop's as it names them."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from guisu.doors.console import sources
from guisu.ground.channels.models import Colleague
from guisu.ground.events.domain import OURS
from guisu.ground.events.models import Event
from guisu.ground.kernel.money import Money
from guisu.know.commerce.models import Order
from guisu.know.customers.domain.erasure import kept
from guisu.know.customers.models import Consent
from guisu.take_in.sync.models import Tie

Properties = dict[str, Any]
SHOWN_PROPERTIES = 4
LONGEST_VALUE = 60
# Properties by names that everybody uses, in words; a shop's own names are shown as they are.
NAMES: dict[str, str | Promise] = {
    "sku": gettext_lazy("SKU"),
    "name": gettext_lazy("Name"),
    "quantity": gettext_lazy("Quantity"),
}
# What our own facts tell: words instead of the numbers of rows, which say nothing to a reader.
OWN: dict[str, str | Promise] = {
    **NAMES,
    "title": gettext_lazy("Title"),
    "colleague": gettext_lazy("Colleague"),
    "add_way": gettext_lazy("Way of adding"),
    "ending": gettext_lazy("How it ended"),
}
# WeCom's numbers for how two people came into contact.
ADD_WAYS: dict[int, str | Promise] = {
    1: gettext_lazy("scanned a QR code"),
    2: gettext_lazy("searched the phone number"),
    3: gettext_lazy("shared business card"),
    4: gettext_lazy("group chat"),
    5: gettext_lazy("phone's address book"),
    6: gettext_lazy("WeChat contact"),
    9: gettext_lazy("searched the e-mail address"),
    10: gettext_lazy("WeChat Channels"),
    16: gettext_lazy("customer acquisition link"),
    201: gettext_lazy("shared by a colleague"),
    202: gettext_lazy("assigned by an administrator"),
}
# What a shop's own event carries about itself rather than about the person's act.
HIDDEN = frozenset({"context", "messageId", "message_id", "anonymousId", "ip", "userAgent"})

KINDS: dict[str, str | Promise] = {
    "order.placed": gettext_lazy("Order placed"),
    "order.returned": gettext_lazy("Goods returned"),
    "order.status_changed": gettext_lazy("Order changed status"),
    "order.refunded": gettext_lazy("Refund"),
    "customer.merged": gettext_lazy("Joined with another row"),
    "customer.unmerged": gettext_lazy("Separated again"),
    "customer.edited": gettext_lazy("Profile changed"),
    "customer.erased": gettext_lazy("Erased"),
    "consent.given": gettext_lazy("Consent given"),
    "consent.withdrawn": gettext_lazy("Consent taken back"),
    "tag.given": gettext_lazy("Tagged"),
    "tag.taken": gettext_lazy("Tag removed"),
    "contact.added": gettext_lazy("In contact on WeCom"),
    "contact.ended": gettext_lazy("No longer in contact on WeCom"),
    "message.sent": gettext_lazy("Mass message received"),
    "code.arrived": gettext_lazy("Came by a code"),
    "group.joined": gettext_lazy("Joined a group"),
    "group.code_told": gettext_lazy("Joined a group by a code"),
    "group.left": gettext_lazy("Left a group"),
    "page": gettext_lazy("Page viewed"),
    "screen": gettext_lazy("Screen viewed"),
    "identify": gettext_lazy("Told who they are"),
}


@dataclass(frozen=True, slots=True)
class Told:
    """One line of the timeline."""

    id: int
    at: datetime
    kind: str | Promise
    text: str
    details: list[tuple[str, str]]
    source: str
    url: str = ""


def tell(events: Iterable[Event], *, names: bool) -> list[Told]:
    """`events` as lines, in their order; without `names`, of a shop's own events figures only."""
    found = list(events)
    told_by = {event.pk: event.properties.get("told_by") or event.source for event in found}
    words = sources.labels(told_by.values())
    colleagues = _colleagues(found)
    return [
        _line(event, words[told_by[event.pk]], colleagues=colleagues, names=names)
        for event in found
    ]


def _colleagues(events: Iterable[Event]) -> dict[int, str]:
    """What the colleagues of our own facts are called: one query, or none."""
    own = [event.properties.get("colleague") for event in events if event.source == OURS]
    wanted = {pk for pk in own if isinstance(pk, int)}
    found = Colleague.objects.filter(pk__in=wanted) if wanted else ()
    return {one.pk: str(one) for one in found}


def kind_word(kind: str) -> str | Promise:
    """What the kind is called; a shop's own name is shown as it is."""
    return KINDS.get(kind, kind)


def _line(event: Event, source: str, *, colleagues: Mapping[int, str], names: bool) -> Told:
    sentence = SENTENCES.get(event.kind)
    text = sentence(event.properties) if sentence else ""
    shown = event.properties if names else kept(event.kind, event.properties)
    if text:
        details = []
    elif event.source == OURS:
        details = list(_own(event.properties, colleagues))
    else:
        details = list(_details(shown))
    order_id = event.properties.get("order_id")
    is_order = event.kind.startswith("order.") and isinstance(order_id, int)
    return Told(
        id=event.pk,
        at=event.occurred_at,
        kind=kind_word(event.kind),
        text=text,
        details=details,
        source=source,
        url=reverse("console:order", args=[order_id]) if is_order else "",
    )


def _own(properties: Properties, colleagues: Mapping[int, str]) -> Iterable[tuple[str, str]]:
    """What one of our own facts tells besides its kind; what has no words is left out."""
    said: dict[str, object] = {
        "colleague": colleagues.get(properties.get("colleague", 0)),
        "add_way": ADD_WAYS.get(properties.get("add_way", 0)),
        "ending": dict(Tie.Ending.choices).get(properties.get("ending", "")),
    }
    for name, word in OWN.items():
        value = said[name] if name in said else properties.get(name)
        if name in properties and value not in {None, ""}:
            yield str(word), _short(str(value))


def _details(properties: Properties) -> Iterable[tuple[str, str]]:
    told = [
        (name, value)
        for name, value in properties.items()
        if name not in HIDDEN and isinstance(value, str | int | float | bool) and value != ""
    ]
    for name, value in told[:SHOWN_PROPERTIES]:
        yield str(NAMES.get(name, name)), _short(str(value))


def _short(text: str) -> str:
    return text if len(text) <= LONGEST_VALUE else text[: LONGEST_VALUE - 1] + "…"


def _money(properties: Properties, name: str) -> str:
    return Money(int(properties.get(name) or 0), str(properties.get("currency") or "CNY")).shown()


def _order_placed(told: Properties) -> str:
    return _("Placed order %(number)s over %(amount)s") % {
        "number": told.get("number", ""),
        "amount": _money(told, "total_minor"),
    }


def _order_returned(told: Properties) -> str:
    return _("Returned goods for %(amount)s") % {"amount": _money(told, "total_minor")}


def _order_changed(told: Properties) -> str:
    statuses = dict(Order.Status.choices)
    status = told.get("status", "")
    return _("Order %(number)s is now: %(status)s") % {
        "number": told.get("number", ""),
        "status": statuses.get(status, status),
    }


def _order_refunded(told: Properties) -> str:
    return _("Got %(amount)s back for order %(number)s") % {
        "number": told.get("number", ""),
        "amount": _money(told, "refund_minor"),
    }


def _consent(template: str) -> Callable[[Properties], str]:
    def sentence(told: Properties) -> str:
        channels, purposes = dict(Consent.Channel.choices), dict(Consent.Purpose.choices)
        channel, purpose = told.get("channel", ""), told.get("purpose", "")
        return _(template) % {
            "channel": channels.get(channel, channel),
            "purpose": purposes.get(purpose, purpose),
        }

    return sentence


def _joined(template: str) -> Callable[[Properties], str]:
    def sentence(told: Properties) -> str:
        return _(template) % {"number": told.get("second", "")}

    return sentence


def _named(template: str) -> Callable[[Properties], str]:
    def sentence(told: Properties) -> str:
        return _(template) % {"name": told["name"]} if told.get("name") else ""

    return sentence


SENTENCES: dict[str, Callable[[Properties], str]] = {
    "consent.given": _consent(gettext_noop("Agreed: %(purpose)s by %(channel)s")),
    "consent.withdrawn": _consent(gettext_noop("Took back: %(purpose)s by %(channel)s")),
    "customer.merged": _joined(gettext_noop("Joined with row %(number)s")),
    "customer.unmerged": _joined(gettext_noop("Separated from row %(number)s again")),
    "code.arrived": _named(gettext_noop("Came by the code %(name)s")),
    "group.joined": _named(gettext_noop("Joined the group %(name)s")),
    "group.code_told": _named(gettext_noop("Joined the group %(name)s by a code")),
    "group.left": _named(gettext_noop("Left the group %(name)s")),
    "tag.given": _named(gettext_noop("Tagged: %(name)s")),
    "tag.taken": _named(gettext_noop("Tag removed: %(name)s")),
    "order.placed": _order_placed,
    "order.returned": _order_returned,
    "order.status_changed": _order_changed,
    "order.refunded": _order_refunded,
}
