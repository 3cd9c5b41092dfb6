"""What a message says of a person, and what of it goes into the log."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from guisu.customers.domain import Arrival, Claim, Link
from guisu.intake.domain.clock import happened_at, skew
from guisu.intake.domain.messages import Contents, Id, Message

# Traits by which an identify call names a person beside its ids, and the channel of each.
CLAIMING_TRAITS = {
    "phone": "phone",
    "email": "email",
    "unionId": "union_id",
    "unionid": "union_id",
    "union_id": "union_id",
    "externalUserid": "external_userid",
    "external_userid": "external_userid",
}
# Where in the context something worth keeping stands; the address (ip) is not kept.
KEPT_CONTEXT = {
    "page": ("url", "path", "referrer", "title"),
    "campaign": ("source", "medium", "name", "term", "content"),
    "library": ("name", "version"),
    "os": ("name", "version"),
    "app": ("name", "version"),
}
LONGEST_KEPT = 500  # characters of one value kept from the context
NO_CONTEXT: Mapping[str, Any] = {}


@dataclass(frozen=True, slots=True)
class Told:
    """A message on its way into the log: whom it concerns, and the event less the customer."""

    arrival: Arrival
    kind: str
    message_id: str
    properties: dict[str, Any]


def told(
    contents: Contents, *, source: str, store_id: int | None, received_at: datetime, trusted: bool
) -> Iterator[Told]:
    """Each message of a request, dated and with the batch's context underneath its own.

    `trusted`: the sender's moments are taken as they are (history sent to `/v1/import`).
    """
    skewed_by = skew(None if trusted else contents.sent_at, received_at=received_at)
    for message in contents.messages:
        at = happened_at(_timestamp(message), skewed_by=skewed_by, received_at=received_at)
        yield _told(message, contents.context, at=at, source=source, store_id=store_id)


def tell(message: Message, *, source: str, received_at: datetime) -> Told:
    """One message from a file: its moment is trusted."""
    no_skew = skew(None, received_at=received_at)
    at = happened_at(_timestamp(message), skewed_by=no_skew, received_at=received_at)
    return _told(message, NO_CONTEXT, at=at, source=source, store_id=None)


def _timestamp(message: Message) -> str | float | None:
    return message.timestamp if message.timestamp is not None else message.original_timestamp


def _told(
    message: Message,
    shared: Mapping[str, Any],
    *,
    at: datetime,
    source: str,
    store_id: int | None,
) -> Told:
    context = message.context or NO_CONTEXT
    if shared:
        context = {**shared, **context}
    traits = _traits(message, context) if message.type == "identify" else {}
    arrival = Arrival(
        claims=tuple(_claims(message, traits)),
        at=at,
        source=source,
        traits=traits,
        store_id=store_id,
        link=_link(message),
    )
    kind = (message.event or "") if message.type == "track" else message.type
    properties = _properties(message, traits)
    for key, value in _kept_context(context):
        properties.setdefault(key, value)
    message_id = _id_text(message.message_id)
    return Told(arrival, kind.strip(), message_id, properties)


def _traits(message: Message, context: Mapping[str, Any]) -> dict[str, Any]:
    if message.traits:
        return message.traits
    inside = context.get("traits")
    return inside if isinstance(inside, dict) else {}


def _link(message: Message) -> Link:
    if message.type == "alias":
        return Link.ALIAS
    both = message.user_id not in {None, ""} and message.anonymous_id not in {None, ""}
    return Link.IDENTIFIED if both and message.type == "identify" else Link.NONE


def _claims(message: Message, traits: Mapping[str, Any]) -> Iterator[Claim]:
    if user_id := _id_text(message.user_id):
        yield Claim("user_id", user_id)
    if message.type == "alias":
        # The earlier id may have been a device's or an account's: the protocol does not say.
        previous_id = _id_text(message.previous_id)
        yield Claim("user_id", previous_id)
        yield Claim("anonymous_id", previous_id)
    elif anonymous_id := _id_text(message.anonymous_id):
        yield Claim("anonymous_id", anonymous_id)
    for trait, channel in CLAIMING_TRAITS.items():
        value = traits.get(trait)
        if isinstance(value, str | int) and value:
            yield Claim(channel, str(value))


def _properties(message: Message, traits: Mapping[str, Any]) -> dict[str, Any]:
    """The event's own properties. Of traits only the names: their values belong to the profile."""
    properties = dict(message.properties or {})
    match message.type:
        case "identify":
            properties["traits"] = sorted(traits)
        case "group":
            properties.update(message.traits or {})
            properties["group_id"] = _id_text(message.group_id)
        case "page" | "screen":
            properties.update(_given(("name", message.name), ("category", message.category)))
        case _:
            pass
    return properties


def _given(*pairs: tuple[str, str | None]) -> Iterable[tuple[str, str]]:
    return [(name, value) for name, value in pairs if value]


def _kept_context(context: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """`context_page_url`, `context_os_name`: one flat level, texts cut to a sane length."""
    for part, names in KEPT_CONTEXT.items():
        inside = context.get(part)
        if not isinstance(inside, dict):
            continue
        for name in names:
            value = inside.get(name)
            if isinstance(value, str) and value:
                yield f"context_{part}_{name}", value[:LONGEST_KEPT]


def _id_text(given: Id) -> str:
    """An id as text; 42 and 42.0 are the same id."""
    if isinstance(given, str):
        return given.strip()
    if given is None:
        return ""
    return str(int(given)) if given == int(given) else str(given)
