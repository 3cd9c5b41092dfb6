"""What a reading counts, and how WeCom's words for the same thing differ from place to place."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TypedDict

PROBLEMS_KEPT = 50
NO_LICENCE = "no_licence"
# How somebody came into a group: `join_scene` of a roster, and `JoinScene` of an event, which is
# another enumeration: there 0 is invited or by link, and 3 by code.
SCENES_OF_ROSTER = {1: "invited", 2: "link", 3: "code"}
SCENES_OF_EVENT = {"0": "invited", "3": "code"}
QUIT_SCENES = {"0": "self", "1": "removed"}
GENDERS = {1: "male", 2: "female"}
ACTIVATED, LEFT_THE_CORP = 1, 5


class Trouble(TypedDict):
    """What kept a reading from something. `code`: the provider's, or one of ours; empty: none.

    `of`: whom or how many it is about; `error`: as it was told, which decides nothing.
    """

    code: str
    of: str
    error: str


@dataclass(slots=True)
class Count:
    """What one reading came upon."""

    found: dict[str, int] = field(default_factory=dict)
    drift: dict[str, int] = field(default_factory=dict)
    troubles: list[Trouble] = field(default_factory=list)

    def saw(self, what: str, times: int = 1) -> None:
        self.found[what] = self.found.get(what, 0) + times

    def drifted(self, what: str, times: int = 1) -> None:
        if times:
            self.drift[what] = self.drift.get(what, 0) + times

    def complain(self, *, code: str, of: str = "", error: str = "") -> None:
        if len(self.troubles) < PROBLEMS_KEPT:
            self.troubles.append({"code": code, "of": of, "error": error[:200]})


def moment(seconds: int, *, otherwise: datetime) -> datetime:
    """WeCom's seconds as an instant; what is no moment is `otherwise`."""
    try:
        return datetime.fromtimestamp(seconds, UTC) if seconds > 0 else otherwise
    except (OverflowError, OSError, ValueError):
        return otherwise
