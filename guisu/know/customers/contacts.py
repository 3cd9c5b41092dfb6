"""How each of several people can be recognised and reached: what lists show beside a name."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from guisu.know.customers.models import Consent, Identity
from guisu.know.customers.selectors import rows_of_all

PHONE, EMAIL = Identity.Channel.PHONE, Identity.Channel.EMAIL


@dataclass(slots=True)
class Contacts:
    """One person's first identity of each channel, and the channels open for marketing now."""

    identities: dict[str, Identity] = field(default_factory=dict)
    open_channels: list[str] = field(default_factory=list)


def contacts(root_ids: Iterable[int]) -> dict[int, Contacts]:
    """The contacts of each person, gathered over all their rows: three queries in all."""
    found = {pk: Contacts() for pk in root_ids}
    rows = rows_of_all(found).values_list("pk", "merged_into")
    roots = {row: root or row for row, root in rows}
    for identity in Identity.objects.filter(customer__in=roots).order_by("first_seen_at", "id"):
        found[roots[identity.customer_id]].identities.setdefault(identity.channel, identity)
    told = Consent.objects.filter(customer__in=roots, purpose=Consent.Purpose.MARKETING)
    latest: dict[tuple[int, str], bool] = {}
    for consent in told.order_by("at", "id"):
        latest[roots[consent.customer_id], consent.channel] = consent.granted
    for (root, channel), granted in latest.items():
        if granted:
            found[root].open_channels.append(channel)
    return found


def masked(identity: Identity) -> str:
    """`138****8000`, `m***@example.com`: enough to recognise, too little to use."""
    if identity.channel == PHONE:
        digits = identity.value.removeprefix("+86")
        return f"{digits[:3]}****{digits[-4:]}"
    if identity.channel == EMAIL:
        name, _, domain = identity.value.partition("@")
        return f"{name[:1]}***@{domain}"
    return identity.shown
