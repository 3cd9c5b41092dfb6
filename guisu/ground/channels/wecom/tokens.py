"""The access token of a connection: fetched by one caller for all, in every process.

Each holder of a refused token asks for another one *than that*: whoever comes first fetches it,
the others find it. https://developer.work.weixin.qq.com/document/path/91039
"""

import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db.models import F, Q
from django.utils import timezone

from guisu.ground.channels import safe
from guisu.ground.channels.models import AccessToken
from guisu.ground.channels.port import TryLater

# Longer than a call to WeCom may take, so that nobody fetches beside a slow one.
LEASE = timedelta(seconds=30)
LOOK_AGAIN = 0.05
CLOCKS_DIFFER = timedelta(minutes=1)
TOOK_TOO_LONG = "another process is fetching the token and does not come back with it"


class Fetched(NamedTuple):
    """What WeCom gave, and for how many seconds it is good."""

    value: str
    seconds: int


class Tokens:
    """The token of one connection. `fetch` asks WeCom for one; it may raise a `ChannelError`."""

    def __init__(self, connection_id: int, fetch: Callable[[], Fetched]) -> None:
        self._connection_id = connection_id
        self._fetch = fetch
        self._value, self._expires_at = "", timezone.now()
        self._turn = threading.Lock()

    def current(self) -> str:
        """A token that is good as far as we know."""
        value, expires_at = self._value, self._expires_at
        return value if value and timezone.now() < expires_at else self.other_than(value)

    def other_than(self, refused: str) -> str:
        """A token that is not `refused`, which WeCom takes no longer.

        Asked for another, WeCom may insist on the same one: then that is the answer.
        """
        with self._turn:
            deadline = time.monotonic() + LEASE.total_seconds()
            while not self._is_fresh(refused):
                kept = self._kept()
                if self._is_fresh(refused):
                    break
                if _leased(kept):
                    self._renew(kept.version)
                    break
                if time.monotonic() > deadline:
                    raise TryLater(TOOK_TOO_LONG, wait=LEASE, call="gettoken")
                time.sleep(LOOK_AGAIN)
            return self._value

    def _is_fresh(self, refused: str) -> bool:
        return self._value not in {"", refused} and timezone.now() < self._expires_at

    def _kept(self) -> AccessToken:
        """What all processes share; a token that another one left is ours from now on."""
        AccessToken.objects.bulk_create(
            [AccessToken(connection_id=self._connection_id)], ignore_conflicts=True
        )
        kept = AccessToken.objects.get(pk=self._connection_id)
        if kept.expires_at is not None:
            self._value, self._expires_at = safe.opened(kept.sealed_value), kept.expires_at
        return kept

    def _renew(self, version: int) -> None:
        """Fetch, and leave it for everybody. Without success the lease is given back."""
        held = AccessToken.objects.filter(pk=self._connection_id, version=version)
        asked_at = timezone.now()
        try:
            fetched = self._fetch()
        except BaseException:
            held.update(leased_until=None)
            raise
        expires_at = _end(asked_at, fetched.seconds)
        held.update(
            sealed_value=safe.sealed(fetched.value),
            expires_at=expires_at,
            version=F("version") + 1,
            leased_until=None,
        )
        self._value, self._expires_at = fetched.value, expires_at


def _end(asked_at: datetime, seconds: int) -> datetime:
    """Ours ends no later than WeCom's: it is counted from before the question."""
    return asked_at + timedelta(seconds=seconds)


def _leased(kept: AccessToken) -> bool:
    """Whether this caller is to replace the token, as nobody else has or is about to."""
    now = timezone.now()
    # Further ahead than a lease is long: it was taken by a clock that was wrong.
    wrong = Q(leased_until__gt=now + LEASE + CLOCKS_DIFFER)
    free = Q(leased_until=None) | Q(leased_until__lt=now) | wrong
    same = AccessToken.objects.filter(free, pk=kept.pk, version=kept.version)
    return same.update(leased_until=now + LEASE) == 1
