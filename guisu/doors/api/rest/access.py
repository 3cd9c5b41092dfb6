"""Whose key it is, what it opens, how far it sees, and how often it may ask."""

import math
import threading
import time
from collections.abc import Mapping, Sequence
from datetime import datetime

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router
from ninja.operation import Operation
from ninja.security import HttpBearer

from guisu.doors.api.rest.strict import require_known
from guisu.ground.kernel.refusals import NotPermitted, Refusal
from guisu.ground.kernel.words import gettext_noop
from guisu.ground.staff.domain import (
    WHOLE_ORGANISATION,
    KeyScope,
    NotForOneStore,
    Permission,
    Scope,
)
from guisu.ground.staff.models import AccessKey
from guisu.ground.staff.selectors import key_for
from guisu.ground.staff.services import USED_EVERY, note_use

PER_MINUTE = 1_200
BURST = 200
OPENS = {
    KeyScope.READ_CUSTOMERS: {Permission.SEE_CUSTOMERS, Permission.SEE_CONTACT},
    KeyScope.WRITE_CUSTOMERS: {Permission.EDIT_CUSTOMERS},
    KeyScope.EXPORT_CUSTOMERS: {Permission.EXPORT_CUSTOMERS},
    KeyScope.ERASE_CUSTOMERS: {Permission.ERASE_CUSTOMERS},
    KeyScope.READ_ORDERS: {Permission.SEE_ORDERS},
    KeyScope.WRITE_PRODUCTS: {Permission.EDIT_PRODUCTS},
}


class TooManyRequests(Refusal):
    """`wait` is in whole seconds, for `Retry-After`."""

    code = "too_many_requests"
    template = gettext_noop("This key asks too often: wait %(wait)s seconds.")
    http_status = 429


class ScopeMissing(NotPermitted):
    """`permission` is the scope that was needed; it has the code of what a post does not permit."""

    template = gettext_noop("This key does not hold the scope %(permission)s.")


class Limiter:
    """A token bucket for each key: `BURST` requests at once, refilled evenly.

    Each web process counts for itself, so that a read costs no write: a shop that is served by
    four processes is limited at four times the figure at most. It keeps one program's loop from
    taking the pages' turn; it is no quota.
    """

    def __init__(self, *, per_minute: int, burst: int) -> None:
        self._rate, self._burst = per_minute / 60, burst
        self._buckets: dict[int, tuple[float, float]] = {}
        self._guard = threading.Lock()

    def take(self, key_id: int, *, now: float) -> None:
        """Spend one request. Raises `TooManyRequests`. `now` is in monotonic seconds."""
        with self._guard:
            left, since = self._buckets.get(key_id, (float(self._burst), now))
            left = min(self._burst, left + (now - since) * self._rate)
            is_allowed = left >= 1
            self._buckets[key_id] = (left - is_allowed, now)
        if not is_allowed:
            raise TooManyRequests(wait=math.ceil((1 - left) / self._rate))


limiter = Limiter(per_minute=PER_MINUTE, burst=BURST)


class KeyRequest(HttpRequest):
    """A request whose key is known."""

    auth: AccessKey


class Bearer(HttpBearer):
    """`Authorization: Bearer gs_...` with a live key; anything else is answered 401.

    A key that does not open the operation is answered 403 before anything of the body is judged;
    `queries` are the names that the operation's address may have.
    """

    def __init__(self, needed: KeyScope | None = None, queries: Sequence[str] = ()) -> None:
        super().__init__()
        self.needed, self.queries = needed, queries

    def authenticate(self, request: HttpRequest, token: str) -> AccessKey | None:
        key = key_for(token)
        if key is None:
            return None
        limiter.take(key.pk, now=time.monotonic())
        if self.needed is not None:
            _require(key, self.needed)
            require_known(request, self.queries)
        _note_use(key, at=timezone.now())
        return key


def holds_key(request: HttpRequest) -> bool:
    """Whether a live key stands in the head; spends nothing of what the key may ask."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    return scheme.lower() == Bearer.openapi_scheme and key_for(token) is not None


def guard(router: Router, needs: Mapping[str, KeyScope]) -> None:
    """Have each operation of `router` ask for the scope that `needs` tells of its name."""
    for view in router.path_operations.values():
        for operation in view.operations:
            bearer = Bearer(needs[operation.view_func.__name__], queries_of(operation))
            operation.auth_param, operation.auth_callbacks = bearer, [bearer]


def queries_of(operation: Operation) -> list[str]:
    """The names that may stand behind the `?` of the operation's address."""
    asked = [each for each in operation.models if each.__ninja_param_source__ == "query"]
    return [name for each in asked for name in each.__ninja_flatten_map__]


def scope_of(request: KeyRequest, needed: KeyScope) -> Scope:
    """How far the key sees.

    Raises `ScopeMissing` unless it holds `needed`, and `NotForOneStore` where `needed` concerns
    more than one store can answer for.
    """
    key = request.auth
    _require(key, needed)
    held = (OPENS.get(KeyScope(name), set()) for name in key.scopes)
    permissions: frozenset[Permission] = frozenset().union(*held)
    stores = None if key.store_id is None else frozenset({key.store_id})
    return Scope(0, permissions, stores)


def _require(key: AccessKey, needed: KeyScope) -> None:
    if needed.value not in key.scopes:
        raise ScopeMissing(permission=needed.value)
    if key.store_id is not None and needed in WHOLE_ORGANISATION:
        raise NotForOneStore


def _note_use(key: AccessKey, *, at: datetime) -> None:
    if key.last_used_at is None or at - key.last_used_at >= USED_EVERY:
        note_use([key.pk], at=at)
