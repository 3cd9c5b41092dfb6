"""Connecting, changing a connection, and sealing its settings anew."""

import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import msgspec
from django.db import IntegrityError, transaction
from msgspec.structs import fields

from guisu.ground.channels import leaving, safe
from guisu.ground.channels.carriers import adapter_of, carrier_of
from guisu.ground.channels.domain import BadConnection, ConnectionExists
from guisu.ground.channels.models import AccessToken, Colleague, Connection
from guisu.ground.channels.port import Content, Parcel, Settings, Taken
from guisu.ground.channels.reach import Provider
from guisu.ground.channels.selectors import entered
from guisu.ground.database import editions
from guisu.ground.kernel.words import gettext_noop
from guisu.ground.staff.models import Staff, Store
from guisu.ground.staff.services import audit

# Of every connection, whichever provider.
OWN = ("name", "is_active")
ENTER_AGAIN = gettext_noop(
    "the stored secret is for another server or account: enter the secret again"
)
FOR_A_TEST = timedelta(hours=1)


def connect(
    *,
    provider: Provider = Provider.WECOM,
    settings: Mapping[str, Any],
    by: Staff | None,
    at: datetime,
) -> Connection:
    """Make a connection from `OWN` and the provider's `Settings`.

    Raises `BadConnection`, `ConnectionExists`. The audit log says which secrets were given, and
    none of them.
    """
    connection = Connection(provider=provider, path=secrets.token_urlsafe(24), created_at=at)
    try:
        with transaction.atomic():
            return _save(connection, settings, action="channel.connected", by=by, at=at)
    except IntegrityError as error:
        raise ConnectionExists from error


def change(
    connection: Connection,
    *,
    settings: Mapping[str, Any],
    by: Staff | None,
    at: datetime,
    seen: int | None = None,
) -> Connection:
    """Change what `settings` names; as `connect` in all else. A new secret ends the old token.

    `seen` as `editions.turn` takes it. Raises `Stale`, and `SecretUnreadable` where something is to
    stay that no key opens.
    """
    try:
        with transaction.atomic():
            standing = Connection.objects.select_for_update().get(pk=connection.pk)
            editions.turn(standing, seen)
            _save(standing, settings, action="channel.changed", by=by, at=at)
    except IntegrityError as error:
        raise ConnectionExists from error
    connection.refresh_from_db()
    return connection


def send_test(
    connection: Connection, content: Content, *, to: str, by: Staff, at: datetime
) -> Taken:
    """Send `content` to one address of ours, past all gates. Raises a `ChannelError`.

    Only for trying a connection out: it is kept in the audit log and nowhere else, without `to`.
    """
    key = f"test {secrets.token_hex(16)}"
    parcel = Parcel(key=key, to=(to,), content=content, expires_at=at + FOR_A_TEST)
    taken = carrier_of(connection).carry(parcel)
    audit("channel.tested", subject=f"channel:{connection.pk}", by=by, at=at)
    return taken


@transaction.atomic
def tie(
    colleague: Colleague,
    *,
    staff: Staff | None,
    store: Store | None,
    by: Staff | None,
    at: datetime,
    seen: int | None = None,
) -> None:
    """Say who a colleague is here, and where they work; customers whom they add are known there.

    `seen` as `editions.turn` takes it; raises `Stale`.
    """
    standing = Colleague.objects.select_for_update().get(pk=colleague.pk)
    editions.turn(standing, seen)
    before = {"staff": standing.staff_id, "store": standing.store_id}
    standing.staff, standing.store = staff, store
    standing.save(update_fields=["staff", "store", "edition"])
    after = {"staff": standing.staff_id, "store": standing.store_id}
    subject = f"colleague:{standing.pk}"
    audit("channel.colleague_tied", subject=subject, by=by, at=at, before=before, after=after)


