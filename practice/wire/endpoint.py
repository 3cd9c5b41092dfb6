"""What an endpoint is: a path, a typed request, an answer, and what it answers when it fails."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import msgspec

from practice.wire.ground import Ground
from practice.world.model.corp import App, Permission, Staff
from practice.world.model.ways import ContactWay, JoinWay
from practice.world.refusals import Code, Refused
from practice.world.state import World

Json = dict[str, Any]
Request = TypeVar("Request", bound=msgspec.Struct)

MALFORMED = "Warning: wrong json format."
# msgspec's words; "Expected `str` of length <= 20" is about size and not about type.
OTHER_TYPE = re.compile(r"Expected `[^`]*`, got ")


class Nothing(msgspec.Struct):
    """A request without parameters."""


@dataclass(frozen=True, slots=True)
class File:
    """Bytes with a name: what is uploaded, and what media/get answers."""

    name: str
    content: bytes
    content_type: str = "application/octet-stream"


@dataclass(frozen=True, slots=True)
class Call:
    """Who calls, and when. `files` are the parts of a multipart upload by name.

    `host` is this ground's own address, with the slash at its end.
    """

    ground: Ground
    app: App
    at: float
    host: str
    files: dict[str, File]

    @property
    def world(self) -> World:
        return self.ground.world

    def pictured(self, way: ContactWay | JoinWay) -> Json:
        """Where the picture of its code is; nothing where it is reached by a plug-in."""
        return {"qr_code": f"{self.host}pictures/{way.config_id}.png"} if way.is_code else {}

    def page(
        self, question: str, keys: Sequence[str], *, cursor: str, limit: int
    ) -> tuple[Sequence[str], str]:
        """The next keys of this app's reading, and the cursor after them."""
        asked = f"{self.app.agent_id}:{question}"
        return self.ground.pages.turn(asked, keys, cursor=cursor, limit=limit, at=self.at)


@dataclass(frozen=True, slots=True)
class Endpoint(Generic[Request]):
    """One path of the wire.

    `empty` are the fields that a failing answer still has. `pair` names what a write must have
    to itself (45035).
    """

    method: str
    path: str
    permission: Permission
    request: type[Request]
    answer: Callable[[Call, Request], Json | File]
    empty: Json
    pair: Callable[[Request], str] | None = None

    def run(self, call: Call, raw: object) -> Json | File:
        return self.answer(call, self.read(raw))

    def read(self, raw: object) -> Request:
        """The request, typed.

        Refuses 40063 for what is missing, 40035 for another type, 40058 for too long or too many.
        """
        try:
            return msgspec.convert(raw, self.request, strict=self.method == "POST")
        except msgspec.ValidationError as error:
            raise Refused(_code_of(str(error)), str(error)) from error

    def pair_of(self, raw: object) -> str:
        """The pair that this call writes on; "" for none, or for a request that will fail."""
        if self.pair is None:
            return ""
        try:
            return f"{self.path}:{self.pair(self.read(raw))}"
        except Refused:
            return ""


AnyEndpoint = Endpoint[Any]


def get(
    path: str,
    request: type[Request],
    answer: Callable[[Call, Request], Json | File],
    *,
    permission: Permission = Permission.CONTACTS,
    empty: Json | None = None,
) -> Endpoint[Request]:
    return Endpoint("GET", path, permission, request, answer, empty or {})


def post(
    path: str,
    request: type[Request],
    answer: Callable[[Call, Request], Json | File],
    *,
    permission: Permission = Permission.CONTACTS,
    empty: Json | None = None,
    pair: Callable[[Request], str] | None = None,
) -> Endpoint[Request]:
    return Endpoint("POST", path, permission, request, answer, empty or {}, pair)


def within(text: str, most: int, what: str) -> None:
    """Refuses text of more than `most` characters (40058)."""
    if len(text) > most:
        raise Refused(Code.BAD_PARAMETER, f"{what} too long")


def within_bytes(text: str, most: int, what: str) -> None:
    """Refuses text of more than `most` bytes of UTF-8 (45002)."""
    if len(text.encode()) > most:
        raise Refused(Code.TEXT_TOO_LONG, f"{what} too long")


def at_most(items: Sequence[object], most: int, what: str) -> None:
    """Refuses lists that are too long (40058)."""
    if len(items) > most:
        raise Refused(Code.BAD_PARAMETER, f"too many {what}")


def bounded(limit: int | None, *, usual: int, most: int) -> int:
    """The page size asked for, `usual` if none was. Refuses sizes out of range (40058)."""
    if limit is None or limit == 0:
        return usual
    if not 1 <= limit <= most:
        raise Refused(Code.BAD_PARAMETER, f"limit must be between 1 and {most}")
    return limit


def user_ids(staff: Sequence[Staff]) -> list[str]:
    return [each.user_id for each in staff]


def _code_of(problem: str) -> Code:
    if problem.startswith("Object missing required field"):
        return Code.EMPTY_PARAMETER
    return Code.BAD_PARAMETER_TYPE if OTHER_TYPE.match(problem) else Code.BAD_PARAMETER
