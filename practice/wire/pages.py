"""Pages: small, with cursors that say nothing and do not live long."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from practice.world.ids import Ids
from practice.world.refusals import Code, Refused

LIFE_SECONDS = 3_600.0


@dataclass(frozen=True, slots=True)
class Place:
    """Where a reading has got to in the ids it began with."""

    question: str
    keys: Sequence[str]
    first: int
    expires_at: float


@dataclass(slots=True)
class Pages:
    """`most` shrinks every page below what the caller asked for: page two should always exist.

    A reading walks through the ids that were there when it began, so that it ends whatever
    changes; who reads on decides what of them still is.
    """

    ids: Ids
    most: int | None = None
    places: dict[str, Place] = field(default_factory=dict)

    def turn(
        self, question: str, keys: Sequence[str], *, cursor: str, limit: int, at: float
    ) -> tuple[Sequence[str], str]:
        """The next ids and the cursor after them, "" at the end. Refuses strange ones (40035)."""
        first = 0
        if cursor:
            place = self.places.get(cursor)
            if place is None or place.question != question or place.expires_at < at:
                raise Refused(Code.BAD_PARAMETER_TYPE, "invalid cursor")
            keys, first = place.keys, place.first
        size = limit if self.most is None else min(limit, self.most)
        after = first + size
        if after >= len(keys):
            return keys[first:], ""
        self._forget(at)
        following = self.ids.secret("cursor")
        self.places[following] = Place(question, keys, after, at + LIFE_SECONDS)
        return keys[first:after], following

    def _forget(self, at: float) -> None:
        """Cursors expire in the order they were made, so the old ones come first."""
        for cursor, place in list(self.places.items())[:8]:
            if place.expires_at < at:
                del self.places[cursor]
