"""Secrets at rest: sealed by keys that are kept outside the database.

`GUISU_ENCRYPTION_KEYS`, or the file `encryption.keys` in the data folder, lists them: the first
seals, every one opens. To rotate, put a new key in front, run `guisu secrets rotate`, then drop
the old one.
"""

from functools import lru_cache
from typing import TypeVar

import msgspec
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings

from guisu.ground.kernel.refusals import Refusal
from guisu.ground.kernel.words import gettext_noop

S = TypeVar("S", bound=msgspec.Struct)


class SecretUnreadable(Refusal):
    code = "channels.secret_unreadable"
    template = gettext_noop(
        "A stored secret cannot be read with this installation's encryption keys: "
        "restore encryption.keys from the backup, or enter the secret again."
    )


def sealed(secret: str) -> str:
    """`secret` for a column; empty stays empty."""
    return _keyring().encrypt(secret.encode()).decode() if secret else ""


def opened(text: str) -> str:
    """The secret in a column. Raises `SecretUnreadable`."""
    if not text:
        return ""
    try:
        return _keyring().decrypt(text.encode()).decode()
    except InvalidToken as error:
        raise SecretUnreadable from error


def resealed(text: str) -> str:
    """The same secret, sealed by the first key. Raises `SecretUnreadable`."""
    return sealed(opened(text))


def sealed_struct(value: msgspec.Struct) -> str:
    """A typed value for a column, as JSON."""
    return sealed(msgspec.json.encode(value).decode())


def opened_struct(kind: type[S], text: str) -> S:
    """The typed value in a column. Raises `SecretUnreadable`."""
    try:
        return msgspec.json.decode(opened(text), type=kind)
    except msgspec.DecodeError as error:
        raise SecretUnreadable from error


def _keyring() -> MultiFernet:
    return _made_of(tuple(settings.ENCRYPTION_KEYS))


@lru_cache(maxsize=4)
def _made_of(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(key) for key in keys])
