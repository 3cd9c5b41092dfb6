"""How each of several people can be recognised and reached: what lists show beside a name."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from guisu.know.customers.models import Consent, Identity
from guisu.know.customers.selectors import rows_of_all

PHONE, EMAIL = Identity.Channel.PHONE, Identity.Channel.EMAIL


@dataclass(slots=True)
class Contacts:
    """One person's first identity of each channel, and their latest word on marketing by each."""

    identities: dict[str, Identity] = field(default_factory=dict)
    words: dict[str, bool] = field(default_factory=dict)

    @property
    def open_channels(self) -> list[str]:
        """By which they agreed to marketing."""
        return [channel for channel, granted in self.words.items() if granted]


def contacts(root_ids: Iterable[int]) -> dict[int, Contacts]:
    """The contacts of each person, gathered over all their rows: three queries in all."""
    found = {pk: Contacts() for pk in root_ids}
    rows = rows_of_all(found).values_list("pk", "merged_into")
    roots = {row: root or row for row, root in rows}
    for identity in Identity.objects.filter(customer__in=roots).order_by("first_seen_at", "id"):
        found[roots[identity.customer_id]].identities.setdefault(identity.channel, identity)
    told = Consent.objects.filter(customer__in=roots, purpose=Consent.Purpose.MARKETING)
    for consent in told.order_by(*Consent.LATEST_LAST):
        found[roots[consent.customer_id]].words[consent.channel] = consent.granted
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
