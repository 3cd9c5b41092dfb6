"""What each tab of a person's page shows around its own part: head, facts, tabs, timeline."""

from datetime import UTC, datetime
from typing import Any

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guisu.act.outreach.selectors import receivers
from guisu.doors.console.customers import sentences
from guisu.doors.console.customers.chips import chips
from guisu.doors.console.customers.people import called, channel_words
from guisu.doors.console.http import OperatorRequest
from guisu.doors.console.kit.cells import moment
from guisu.ground.events import selectors as events
from guisu.ground.kernel.money import Money
from guisu.ground.kernel.numbers import row_id
from guisu.ground.staff.domain import Permission, Scope
from guisu.ground.staff.selectors import installation
from guisu.know.commerce import people
from guisu.know.commerce.models import Purchases
from guisu.know.customers import selectors
from guisu.know.customers.contacts import Contacts, contacts
from guisu.know.customers.models import Customer

TIMELINE_PAGE = 20
KINDS_AMONG = 200
TABS = (
    ("profile", gettext_lazy("Profile"), "console:customer", Permission.SEE_CUSTOMERS),
    ("orders", gettext_lazy("Orders"), "console:customer-orders", Permission.SEE_ORDERS),
    ("tags", gettext_lazy("Tags"), "console:customer-tags", Permission.SEE_CUSTOMERS),
    ("consent", gettext_lazy("Consent"), "console:customer-consents", Permission.SEE_CUSTOMERS),
    ("merging", gettext_lazy("Same person"), "console:customer-merges", Permission.SEE_CUSTOMERS),
    ("data", gettext_lazy("Personal data"), "console:customer-data", Permission.ERASE_CUSTOMERS),
)


def around(request: OperatorRequest, customer: Customer, tab: str) -> dict[str, Any]:
    """The context of a tab: everything but the tab's own part."""
    known = contacts([customer.pk])[customer.pk]
    bought = people.purchases_of(request.scope, [customer.pk]).get(customer.pk)
    return {
        "customer": customer,
        "called": called(request.scope, customer, known.identities),
        "facts": _facts(customer, known, bought),
        "chips": chips(customer),
        "tabs": [
            (name, label, reverse(address, args=[customer.pk]))
            for name, label, address, permission in TABS
            if request.scope.may(permission)
        ],
        "tab": tab,
        **timeline(request, customer),
    }


def timeline(request: OperatorRequest, customer: Customer) -> dict[str, Any]:
    """One page of the timeline below the key `before` of the address, of its `kind`."""
    rows = selectors.rows_of(customer)
    kind = request.GET.get("kind", "")
    found = events.timeline(
        rows,
        scope=request.scope,
        before=_key(request.GET.get("before", "")),
        kinds=[kind] if kind else [],
        limit=TIMELINE_PAGE + 1,
    )
    shown = found[:TIMELINE_PAGE]
    more = f"{shown[-1].occurred_at.isoformat()}~{shown[-1].pk}" if found[TIMELINE_PAGE:] else ""
    return {
        "told": sentences.tell(shown, names=request.scope.may(Permission.SEE_CONTACT)),
        "more": more,
        "kind": kind,
        "kinds": _kinds(request.scope, rows, kind) if not request.GET.get("before") else [],
    }


def _kinds(scope: Scope, rows: list[int], chosen: str) -> list[tuple[str, Any]]:
    """Kinds among the person's latest events, the most frequent first, to filter by."""
    kinds = events.kinds(rows, scope=scope, among=KINDS_AMONG)
    if chosen and chosen not in kinds:
        kinds.append(chosen)
    return [(kind, sentences.kind_word(kind)) for kind in kinds]


def _key(text: str) -> tuple[datetime, int] | None:
    at, _tilde, pk = text.partition("~")
    try:
        return datetime.fromisoformat(at).astimezone(UTC), row_id(pk)
    except (ValueError, OverflowError):
        return None


def _facts(customer: Customer, known: Contacts, bought: Purchases | None) -> list[tuple[Any, Any]]:
    seen = [(_("Spent"), _spent(bought)), (_("Last seen"), moment(customer.last_seen_at))]
    # Nobody is left who could be written to, whatever they said once.
    reach = [] if customer.erased_at else [(_("May be sent marketing by"), _reach(known))]
    return [*seen, *reach]


def _spent(bought: Purchases | None) -> SafeString:
    currency = installation().currency
    if bought is None or not bought.orders:
        return format_html('{} <span class="fact-more">{}</span>', "–", _("no order yet"))
    counted = _("%(count)s orders") if bought.orders > 1 else _("%(count)s order")
    return format_html(
        '{} <span class="fact-more">{}</span>',
        Money(bought.spent_minor, currency).shown(),
        counted % {"count": f"{bought.orders:,}"},
    )


def _reach(known: Contacts) -> SafeString:
    channels = receivers.open_to_marketing(known)
    if not channels:
        return format_html('<span class="word word-warn">{}</span>', _("no channel"))
    words = ((word,) for word in channel_words(channels))
    return format_html_join(" ", '<span class="word word-good">{}</span>', words)
