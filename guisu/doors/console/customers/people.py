"""A person as lists show them: a name to call them by, and contacts as far as may be seen."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from guisu.doors.console import sources
from guisu.ground.staff.domain import Permission, Scope
from guisu.ground.staff.selectors import installation
from guisu.know.commerce import people
from guisu.know.commerce.models import Purchases
from guisu.know.customers.contacts import Contacts, contacts, masked
from guisu.know.customers.models import Consent, Customer, Identity, Tag
from guisu.know.customers.selectors import tags

NAMING = (
    Identity.Channel.PHONE,
    Identity.Channel.EMAIL,
    Identity.Channel.USER_ID,
    Identity.Channel.UNION_ID,
    Identity.Channel.EXTERNAL_USERID,
    Identity.Channel.OPENID,
    Identity.Channel.OTHER,
)
CONTACT = frozenset({Identity.Channel.PHONE.value, Identity.Channel.EMAIL.value})


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One line of a list of people; what they spent is in the installation's `currency`."""

    customer: Customer
    called: str
    phone: str
    email: str
    user_id: str
    open_channels: list[str | Promise]
    orders: int
    spent_minor: int
    currency: str
    last_order_at: object
    source: str
    tags: list[Tag]


def person_rows(scope: Scope, customers: Iterable[Customer]) -> list[PersonRow]:
    """The lines of `customers`, with a bounded number of queries."""
    roots = list(customers)
    ids = [customer.pk for customer in roots]
    known = contacts(ids)
    bought = people.purchases_of(scope, ids)
    words = sources.labels(customer.source for customer in roots)
    tagged = tags.tags_of(ids)
    currency = installation().currency
    return [
        PersonRow(
            customer=customer,
            called=called(scope, customer, known[customer.pk].identities),
            **_contacts(scope, known[customer.pk]),
            **_bought(bought.get(customer.pk)),
            currency=currency,
            source=words[customer.source],
            tags=tagged[customer.pk],
        )
        for customer in roots
    ]


def identity_shown(scope: Scope, identity: Identity | None) -> str:
    """The identity as `scope` may see it; phones and e-mails are masked without the permission."""
    if identity is None:
        return ""
    if identity.channel in CONTACT and not scope.may(Permission.SEE_CONTACT):
        return masked(identity)
    return identity.shown


def called(scope: Scope, customer: Customer, identities: dict[str, Identity]) -> str:
    """What to call a person: the name, else an identity, else the number.

    Who works without contacts works without names too.
    """
    if customer.erased_at is not None:
        return _("Erased customer #%(number)s") % {"number": customer.pk}
    if not scope.may(Permission.SEE_CONTACT):
        return f"#{customer.pk}"
    named = (identities[channel] for channel in NAMING if channel in identities)
    return customer.name or identity_shown(scope, next(named, None)) or f"#{customer.pk}"


def _contacts(scope: Scope, known: Contacts) -> dict[str, Any]:
    identities = known.identities
    return {
        "phone": identity_shown(scope, identities.get(Identity.Channel.PHONE)),
        "email": identity_shown(scope, identities.get(Identity.Channel.EMAIL)),
        "user_id": identity_shown(scope, identities.get(Identity.Channel.USER_ID)),
        "open_channels": list(channel_words(known.open_channels)),
    }


def _bought(bought: Purchases | None) -> dict[str, Any]:
    return {
        "orders": bought.orders if bought else 0,
        "spent_minor": bought.spent_minor if bought else 0,
        "last_order_at": bought.last_order_at if bought else None,
    }


def channel_words(channels: Iterable[str]) -> Iterator[str | Promise]:
    """Consent channels by their names."""
    return (Consent.Channel(channel).label for channel in channels)
