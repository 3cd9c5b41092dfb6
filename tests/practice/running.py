"""A practice ground on loopback for a test: `ground` is the server, stepped and seeded.

Other tests may use it: their conftest.py imports `server`, `seed`, `page_size` and `ground` from
here. It opens sockets for the test that asks for it.
"""

import asyncio
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.utils import formatdate
from typing import Any

import httpx
import pytest
import pytest_socket
import uvicorn
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from practice.clock import Clock, Pace
from practice.server import Stage, application
from practice.wire.ground import Ground, prepare
from practice.world import seeding
from practice.world.seeding import Seed

START = 1_790_000_000.0
TOKEN = "QDG6eK"
AES_KEY = "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C"


@dataclass(slots=True)
class Running:
    """The server at `address`, and short words for what tests do to it.

    `inner` is what is served. Read it only while no call is under way; change it by acts.
    """

    address: str
    inner: Ground
    http: httpx.Client
    token: str = field(default="")

    @property
    def corp_id(self) -> str:
        return self.inner.world.corp.corp_id

    def secret(self, number: int = 0) -> str:
        """Of the app that may everything (0), the directory's (1), the archive's (2)."""
        return list(self.inner.world.apps.values())[number].secret

    def agent_id(self, number: int = 0) -> int:
        return list(self.inner.world.apps)[number]

    def fresh_token(self, number: int = 0) -> str:
        query = {"corpid": self.corp_id, "corpsecret": self.secret(number)}
        self.token = self.http.get("/cgi-bin/gettoken", params=query).json()["access_token"]
        return self.token

    def get(self, path: str, *, token: str | None = None, **query: Any) -> dict[str, Any]:
        """WeCom's answer to a GET; the token is fetched when there is none."""
        params = {"access_token": token or self.token or self.fresh_token(), **query}
        answer: dict[str, Any] = self.http.get(f"/cgi-bin/{path}", params=params).json()
        return answer

    def post(self, path: str, *, token: str | None = None, **body: Any) -> dict[str, Any]:
        """WeCom's answer to a POST."""
        params = {"access_token": token or self.token or self.fresh_token()}
        answered = self.http.post(f"/cgi-bin/{path}", params=params, json=body)
        answer: dict[str, Any] = answered.json()
        return answer

    def act(self, name: str, /, **arguments: Any) -> Any:
        """What people do; returns what came of it."""
        return self._admin("POST", f"acts/{name}", arguments)

    def acts(self, *several: tuple[str, dict[str, Any]]) -> Any:
        """Several acts at the very same moment."""
        return self._admin(
            "POST", "acts", [{"act": name, "arguments": given} for name, given in several]
        )

    def forward(self, seconds: float) -> float:
        """Let the world's time go by; returns the new moment."""
        now: float = self._admin("POST", "clock", {"forward": seconds})["now"]
        return now

    def faults(self, **wanted: Any) -> None:
        """Exactly these faults; none, to switch all off."""
        self._admin("PUT", "faults", wanted)

    def listen(self, url: str, **more: Any) -> None:
        """Post callbacks to `url`, which has to answer the verification."""
        keys = {"token": TOKEN, "aes_key": AES_KEY}
        self._admin("PUT", "callback", {"url": url, **keys, **more})

    def settle(self) -> None:
        """Wait until all callbacks that are due have been posted, and let go held ones."""
        assert self._admin("POST", "callbacks", {})["settled"]

    def hold(self) -> None:
        """Post nothing until the next `settle`."""
        self._admin("POST", "callbacks", {"held": True})

    def look(self, what: str, /, **query: Any) -> Any:
        """snapshot, callbacks, delivered, calls, archive/messages."""
        return self._admin("GET", what, None, query)

    def scanned(self, config_id: str, name: str = "小雨", **more: Any) -> Any:
        """Somebody new scans a contact way."""
        person = self.act("arrive", name=name)
        return self.act("scan", config_id=config_id, external_id=person["external_id"], **more)

    def contact_way(self, *users: str, **more: Any) -> str:
        """A code that leads to `users`; returns its config_id."""
        kind = 1 if len(users) == 1 else 2
        made = self.post(
            "externalcontact/add_contact_way", type=kind, scene=2, user=list(users), **more
        )
        config_id: str = made["config_id"]
        return config_id

    def _admin(
        self, method: str, what: str, body: object, query: dict[str, Any] | None = None
    ) -> Any:
        answer = self.http.request(method, f"/practice/{what}", json=body, params=query or {})
        assert answer.status_code == httpx.codes.OK, answer.text
        return answer.json()


@dataclass(frozen=True, slots=True)
class Server:
    """One for all tests: each of them puts a ground of its own on its stage."""

    address: str
    stage: Stage
    http: httpx.Client

    def put(self, ground: Ground) -> None:
        assert self.stage.loop is not None
        asyncio.run_coroutine_threadsafe(self.stage.replace(ground), self.stage.loop).result(30)


def fresh(seed: Seed, *, page_size: int | None = None) -> Ground:
    """A ground at `START`, whose time moves by hand only."""
    clock = Clock(pace=Pace.STEPPED, moment=START)
    return prepare(seeding.grow(seed, at=START), clock, page_size=page_size)


@dataclass(frozen=True, slots=True)
class _Dated:
    """Says the moment of each answer. uvicorn's own header is up to a second old: after a test
    that travelled in time it would name the moment that was travelled to."""

    served: ASGIApp

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def dated(event: Message) -> None:
            if event["type"] == "http.response.start":
                event["headers"] += [(b"date", formatdate(usegmt=True).encode())]
            await send(event)

        await self.served(scope, receive, dated)


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """A server in a thread of this process, until the tests are over."""
    pytest_socket.enable_socket()
    stage = Stage(fresh(Seed()))
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        served = _Dated(application(stage))
        config = uvicorn.Config(served, log_level="warning", access_log=False, date_header=False)
        running = uvicorn.Server(config)
        thread = threading.Thread(target=running.run, kwargs={"sockets": [listener]})
        thread.start()
        while not running.started:
            time.sleep(0.002)
        address = f"http://127.0.0.1:{listener.getsockname()[1]}"
        with httpx.Client(base_url=address, trust_env=False, timeout=60) as http:
            yield Server(address, stage, http)
        running.should_exit = True
        thread.join(30)


@pytest.fixture
def seed() -> Seed:
    """What the corp begins with; a test module overrides it for another one."""
    return Seed()


@pytest.fixture
def page_size() -> int | None:
    """No page is larger; a test module overrides it."""
    return None


@pytest.fixture
def ground(socket_enabled: None, server: Server, seed: Seed, page_size: int | None) -> Running:
    """Two shops, four members of staff, nobody outside yet."""
    begun = fresh(seed, page_size=page_size)
    server.put(begun)
    return Running(server.address, begun, server.http)
