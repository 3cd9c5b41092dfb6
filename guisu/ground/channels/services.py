"""Connecting, changing a connection, and sealing its secrets anew."""

import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from guisu.ground.channels import safe
from guisu.ground.channels.domain import BadConnection, ConnectionExists, is_usable_address
from guisu.ground.channels.models import AccessToken, Colleague, Connection
from guisu.ground.channels.wecom.crypto import BadKey, decoded_key
from guisu.ground.staff.models import Staff, Store
from guisu.ground.staff.services import audit

OPEN = ("name", "corp_id", "agent_id", "base_url", "is_active")
SECRETS = ("secret", "callback_token", "callback_key")
SEALED_COLUMNS = {name: f"sealed_{name}" for name in SECRETS}


def connect(*, settings: Mapping[str, Any], by: Staff | None, at: datetime) -> Connection:
    """Make a connection from `OPEN` and `SECRETS`. Raises `BadConnection`, `ConnectionExists`.

    The audit log says which secrets were given, and none of them.
    """
    connection = Connection(path=secrets.token_urlsafe(24), created_at=at)
    return _save(connection, settings, action="channel.connected", by=by, at=at)


def change(
    connection: Connection, *, settings: Mapping[str, Any], by: Staff | None, at: datetime
) -> Connection:
    """Change what `settings` names; as `connect` in all else. A new secret ends the old token."""
    return _save(connection, settings, action="channel.changed", by=by, at=at)


@transaction.atomic
def tie(
    colleague: Colleague,
    *,
    staff: Staff | None,
    store: Store | None,
    by: Staff | None,
    at: datetime,
) -> None:
    """Say who a colleague is here, and where they work; customers whom they add are known there."""
    before = {"staff": colleague.staff_id, "store": colleague.store_id}
    colleague.staff, colleague.store = staff, store
    colleague.save(update_fields=["staff", "store"])
    after = {"staff": colleague.staff_id, "store": colleague.store_id}
    subject = f"colleague:{colleague.pk}"
    audit("channel.colleague_tied", subject=subject, by=by, at=at, before=before, after=after)


def reseal(*, at: datetime) -> int:
    """Seal every secret with the newest key; how many connections. Safe to cut off and repeat.

    Raises `SecretUnreadable` at the first that no key opens; those before it are done.
    """
    done = 0
    for pk in Connection.objects.order_by("pk").values_list("pk", flat=True):
        with transaction.atomic():
            connection = Connection.objects.select_for_update().get(pk=pk)
            for column in SEALED_COLUMNS.values():
                setattr(connection, column, safe.resealed(getattr(connection, column)))
            connection.save(update_fields=list(SEALED_COLUMNS.values()))
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
    before = {name: getattr(connection, name) for name in OPEN} if connection.pk else {}
    for name in OPEN:
        setattr(connection, name, settings.get(name, getattr(connection, name)))
    given = [name for name in SECRETS if settings.get(name)]
    for name in given:
        setattr(connection, SEALED_COLUMNS[name], safe.sealed(settings[name].strip()))
    _check(connection)
    try:
        with transaction.atomic():
            connection.save()
            _forget_token(connection)
            after = {name: getattr(connection, name) for name in OPEN} | {"secrets": given}
            subject = f"channel:{connection.pk}"
            audit(action, subject=subject, by=by, at=at, before=before, after=after)
    except IntegrityError as error:
        raise ConnectionExists from error
    return connection


def _forget_token(connection: Connection) -> None:
    AccessToken.objects.filter(connection=connection).delete()


def _check(connection: Connection) -> None:
    connection.base_url = connection.base_url.strip().rstrip("/")
    if not connection.corp_id or not connection.sealed_secret:
        raise BadConnection(problem="corp ID, secret")
    if not is_usable_address(connection.base_url):
        raise BadConnection(problem=connection.base_url)
    if connection.sealed_callback_key:
        try:
            decoded_key(connection.callback_key)
        except BadKey as error:
            raise BadConnection(problem=BadKey.text) from error
