"""What the columns of connections may say of people."""

from guisu.ground.channels.models import (
    AccessToken,
    CallCount,
    Colleague,
    Connection,
    Spending,
    Upload,
)
from guisu.ground.database import texts


def declare() -> None:
    texts.declare(
        Connection,
        never="name account sealed_settings path",
        why="the company's own accounts with providers",
    )
    texts.declare(AccessToken, never="sealed_value", why="a secret of a provider's")
    texts.declare(Upload, never="kind digest media_id", why="digests and numbers of files of ours")
    texts.declare(Spending, never="key", why="names of limits and numbers of accounts")
    texts.declare(CallCount, never="call", why="names of calls")
    texts.declare(Colleague, never="userid name", why="of who works here, not of customers")
