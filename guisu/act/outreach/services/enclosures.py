"""Keeping pictures and files for messages, and giving them to carriers as they are asked for."""

import hashlib
from collections.abc import Iterator, Mapping
from datetime import datetime

from guisu.act.outreach.models import Enclosure
from guisu.ground.channels.domain import CannotBeCarried
from guisu.ground.channels.port import Carrier, Content


def keep(name: str, content: bytes, *, by: Carrier, at: datetime) -> Enclosure:
    """Keep a file that goes `by` a carrier; the same one once. Raises `CannotBeCarried`."""
    for problem in by.check_file(name, content):
        raise CannotBeCarried(problem)
    digest = hashlib.sha256(content).hexdigest()
    kept = {"name": name[-120:], "content": content, "kept_at": at}
    return Enclosure.objects.get_or_create(digest=digest, defaults=kept)[0]


class Files(Mapping[str, bytes]):
    """The bytes of a content's files by digest, read when asked for: most are there already."""

    def __init__(self, content: Content) -> None:
        self._digests = content.digests

    def __getitem__(self, digest: str) -> bytes:
        found = Enclosure.objects.filter(digest=digest) if digest in self._digests else None
        kept = found.first() if found is not None else None
        if kept is None:
            raise KeyError(digest)
        return bytes(kept.content)

    def __contains__(self, digest: object) -> bool:
        named = digest in self._digests
        return named and Enclosure.objects.filter(digest=digest).exists()

    def __iter__(self) -> Iterator[str]:
        return iter(self._digests)

    def __len__(self) -> int:
        return len(self._digests)
