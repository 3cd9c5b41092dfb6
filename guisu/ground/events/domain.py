"""What goes into the log, and how a subscriber that fails is tried again."""

from datetime import datetime, timedelta
from typing import Any

import msgspec

from guisu.ground.jobs.domain import wait_before
from guisu.ground.kernel.digests import digest128

MOST_TRIES = 8
OURS = "guisu"
_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(dict[str, Any]).decode


# Structs, here and where people arrive, are made many times as quickly as dataclasses.
class Entry(msgspec.Struct, frozen=True, gc=False):
    """An event before it is in the log: of our own by `facts.Fact.entry`, others free in form.

    `source` says whose word it is: `guisu` for the product's own, `key:7` for an access key,
    `import:3` for a file. `fingerprint` recognises a repetition; empty means that it cannot be
    repeated. `customer_id` is the row that the event came to
    (0: about no customer). `properties` may be JSON text, where their teller has them so.
    """

    kind: str
    occurred_at: datetime
    source: str
    customer_id: int = 0
    subject: str = ""
    fingerprint: str = ""
    properties: dict[str, Any] | str = {}

    @property
    def said(self) -> dict[str, Any]:
        """`properties` to look into."""
        text = self.properties
        return _decode(text) if isinstance(text, str) else text

    @property
    def text(self) -> str:
        """`properties` as JSON."""
        said = self.properties
        return said if isinstance(said, str) else _encode(said).decode()


def fingerprint(source: str, key: str) -> str:
    """What a `source` tells again, under the same `key` of its own, has the same one."""
    return digest128(source, key) if key else ""


def next_try(tries: int, *, at: datetime) -> datetime | None:
    """When a letter that failed `tries` times is tried again; None: it is parked for a person."""
    return None if tries >= MOST_TRIES else at + max(wait_before(tries + 1), timedelta(seconds=1))
