"""One call's worth: the words of a cause for one person, with all that is personal put in."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import msgspec

from guisu.act.outreach.domain import wording
from guisu.act.outreach.domain.wording import CannotRender
from guisu.act.outreach.models import Delivery
from guisu.act.outreach.services.enclosures import Files
from guisu.ground.channels.port import Content, Message, Parcel
from guisu.ground.staff.selectors import installation
from guisu.know.customers.models import Customer

WORTH_SAYING = timedelta(days=30)
NOTHING_SAID = "nothing is said in this language, nor in any"


def parcel(delivery: Delivery, address: str, *, at: datetime) -> Parcel:
    """What is handed over for `delivery`. Raises `CannotRender`."""
    said = delivery.cause.words.said if delivery.cause.words else {}
    language = delivery.language if delivery.language in said else ""
    if language not in said:
        raise CannotRender(NOTHING_SAID)
    message = msgspec.convert(said[language], Message)
    whole = content(message.on(delivery.channel), _values(delivery))
    return Parcel(
        key=f"guisu-{delivery.pk}",
        to=(address,),
        content=whole,
        expires_at=delivery.expires_at or at + WORTH_SAYING,
        language=language,
        files=Files(whole),
    )


def content(said: Content, values: Mapping[str, Any]) -> Content:
    """`said` for one person, whole. Raises `CannotRender`."""
    return msgspec.convert(wording.filled(msgspec.to_builtins(said), values), Content)


def _values(delivery: Delivery) -> dict[str, Any]:
    """What is known of everybody, and what was given for this delivery."""
    row = Customer.objects.select_related("merged_into__store", "store")
    one = row.get(pk=delivery.customer_id or 0)
    person = one.merged_into or one
    told = {
        "name": person.name,
        "store": person.store.name if person.store else "",
        "organisation": installation().name,
    }
    return told | delivery.variables
