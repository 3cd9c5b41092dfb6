"""What is wrong with a connection: one thing after the other, as far as the ones before hold.

Asks WeCom's reading calls only; it may be run as often as one likes, save for a wrong secret,
of which forty in a row lock the address out for an hour.
"""

from collections.abc import Callable, Generator, Iterator
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from enum import StrEnum

import httpx

from guisu.ground.channels.leaving import Gate
from guisu.ground.channels.models import Connection
from guisu.ground.channels.port import ChannelError, CredentialsRefused, Finding, State
from guisu.ground.channels.safe import SecretUnreadable
from guisu.ground.channels.wecom.account import GET_TOKEN, Account, account_of
from guisu.ground.channels.wecom.client import exchange
from guisu.ground.channels.wecom.crypto import BadKey, decoded_key
from guisu.ground.channels.wecom.settings import settings_of
from guisu.ground.channels.wecom.wire import http_client

MOST_SKEW = timedelta(seconds=60)
QUIET = timedelta(days=2)
BAD_CORP, BAD_ADDRESS = 40013, 60020


class Check(StrEnum):
    """In the order in which they are looked at."""

    SEALED = "sealed"
    REACHED = "reached"
    CLOCK = "clock"
    CORP = "corp"
    SECRET = "secret"  # noqa: S105 - the name of a check
    ADDRESS = "address"
    APPLICATION = "application"
    COLLEAGUES = "colleagues"
    RANGE = "range"
    PERMISSION = "permission"
    GROUPS = "groups"
    CALLBACK_KEYS = "callback_keys"
    CALLBACKS = "callbacks"


class Sick(Exception):
    """Ends what depends on the check that failed."""

    def __init__(self, check: Check, error: ChannelError | None = None, detail: str = "") -> None:
        super().__init__(check)
        self.finding = Finding(check, State.BAD, error.code if error else 0, detail)


def examine(connection: Connection, *, at: datetime, heard_at: datetime | None) -> list[Finding]:
    """Every check; what could not be looked at is `UNKNOWN`. `at`: what our clock says now."""
    found = {each.check: each for each in _outgoing(connection, at)}
    found |= {each.check: each for each in _incoming(connection, at, heard_at)}
    return [found.get(check, Finding(check, State.UNKNOWN)) for check in Check]


def _outgoing(connection: Connection, at: datetime) -> Iterator[Finding]:
    """What our calls need."""
    try:
        for examined in (_sealed, _answering, _known, _allowed):
            yield from examined(connection, at)
    except Sick as sick:
        yield sick.finding


def _sealed(connection: Connection, at: datetime) -> Iterator[Finding]:
    try:
        settings_of(connection)
    except SecretUnreadable as error:
        raise Sick(Check.SEALED) from error
    yield Finding(Check.SEALED, State.GOOD)


def _answering(connection: Connection, at: datetime) -> Iterator[Finding]:
    """Whether WeCom answers, and whether its clock and ours agree."""
    try:
        with http_client(settings_of(connection).base_url, gate=Gate(connection.pk)) as http:
            answer = http.get("get_api_domain_ip")
    except httpx.HTTPError as error:
        raise Sick(Check.REACHED, detail=type(error).__name__) from error
    except ChannelError as error:
        raise Sick(Check.REACHED, error, detail=str(error)) from error
    yield Finding(Check.REACHED, State.GOOD)
    told = answer.headers.get("Date")
    if told:
        skew = abs(parsedate_to_datetime(told) - at)
        state = State.GOOD if skew <= MOST_SKEW else State.BAD
        yield Finding(Check.CLOCK, state, detail=f"{skew.total_seconds():.0f} s")


def _known(connection: Connection, at: datetime) -> Iterator[Finding]:
    """Whether corp and secret are known, asked anew whatever token we hold."""
    settings = settings_of(connection)
    try:
        with http_client(settings.base_url, gate=Gate(connection.pk)) as http:
            secrets = {"corpsecret": settings.secret}
            exchange(http, GET_TOKEN, {}, {"corpid": settings.corp_id}, secrets)
    except ChannelError as error:
        if error.code != BAD_CORP:
            yield Finding(Check.CORP, State.GOOD)
        raise Sick(Check.CORP if error.code == BAD_CORP else Check.SECRET, error) from error
    yield Finding(Check.CORP, State.GOOD)
    yield Finding(Check.SECRET, State.GOOD)


def _allowed(connection: Connection, at: datetime) -> Iterator[Finding]:
    """Whether the application may do what we need it for."""
    account = account_of(connection)
    users = yield from _colleagues(account)
    for check, asked in (
        (Check.RANGE, lambda: account.user(users[0])),
        (Check.PERMISSION, lambda: account.contact_ids(users[0])),
        (Check.GROUPS, lambda: next(iter(account.chats(limit=1)), None)),
    ):
        yield _tried(check, asked)


def _colleagues(account: Account) -> Generator[Finding, None, list[str]]:
    try:
        users = account.follow_users()
    except CredentialsRefused as error:
        if error.code == BAD_ADDRESS:
            raise Sick(Check.ADDRESS, error) from error
        yield Finding(Check.ADDRESS, State.GOOD)
        raise Sick(Check.APPLICATION, error) from error
    except ChannelError as error:
        raise Sick(Check.APPLICATION, error) from error
    yield Finding(Check.ADDRESS, State.GOOD)
    yield Finding(Check.APPLICATION, State.GOOD)
    if not users:
        raise Sick(Check.COLLEAGUES)
    yield Finding(Check.COLLEAGUES, State.GOOD, detail=str(len(users)))
    return users


def _tried(check: Check, ask: Callable[[], object]) -> Finding:
    try:
        ask()
    except ChannelError as error:
        return Finding(check, State.BAD, error.code)
    return Finding(check, State.GOOD)


def _incoming(connection: Connection, at: datetime, heard_at: datetime | None) -> Iterator[Finding]:
    """What WeCom's callbacks need; whether they come shows only by their coming."""
    try:
        settings = settings_of(connection)
        decoded_key(settings.callback_key)
        is_keyed = bool(settings.callback_token)
    except SecretUnreadable:
        return
    except BadKey:
        is_keyed = False
    yield Finding(Check.CALLBACK_KEYS, State.GOOD if is_keyed else State.BAD)
    if is_keyed:
        is_lately = heard_at is not None and at - heard_at <= QUIET
        # Silence may be a quiet day or a fault of the address.
        state = State.GOOD if is_lately else State.UNKNOWN
        yield Finding(Check.CALLBACKS, state, is_silent=not is_lately)
