"""What a message says, before any channel has its say: words, pictures, links, cards, files.

Plain frozen structs, so that a room keeps them as JSON (`msgspec.to_builtins`, `msgspec.convert`).
Pictures and files are named by the SHA-256 of their bytes; the bytes travel beside, in a parcel.
"""

from typing import TypeAlias

import msgspec


class Picture(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag="picture"):
    digest: str
    name: str = ""


class Link(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag="link"):
    """`picture` is the digest of the small picture beside it, empty for none."""

    title: str
    url: str
    description: str = ""
    picture: str = ""


class Card(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag="card"):
    """A page of a mini-program; `picture` is the digest of its cover."""

    title: str
    app_id: str
    page: str
    picture: str = ""


class File(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag="file"):
    digest: str
    name: str


Part: TypeAlias = Picture | Link | Card | File


class Content(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """`title` is an e-mail's subject; `html` is the same words for whom can show more than text.

    What a channel has no place for is left out by its carrier where no word is lost by that (the
    HTML); anything else is a problem that the carrier's `check` names.
    """

    text: str = ""
    title: str = ""
    html: str = ""
    parts: tuple[Part, ...] = ()

    @property
    def digests(self) -> frozenset[str]:
        """Of all bytes that have to travel beside it."""
        named = [
            each.digest if isinstance(each, Picture | File) else each.picture for each in self.parts
        ]
        return frozenset(filter(None, named))


class Message(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """One thing to say, and how it is said where a channel needs it otherwise."""

    content: Content
    variants: dict[str, Content] = {}

    def on(self, channel: str) -> Content:
        """As it is said on `channel`."""
        return self.variants.get(channel, self.content)
