"""What happens in these tests: messages of an SDK arrive, orders arrive, contacts are looked at."""

import json
from datetime import datetime
from typing import Any

from django.db import transaction

from guisu.ground.events import delivery
from guisu.ground.events import services as events
from guisu.ground.events.models import Event
from guisu.ground.staff.domain import KeyScope
from guisu.ground.staff.models import AccessKey
from guisu.ground.staff.services import make_key
from guisu.know.customers.models import Customer, Identity
from guisu.take_in.intake import services as intake
from tests import make
from tests.sync.acts import Shop


def send(
    *messages: dict[str, Any],
    key: AccessKey | None = None,
    at: datetime = make.NOON,
    **around: Any,
) -> AccessKey:
    """A batch arrives and is worked off; the key it came with."""
    used = key or make.write_key()[0]
    body = json.dumps({"batch": messages, **around}).encode()
    intake.accept(body, key=used, kind="batch", received_at=at)
    while intake.expand():
        pass
    return used


def track(event: str, **more: Any) -> dict[str, Any]:
    return {"type": "track", "event": event, **more}


def identify(**more: Any) -> dict[str, Any]:
    return {"type": "identify", **more}


def person(channel: str, value: str) -> int:
    """The root of whom an identity belongs to."""
    row = Identity.objects.get(channel=channel, value=value).customer
    return row.merged_into_id or row.pk


def whose(kind: str) -> int:
    """The root of whom the only event of a kind is about."""
    row = Customer.objects.get(pk=Event.objects.get(kind=kind).customer_id)
    return row.merged_into_id or row.pk


def sdk() -> str:
    """The source of what a web shop's SDK tells."""
    key, _ = make_key(
        "web", scopes=[KeyScope.WRITE_EVENTS], store=make.store(), by=make.mei(), at=make.NOON
    )
    return f"key:{key.pk}"


def arrives(kind: str, source: str, at: datetime = make.NOON, **properties: Any) -> None:
    """An event comes into the log and everybody has heard of it."""
    with transaction.atomic():
        events.record_many([make.entry(kind, at, source=source, properties=properties)], at=at)
    while delivery.deliver():
        pass


def contact(shop: Shop) -> str:
    """The first whom staff01 knows in WeCom."""
    listed = shop.ground.get("externalcontact/list", userid="staff01")
    found: str = listed["external_userid"][0]
    return found


def name(external_userid: str) -> str:
    return Identity.objects.get(value=external_userid).customer.name
