"""Accepting: a request is checked, spooled as it came, and acknowledged after its commit."""

import threading
import time
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import DatabaseError

from guisu.ground.database import rows
from guisu.ground.staff import selectors as staff
from guisu.ground.staff.domain import KeyScope
from guisu.ground.staff.models import AccessKey
from guisu.take_in.intake import selectors
from guisu.take_in.intake.domain.limits import BUSY_SECONDS, Busy, KeyRefused
from guisu.take_in.intake.domain.messages import Unusable, read
from guisu.take_in.intake.services import spooling

KEY_SECONDS = 5.0  # a revoked key opens for so long at most
MOST_KEYS_KEPT = 1_000


@dataclass(frozen=True, slots=True)
class Accepted:
    """`messages` are spooled durably; `unusable` ones with them, to be set aside for a person."""

    messages: int
    unusable: list[Unusable]


def accept(body: bytes, *, key: AccessKey, kind: str, received_at: datetime) -> Accepted:
    """Spool the request that came to `/v1/<kind>`; durable when this returns.

    `body` is unpacked JSON. Raises `Malformed` or `TooLarge` (nothing is kept; sending again
    does not help) or `Busy` (nothing is kept; send again later). A request sent twice is
    spooled twice: the log recognises its messages by their ids.
    """
    contents = read(body, kind)
    try:
        if selectors.waiting() > settings.INTAKE_BACKLOG:
            raise Busy(seconds=BUSY_SECONDS)
        spooled = (key.pk, kind, len(contents.messages), rows.stored(received_at), body)
        spooling.spool(spooled)
    except DatabaseError as error:
        raise Busy(seconds=BUSY_SECONDS) from error
    return Accepted(len(contents.messages), contents.unusable)


def key_for(token: str) -> AccessKey:
    """The live key that may write events. Raises `KeyRefused`, or `Busy` when it cannot tell."""
    key = _keys.get(token)
    if key is None or KeyScope.WRITE_EVENTS.value not in key.scopes:
        raise KeyRefused
    return key


def forget_keys() -> None:
    """Look keys up afresh: for tests, where rows vanish."""
    _keys.clear()


class _Keys:
    """Looked-up keys, unknown ones too, for `KEY_SECONDS`: a burst costs one query a key."""

    def __init__(self) -> None:
        self._found: dict[str, tuple[float, AccessKey | None]] = {}
        self._guard = threading.Lock()

    def get(self, token: str) -> AccessKey | None:
        now = time.monotonic()
        until, key = self._found.get(token, (0.0, None))
        if now < until:
            return key
        try:
            key = staff.key_for(token) if token else None
        except DatabaseError as error:
            raise Busy(seconds=BUSY_SECONDS) from error
        with self._guard:
            if len(self._found) >= MOST_KEYS_KEPT:
                self._found.clear()
            self._found[token] = (now + KEY_SECONDS, key)
        return key

    def clear(self) -> None:
        with self._guard:
            self._found.clear()


_keys = _Keys()
