"""Things for tests, with defaults that cannot matter.

People have fixed roles: Mei owns the installation, Jun manages the North store and sees only
it, Bo advises in the South store and must not see what is Jun's, Lin is an analyst.
"""

import base64
from datetime import UTC, datetime
from itertools import count
from typing import Any

from guisu.ground.events.domain import Entry
from guisu.ground.kernel.text import search_key
from guisu.ground.staff import services as staff_services
from guisu.ground.staff.domain import KeyScope, Post
from guisu.ground.staff.models import AccessKey, Installation, Staff, Store
from guisu.know.customers.models import Customer, CustomerStore, Identity

NOON = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)  # noon in Shanghai
PASSWORD = "plum-blossom-42"
_numbers = count(1)


def installation() -> Installation:
    return Installation.objects.get_or_create(pk=1, defaults={"name": "Blossom"})[0]


def store(name: str = "North") -> Store:
    return Store.objects.get_or_create(code=name.lower(), defaults={"name": name})[0]


def staff(username: str, post: Post, *stores: Store) -> Staff:
    found = Staff.objects.filter(username=username).first()
    if found is not None:
        return found
    person = Staff(username=username, name=username.title(), post=post.value)
    person.set_password(PASSWORD)
    person.save()
    person.stores.set(stores)
    return person


def mei() -> Staff:
    installation()
    return staff("mei", Post.OWNER)


def jun() -> Staff:
    installation()
    return staff("jun", Post.STORE_MANAGER, store("North"))


def bo() -> Staff:
    installation()
    return staff("bo", Post.ADVISER, store("South"))


def lin() -> Staff:
    installation()
    return staff("lin", Post.ANALYST)


def customer(
    name: str = "",
    *,
    identities: dict[str, str] | None = None,
    stores: tuple[Store, ...] = (),
    seen_at: datetime = NOON,
) -> Customer:
    """A customer row; `identities` are channel: value in normal form."""
    made = Customer.objects.create(
        name=name,
        name_key=search_key(name),
        traits={"name": name} if name else {},
        source="test",
        store=stores[0] if stores else None,
        first_seen_at=seen_at,
        last_seen_at=seen_at,
    )
    given = identities if identities is not None else {"user_id": f"u{next(_numbers)}"}
    for channel, value in given.items():
        Identity.objects.create(
            customer=made, channel=channel, value=value, shown=value, first_seen_at=seen_at
        )
    for each in stores:
        CustomerStore.objects.create(customer=made, store=each, since=seen_at)
    return made


def write_key() -> tuple[AccessKey, str]:
    """A key that may write events, and its token."""
    return staff_services.make_key(
        "Web shop", scopes=[KeyScope.WRITE_EVENTS], store=None, by=None, at=NOON
    )


def basic(token: str) -> str:
    """The Authorization header of Basic authentication with a key for a user name."""
    return f"Basic {base64.b64encode(f'{token}:'.encode()).decode()}"


def entry(
    kind: str,
    at: datetime,
    customer_id: int = 0,
    *,
    source: str = "key:1",
    fingerprint: str = "",
    properties: dict[str, Any] | None = None,
) -> Entry:
    """An event that a shop's own system tells."""
    told = properties or {}
    return Entry(kind, at, source, customer_id, fingerprint=fingerprint, properties=told)
