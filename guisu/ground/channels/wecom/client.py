"""Calling WeCom: token, rates, retries, and answers that mean what they say.

WeCom answers failures with 200 and the call's empty lists. So the code is looked at before
anything else, and whoever calls gets either what was asked for or a `ChannelError`.
"""

import logging
import random
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Generic, TypeVar

import httpx
import msgspec
from django.db import OperationalError

from guisu.ground.channels.port import (
    ChannelError,
    CredentialsRefused,
    OutcomeUnknown,
    Rejected,
    TryLater,
)
from guisu.ground.channels.wecom import forms
from guisu.ground.channels.wecom.errors import AGAIN_SOON, OVER_LIMIT, SOON, TOKEN, error_for
from guisu.ground.channels.wecom.limits import Limits
from guisu.ground.channels.wecom.tokens import Tokens
from guisu.ground.channels.wecom.wire import HIDDEN

logger = logging.getLogger("guisu.wecom")
A = TypeVar("A", bound=forms.Form)
# Told of each call that was made: its path, and the code of a no.
Counter = Callable[[str, int | None], None]
NEVER_LEFT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
TRIES = 4
FIRST_PAUSE = 0.2
LONGEST, LONGEST_TO_CONNECT = 20.0, 5.0
PATIENCE = timedelta(seconds=5)
MOST_PAGES = 100_000
UNREADABLE, NOT_THERE = "the answer cannot be read", "WeCom has no such call"
ELSEWHERE = "the address leads elsewhere"
OUR_LIMIT, UNREACHABLE = "our own limit of calls", "WeCom cannot be reached"
STORE_BUSY = "our own store is busy"
GOING_ROUND = "the pages go round in a circle"


@dataclass(frozen=True, slots=True)
class Call(Generic[A]):
    """One endpoint. `is_repeatable`: a second time changes nothing, so an answer lost is no harm.

    `path` as in WeCom's pages, without `/cgi-bin/`. `seconds` bounds the wait for its answer.
    """

    path: str
    answer: type[A]
    method: str = "POST"
    is_repeatable: bool = True
    seconds: float = LONGEST


