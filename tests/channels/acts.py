"""A connection, and its account over a fake WeCom, as the tests of channels need them."""

from collections.abc import Callable
from typing import Any

from guisu.ground.channels import services
from guisu.ground.channels.models import Connection
from guisu.ground.channels.wecom.account import Account, client_for
from guisu.ground.channels.wecom.client import Client
from guisu.ground.channels.wecom.wire import http_client
from tests import make
from tests.channels.fake import Fake

SECRET = "corp-secret-in-clear"
TOKEN, AES_KEY, CORP = (
    "QDG6eK",
    "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C",
    "wx5823bf96d3bd56c7",
)


def connection(**settings: Any) -> Connection:
    told = {
        "name": "Blossom",
        "corp_id": CORP,
        "agent_id": 1_000_002,
        "secret": SECRET,
        "callback_token": TOKEN,
        "callback_key": AES_KEY,
    }
    return services.connect(settings={**told, **settings}, by=None, at=make.NOON)


def client(fake: Fake, *, sleep: Callable[[float], None] = lambda _: None) -> Client:
    """A client of a new connection that waits in no time."""
    made = client_for(connection(), http_client("https://wecom.test", fake.transport()))
    made._sleep = sleep
    return made


def account(fake: Fake) -> Account:
    return Account(client(fake))
