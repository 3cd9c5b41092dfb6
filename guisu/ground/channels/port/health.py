"""What is wrong with a connection, as the doctor and the console show it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias


class State(StrEnum):
    GOOD = "good"
    BAD = "bad"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Finding:
    """`check` names an `Advice`; `code` is the provider's, 0 for none; `detail` is of no language.

    `is_silent`: not known, and somebody should look all the same.
    """

    check: str
    state: State
    code: int = 0
    detail: str = ""
    is_silent: bool = False

    @property
    def is_to_mend(self) -> bool:
        """Whether somebody has something to do."""
        return self.state is State.BAD or self.is_silent


@dataclass(frozen=True, slots=True)
class Advice:
    """English msgids: what a check looks at, and what to do where it fails, down to the click."""

    looked_at: str
    to_do: str


AdviceByCheck: TypeAlias = Mapping[str, Advice]
