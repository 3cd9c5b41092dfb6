"""Ids in WeCom's shapes. The same seed gives the same ids in the same order, on every machine."""

import base64
import hashlib
from collections import Counter
from dataclasses import dataclass, field

LENGTH = 32
PREFIXES = {
    "person": "wm",
    "partner": "wo",
    "group": "wr",
    "tag": "et",
    "message": "msg",
    "moment": "mom",
    "open": "o",
    "link": "cawcde",
    "template": "msgtmpl",
    "open-user": "woou",
}


@dataclass(slots=True)
class Ids:
    """`seed` chooses the ids; `made` counts them by kind."""

    seed: int
    made: Counter[str] = field(default_factory=Counter)

    def fresh(self, kind: str) -> str:
        """An id of 32 characters that begins as WeCom's do for this `kind`."""
        prefix = PREFIXES[kind]
        text = base64.urlsafe_b64encode(self._digest(kind)).decode().rstrip("=")
        return prefix + text[: LENGTH - len(prefix)]

    def hexadecimal(self, kind: str) -> str:
        """32 hexadecimal digits, as contact ways and member versions are named."""
        return self._digest(kind)[:16].hex()

    def secret(self, kind: str, length: int = 43) -> str:
        """Letters, digits, - and _, as secrets, tokens, codes and cursors are written."""
        text = base64.urlsafe_b64encode(self._digest(kind) * (length // 32 + 1)).decode()
        return text[:length]

    def number(self, kind: str) -> int:
        """1, 2, 3, ... for each kind."""
        self.made[kind] += 1
        return self.made[kind]

    def _digest(self, kind: str) -> bytes:
        whole = f"{self.seed}:{kind}:{self.number(kind)}".encode()
        return hashlib.blake2b(whole, digest_size=32).digest()
