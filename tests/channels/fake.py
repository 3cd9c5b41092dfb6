"""WeCom as a function of requests: tokens, scripted answers, and a list of what was asked."""

import json
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs

import httpx

Answer = dict[str, Any] | int | Callable[[httpx.Request], Any]
INVALID = {"errcode": 40014, "errmsg": "invalid access_token", "external_userid": []}


@dataclass(slots=True)
class Fake:
    """`answers` by path: a body, a status, a function, or a list of them of which each serves once.

    The last of a list serves for ever. Every call but gettoken needs the present token.
    """

    answers: dict[str, Answer | list[Answer]] = field(default_factory=dict)
    tokens_given: int = 0
    asked: list[str] = field(default_factory=list)
    bodies: list[Any] = field(default_factory=list)
    _guard: threading.Lock = field(default_factory=threading.Lock)

    @property
    def token(self) -> str:
        return f"SECRET-TOKEN-{self.tokens_given}"

    def revoke(self) -> None:
        """The token is good no longer; the next gettoken gives another."""
        with self._guard:
            self.tokens_given += 1

    def transport(self) -> httpx.MockTransport:
        return httpx.MockTransport(self._answer)

    def _answer(self, request: httpx.Request) -> httpx.Response:
        path = request.url.path.removeprefix("/cgi-bin/")
        with self._guard:
            self.asked.append(path)
            self.bodies.append(_body(request))
            if path == "gettoken":
                told = {"errcode": 0, "access_token": self.token, "expires_in": 7200}
                return httpx.Response(200, json=told)
            given = parse_qs(request.url.query.decode()).get("access_token")
            if given != [self.token]:
                return httpx.Response(200, json=INVALID)
            answer = self._next(path)
        if callable(answer):
            answer = answer(request)
        if isinstance(answer, int):
            return httpx.Response(answer)
        return httpx.Response(200, json=answer)

    def _next(self, path: str) -> Answer:
        answer = self.answers.get(path, 404)
        if not isinstance(answer, list):
            return answer
        return answer.pop(0) if len(answer) > 1 else answer[0]


def _body(request: httpx.Request) -> Any:
    content = request.read()
    if request.headers.get("content-type", "").startswith("application/json"):
        return json.loads(content)
    return content
