"""What may be asked of people, and the orders that they are listed in."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

ORDERS = {
    "seen": ("-last_seen_at", "-id"),
    "new": ("-first_seen_at", "-id"),
    "spent": ("-spent_minor", "-buyer_id"),
    "orders": ("-order_count", "-buyer_id"),
}
BUYERS_ONLY = frozenset({"spent", "orders"})
SORTS = (
    ("seen", _("last seen first")),
    ("new", _("newest first")),
    ("spent", _("buyers who spent most first")),
    ("orders", _("buyers who ordered most first")),
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Conditions that hold together; what is left empty asks nothing.

    `spent_from_minor` is in the installation's currency. `consent` is a channel on which the
    person may be sent marketing now. `source` is a whole source (`key:7`) or its kind (`key:`).
    """

    text: str = ""
    store_id: int | None = None
    seen_since: datetime | None = None
    not_seen_since: datetime | None = None
    first_seen_since: datetime | None = None
    orders_from: int | None = None
    orders_to: int | None = None
    spent_from_minor: int | None = None
    has_phone: bool | None = None
    source: str = ""
    consent: str = ""
    product_id: int | None = None
    tag_id: int | None = None
    without_tag_id: int | None = None
