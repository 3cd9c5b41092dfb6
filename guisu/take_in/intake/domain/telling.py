"""What a message says of a person, and what of it goes into the log."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from operator import attrgetter
from typing import Any

import msgspec

from guisu.ground.events.domain import Entry, fingerprint
from guisu.know.customers.domain import Arrival, Claim, Link, Resolved
from guisu.take_in.intake.domain.clock import happened_at
from guisu.take_in.intake.domain.messages import ABSENT, NO_CONTEXT, Context, Id, Message

# Traits that are identities of their own, beside the phone and e-mail that customers look for.
CLAIMING_TRAITS = {
    "unionId": "union_id",
    "unionid": "union_id",
    "union_id": "union_id",
    "externalUserid": "external_userid",
    "external_userid": "external_userid",
}
# What is kept of each part of the context; the address (ip) is not.
KEPT_CONTEXT = {
    "page": ("url", "path", "referrer", "title"),
    "campaign": ("source", "medium", "name", "term", "content"),
    "library": ("name", "version"),
    "os": ("name", "version"),
    "app": ("name", "version"),
}
_KEPT_AS = [
    {name: f"context_{part}_{name}" for name in names} for part, names in KEPT_CONTEXT.items()
]
_parts = attrgetter(*KEPT_CONTEXT)
_encode = msgspec.json.Encoder().encode
LONGEST_KEPT = 500  # characters of one value kept from the context
NOTHING: Mapping[str, Any] = {}
SEEN = frozenset({"page", "screen"})


class Told(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A message on its way into the log: whom it concerns, and the event less the customer.

    `properties` as JSON, the way the log keeps them.
    """

    arrival: Arrival
    kind: str
    fingerprint: str
    properties: str

    def entry(self, resolved: Resolved) -> Entry:
        """The event of the customer that the arrival came to; nameless if they were erased."""
        return Entry(
            self.kind,
            self.arrival.at,
            self.arrival.source,
            resolved.customer_id,
            "",
            self.fingerprint,
            "{}" if resolved.is_erased else self.properties,
        )


def tell(
    message: Message,
    *,
    shared: Context = NO_CONTEXT,
    source: str,
    store_id: int | None = None,
    skewed_by: timedelta = timedelta(0),
    received_at: datetime,
) -> Told:
    """`message`, dated, with the context that it shares with its batch underneath its own."""
    context = message.context or NO_CONTEXT
    traits = _traits(message, context, shared) if message.type == "identify" else NOTHING
    arrival = Arrival(
        _claims(message, traits),
        happened_at(message.moment, skewed_by=skewed_by, received_at=received_at),
        source,
        traits,
        store_id,
        _link(message),
    )
    kind = (message.event or "") if message.type == "track" else message.type
    properties = _properties(message, traits)
    _keep(properties, context, shared)
    text = _encode(properties).decode()
    return Told(arrival, kind.strip(), fingerprint(source, _id_text(message.message_id)), text)


def _traits(message: Message, context: Context, shared: Context) -> Mapping[str, Any]:
    if message.traits:
        return message.traits
    inside = shared.traits if context.traits is None else context.traits
    return inside if isinstance(inside, dict) else NOTHING


def _link(message: Message) -> Link:
    if message.type == "alias":
        return Link.ALIAS
    has_both = message.user_id not in ABSENT and message.anonymous_id not in ABSENT
    return Link.IDENTIFIED if has_both else Link.NONE


def _claims(message: Message, traits: Mapping[str, Any]) -> tuple[Claim, ...]:
    claims = []
    if user_id := _id_text(message.user_id):
        claims.append(Claim("user_id", user_id))
    if message.type == "alias":
        # The earlier id may have been a device's or an account's: the protocol does not say.
        previous_id = _id_text(message.previous_id)
        claims += [Claim("user_id", previous_id), Claim("anonymous_id", previous_id)]
    elif anonymous_id := _id_text(message.anonymous_id):
        claims.append(Claim("anonymous_id", anonymous_id))
    if traits:
        claims += [
            Claim(CLAIMING_TRAITS[trait], value)
            for trait, value in traits.items()
            if trait in CLAIMING_TRAITS and isinstance(value, str) and value
        ]
    return tuple(claims)


def _properties(message: Message, traits: Mapping[str, Any]) -> dict[str, Any]:
    """The event's own properties. Of traits only the names: their values belong to the profile."""
    properties = dict(message.properties or {})
    kind = message.type
    if kind == "identify":
        properties["traits"] = sorted(traits)
    elif kind == "group":
        properties.update(message.traits or {})
        properties["group_id"] = _id_text(message.group_id)
    elif kind in SEEN:
        properties.update(_given(("name", message.name), ("category", message.category)))
    return properties


def _given(*pairs: tuple[str, str | None]) -> Iterable[tuple[str, str]]:
    return [(name, value) for name, value in pairs if value]


def _keep(properties: dict[str, Any], context: Context, shared: Context) -> None:
    """`context_page_url`, `context_os_name`: one flat level, texts cut to a sane length."""
    parts: Sequence[Any] = _parts(context)
    if shared is not NO_CONTEXT:
        parts = [
            own if own is not None else its for own, its in zip(parts, _parts(shared), strict=True)
        ]
    for inside, names in zip(parts, _KEPT_AS, strict=True):
        if not isinstance(inside, dict):
            continue
        for name, value in inside.items():
            if name in names and isinstance(value, str) and value:
                properties.setdefault(names[name], value[:LONGEST_KEPT])


def _id_text(given: Id) -> str:
    """An id as text; 42 and 42.0 are the same id."""
    if isinstance(given, str):
        return given.strip()
    if given is None:
        return ""
    return str(int(given)) if given == int(given) else str(given)