@transaction.atomic
def hold_all(*, why: Connection.Held, by: Staff | None, at: datetime) -> int:
    """Have nothing leave by any connection until a person lets it go; how many are held now.

    Those that are held stay so, for the reason that they were.
    """
    for connection in Connection.objects.filter(held_at=None).order_by("pk"):
        connection.held_at, connection.held_for = at, why
        connection.save(update_fields=["held_at", "held_for"])
        subject = f"channel:{connection.pk}"
        audit("channel.held", subject=subject, by=by, at=at, after={"held_for": why.value})
    return leaving.held().count()


@transaction.atomic
def let_go(connection: Connection, *, by: Staff, at: datetime) -> None:
    """Have what waits leave again by a connection that was held. Repeats change nothing."""
    found = Connection.objects.filter(pk=connection.pk, held_at__isnull=False)
    if found.update(held_at=None, held_for=""):
        audit("channel.let_go", subject=f"channel:{connection.pk}", by=by, at=at)


def reseal(*, at: datetime) -> int:
    """Seal all settings with the newest key; how many connections. Safe to cut off and repeat.

    Raises `SecretUnreadable` at the first that no key opens; those before it are done.
    """
    done = 0
    for pk in Connection.objects.order_by("pk").values_list("pk", flat=True):
        with transaction.atomic():
            connection = Connection.objects.select_for_update().get(pk=pk)
            connection.sealed_settings = safe.resealed(connection.sealed_settings)
            connection.save(update_fields=["sealed_settings"])
            _forget_token(connection)
            audit("channel.resealed", subject=f"channel:{pk}", by=None, at=at)
        done += 1
    return done


def _save(
    connection: Connection,
    settings: Mapping[str, Any],
    *,
    action: str,
    by: Staff | None,
    at: datetime,
) -> Connection:
    kind = adapter_of(connection).settings
    before = _told(connection) if connection.pk else {}
    given = _given(kind, settings)
    if given:
        value = _changed(connection, kind, given)
        connection.account, connection.sealed_settings = value.account, safe.sealed_struct(value)
    for name in OWN:
        setattr(connection, name, settings.get(name, getattr(connection, name)))
    connection.save()
    _forget_token(connection)
    after = _told(connection) | {"secrets": [each for each in kind.SECRETS if each in given]}
    subject = f"channel:{connection.pk}"
    audit(action, subject=subject, by=by, at=at, before=before, after=after)
    return connection


def _given(kind: type[Settings], settings: Mapping[str, Any]) -> dict[str, Any]:
    """What `settings` has for the provider, without outer blanks; empty secrets are not given."""
    told = {name: settings[name] for name in kind.__struct_fields__ if name in settings}
    told = {name: each.strip() if isinstance(each, str) else each for name, each in told.items()}
    return {name: each for name, each in told.items() if each or name not in kind.SECRETS}


def _changed(connection: Connection, kind: type[Settings], given: Mapping[str, Any]) -> Settings:
    """What is stored, with what is `given` in its place.

    Raises `BadConnection` where a stored secret would go to somebody who never was given it.
    """
    kept: dict[str, Any] = {}
    if connection.pk:
        try:
            kept = msgspec.to_builtins(safe.opened_struct(kind, connection.sealed_settings))
        except safe.SecretUnreadable:
            needed = {each.encode_name for each in fields(kind) if each.required}
            if not needed <= given.keys():
                raise
    try:
        value = msgspec.convert({**kept, **given}, kind)
    except msgspec.ValidationError as error:
        raise BadConnection(problem=str(error)) from error
    value = value.checked()
    staying = [name for name in kind.SECRETS if kept.get(name) and name not in given]
    where = {name for secret in staying for name in kind.SENT_TO.get(secret, ())}
    if any(kept[name] != getattr(value, name) for name in where):
        raise BadConnection(problem=ENTER_AGAIN)
    return value


def _told(connection: Connection) -> dict[str, Any]:
    """What the audit log may say of it."""
    return {name: getattr(connection, name) for name in OWN} | entered(connection)


def _forget_token(connection: Connection) -> None:
    AccessToken.objects.filter(connection=connection).delete()
