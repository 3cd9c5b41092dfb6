"""Reading contact codes, who came by them, and how greetings went."""

from guisu.act.acquisition.selectors.greetings import greetings, greetings_by, welcome
from guisu.act.acquisition.selectors.listing import (
    Came,
    by_colleague,
    by_day,
    came,
    code,
    codes,
    names,
    wanted,
)

__all__ = [
    "Came",
    "by_colleague",
    "by_day",
    "came",
    "code",
    "codes",
    "greetings",
    "greetings_by",
    "names",
    "wanted",
    "welcome",
]
