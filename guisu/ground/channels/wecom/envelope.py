"""What WeCom posts, outside and inside: small XML (or JSON) read without trusting it.

Unknown fields are kept; a document type or an entity is no part of it and ends the reading.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from xml.parsers import expat

import msgspec

from guisu.ground.channels.port.inbound import Unreadable

DEEPEST = 6
MOST_ELEMENTS = 10_000
# The year 5138.
LONGEST_SECONDS = 11


class _Reader:
    """Elements as nested dictionaries; those that share a name become a list."""

    def __init__(self) -> None:
        self.root: dict[str, Any] = {}
        self._inside: list[dict[str, Any]] = [self.root]
        self._text: list[list[str]] = [[]]
        self._count = 0

    def start(self, _name: str, _attributes: Any) -> None:
        self._count += 1
        if len(self._inside) > DEEPEST or self._count > MOST_ELEMENTS:
            raise Unreadable
        self._inside.append({})
        self._text.append([])

    def text(self, piece: str) -> None:
        self._text[-1].append(piece)

    def end(self, name: str) -> None:
        children, pieces = self._inside.pop(), self._text.pop()
        value: Any = children or "".join(pieces)
        parent = self._inside[-1]
        if name not in parent:
            parent[name] = value
        elif isinstance(parent[name], list):
            parent[name].append(value)
        else:
            parent[name] = [parent[name], value]


def fields_of(message: bytes) -> dict[str, Any]:
    """The fields inside the outermost element. Raises `Unreadable`."""
    reader = _Reader()
    # Whatever the message says it is written in: other codecs are one more way to be led astray.
    parser = expat.ParserCreate("utf-8")
    parser.buffer_text = True
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.text
    parser.StartDoctypeDeclHandler = _refuse
    parser.EntityDeclHandler = _refuse
    try:
        parser.Parse(message, True)
    except (expat.ExpatError, ValueError) as error:
        raise Unreadable from error
    [inside] = reader.root.values()
    if not isinstance(inside, dict):
        raise Unreadable
    return inside


def sealed_in(body: bytes) -> str:
    """The ciphertext of a callback's body. Raises `Unreadable`."""
    if body.lstrip().startswith(b"{"):
        try:
            found = msgspec.json.decode(body)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            raise Unreadable from error
        sealed = found.get("encrypt") if isinstance(found, dict) else None
    else:
        sealed = fields_of(body).get("Encrypt")
    if not isinstance(sealed, str) or not sealed:
        raise Unreadable
    return sealed


def happened_at(fields: Mapping[str, Any]) -> datetime | None:
    """The second that `CreateTime` names; None where it names none."""
    seconds = str(fields.get("CreateTime", ""))
    if not seconds.isdecimal() or len(seconds) > LONGEST_SECONDS or not int(seconds):
        return None
    return datetime.fromtimestamp(int(seconds), UTC)


def items(value: Any) -> list[str]:
    """The items of a list such as `MemChangeList`, whether it holds none, one or many."""
    inside = value.get("Item", []) if isinstance(value, dict) else []
    return [one for one in (inside if isinstance(inside, list) else [inside]) if one]


def _refuse(*_: Any) -> None:
    raise Unreadable