class Client:
    """The calls of one connection; safe in many threads.

    `patience` bounds each wait for WeCom's rates; what would take longer raises `TryLater`.
    """

    def __init__(
        self,
        http: httpx.Client,
        tokens: Tokens,
        limits: Limits,
        *,
        count: Counter,
        patience: timedelta = PATIENCE,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._http, self._tokens, self._limits, self._count = http, tokens, limits, count
        self._patience, self._sleep = patience, sleep

    def patient(self, patience: timedelta) -> "Client":
        """The same client for work that may wait longer."""
        return Client(
            self._http,
            self._tokens,
            self._limits,
            count=self._count,
            patience=patience,
            sleep=self._sleep,
        )

    def ask(self, call: Call[A], body: Any = None, **parameters: str) -> A:
        """What `call` answers. Raises a `ChannelError` and nothing else.

        `TryLater`: it was not done. `OutcomeUnknown`: it may have been (calls that are not
        repeatable). Busy answers are asked again three times, a refused token is replaced once.
        """
        raw = self._until_taken(call, {"json": body} if body is not None else {}, parameters)
        return _read(call, raw)

    def upload(self, call: Call[A], *, name: str, content: bytes, **parameters: str) -> A:
        """Send a file as the multipart field `media`."""
        sent = {"files": {"media": (name, content)}}
        return _read(call, self._until_taken(call, sent, parameters))

    def pages(self, call: Call[A], body: Mapping[str, Any]) -> Iterator[A]:
        """Every page, until the cursor is empty. A cursor that comes again raises `TryLater`."""
        seen: set[str] = set()
        cursor = ""
        for _ in range(MOST_PAGES):
            page = self.ask(call, {**body, "cursor": cursor} if cursor else dict(body))
            yield page
            cursor = getattr(page, "next_cursor", "")
            if not cursor:
                return
            if cursor in seen:
                break
            seen.add(cursor)
        raise TryLater(GOING_ROUND, wait=SOON, call=call.path)

    def _until_taken(
        self, call: Call[A], sent: Mapping[str, Any], parameters: Mapping[str, str]
    ) -> dict[str, Any]:
        tries = 0
        while True:
            self._wait_for_turn(call)
            try:
                return self._with_token(call, sent, parameters)
            except TryLater as error:
                tries += 1
                self._before_again(call, error, tries)

    def _before_again(self, call: Call[A], error: TryLater, tries: int) -> None:
        """Wait as `error` asks for, or raise it where that is too long or was done too often."""
        if error.code == OVER_LIMIT:
            error.wait = self._limits.shut(call.path)
        if tries >= TRIES or error.code not in AGAIN_SOON | {OVER_LIMIT, 0}:
            raise error
        if error.code != OVER_LIMIT:
            self._sleep(_pause(tries - 1))
        elif error.wait > self._patience:
            raise error

    def _wait_for_turn(self, call: Call[A]) -> None:
        while wait := self._turn_after(call):
            if wait > self._patience.total_seconds():
                told = timedelta(seconds=wait)
                raise TryLater(OUR_LIMIT, wait=told, code=OVER_LIMIT, call=call.path)
            self._sleep(wait)

    def _turn_after(self, call: Call[A]) -> float:
        try:
            return self._limits.take(call.path)
        except OperationalError as error:
            raise TryLater(STORE_BUSY, wait=SOON, call=call.path) from error

    def _with_token(
        self, call: Call[A], sent: Mapping[str, Any], parameters: Mapping[str, str]
    ) -> dict[str, Any]:
        token = self._tokens.current()
        try:
            return self._exchange(call, sent, parameters, token)
        except CredentialsRefused as error:
            if error.code not in TOKEN:
                raise
        return self._exchange(call, sent, parameters, self._tokens.other_than(token))

    def _exchange(
        self, call: Call[A], sent: Mapping[str, Any], parameters: Mapping[str, str], token: str
    ) -> dict[str, Any]:
        try:
            raw = exchange(self._http, call, sent, parameters, {"access_token": token})
        except ChannelError as error:
            self._count(call.path, error.code)
            raise
        self._count(call.path, None)
        return raw


def exchange(
    http: httpx.Client,
    call: Call[A],
    sent: Mapping[str, Any],
    parameters: Mapping[str, str],
    secrets: Mapping[str, str],
) -> dict[str, Any]:
    """One request and its answer, as sent, of which `errcode` says that it was done.

    `secrets` travel in the address and appear in no log and no error.
    """
    try:
        response = http.request(
            call.method,
            call.path,
            params=dict(parameters),
            extensions={HIDDEN: dict(secrets)},
            timeout=httpx.Timeout(call.seconds, connect=min(call.seconds, LONGEST_TO_CONNECT)),
            **sent,
        )
    except NEVER_LEFT as error:
        raise TryLater(UNREACHABLE, wait=SOON, call=call.path) from error
    except httpx.HTTPError as error:
        raise _lost(call, type(error).__name__) from error
    raw = _answer(call, response)
    code = raw.get("errcode", 0)
    if code:
        logger.info("%s answered %s", call.path, code)
        raise error_for(int(code), call.path)
    return raw


def _answer(call: Call[A], response: httpx.Response) -> dict[str, Any]:
    if response.is_redirect:
        raise CredentialsRefused(ELSEWHERE, code=response.status_code, call=call.path)
    if response.is_client_error:
        raise Rejected(NOT_THERE, code=response.status_code, call=call.path)
    if not response.is_success:
        raise _lost(call, str(response.status_code))
    try:
        raw = msgspec.json.decode(response.content)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise _lost(call, UNREADABLE) from error
    if not isinstance(raw, dict) or not isinstance(raw.get("errcode", 0), int):
        raise _lost(call, UNREADABLE)
    return raw


def _lost(call: Call[A], why: str) -> ChannelError:
    """No answer that tells whether it was done."""
    if call.is_repeatable:
        return TryLater(why, wait=SOON, call=call.path)
    return OutcomeUnknown(why, call=call.path)


def _read(call: Call[A], raw: dict[str, Any]) -> A:
    try:
        return forms.read(call.answer, raw)
    except (msgspec.ValidationError, AttributeError, TypeError) as error:
        message = f"{UNREADABLE}: {error}"
        if call.is_repeatable:
            raise TryLater(message, wait=SOON, call=call.path) from error
        raise OutcomeUnknown(message, call=call.path) from error


def _pause(tries: int) -> float:
    """0.2, 0.6 and 1.8 seconds, each up to half as long again, so that callers come apart."""
    return FIRST_PAUSE * float(3**tries) * (1 + random.random() / 2)  # noqa: S311 - no secret hangs on it
