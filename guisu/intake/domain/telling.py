"""What a message says of a person, and what of it goes into the log."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from guisu.customers.domain import Arrival, Claim, Link, Resolved
from guisu.events.domain import Fact
from guisu.intake.domain.clock import happened_at
from guisu.intake.domain.messages import NO_CONTEXT, Context, Id, Message

# Traits that are identities of their own, beside the phone and e-mail that customers look for.
CLAIMING_TRAITS = {
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
_CONTEXT_NAMES = [
    (part, [(name, f"context_{part}_{name}") for name in names])
    for part, names in KEPT_CONTEXT.items()
]
LONGEST_KEPT = 500  # characters of one value kept from the context
NOTHING: Mapping[str, Any] = {}


class Told(NamedTuple):
    """A message on its way into the log: whom it concerns, and the event less the customer."""

    arrival: Arrival
    kind: str
    message_id: str
    properties: dict[str, Any]

    def fact(self, resolved: Resolved) -> Fact:
        """The event of the customer that the arrival came to; nameless if they were erased."""
        return Fact(
            self.kind,
            self.arrival.at,
            resolved.customer_id,
            "",
            self.arrival.source,
            self.message_id,
            {} if resolved.is_erased else self.properties,
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
    timestamp = message.timestamp if message.timestamp is not None else message.original_timestamp
    arrival = Arrival(
        claims=_claims(message, traits),
        at=happened_at(timestamp, skewed_by=skewed_by, received_at=received_at),
        source=source,
        traits=traits,
        store_id=store_id,
        link=_link(message),
    )
    kind = (message.event or "") if message.type == "track" else message.type
    properties = _properties(message, traits)
    _keep(properties, context, shared)
    return Told(arrival, kind.strip(), _id_text(message.message_id), properties)


def _traits(message: Message, context: Context, shared: Context) -> Mapping[str, Any]:
    if message.traits:
        return message.traits
    inside = shared.traits if context.traits is None else context.traits
    return inside if isinstance(inside, dict) else NOTHING


def _link(message: Message) -> Link:
    if message.type == "alias":
        return Link.ALIAS
    both = message.user_id not in {None, ""} and message.anonymous_id not in {None, ""}
    return Link.IDENTIFIED if both and message.type == "identify" else Link.NONE


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
    for trait, value in traits.items():
        if trait in CLAIMING_TRAITS and isinstance(value, str) and value:
            claims.append(Claim(CLAIMING_TRAITS[trait], value))
    return tuple(claims)


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


def _keep(properties: dict[str, Any], context: Context, shared: Context) -> None:
    """`context_page_url`, `context_os_name`: one flat level, texts cut to a sane length."""
    for part, names in _CONTEXT_NAMES:
        inside = getattr(context, part)
        if inside is None:
            inside = getattr(shared, part)
        if not isinstance(inside, dict):
            continue
        for name, kept_as in names:
            value = inside.get(name)
            if isinstance(value, str) and value:
                properties.setdefault(kept_as, value[:LONGEST_KEPT])


def _id_text(given: Id) -> str:
    """An id as text; 42 and 42.0 are the same id."""
    if isinstance(given, str):
        return given.strip()
    if given is None:
        return ""
    return str(int(given)) if given == int(given) else str(given)
