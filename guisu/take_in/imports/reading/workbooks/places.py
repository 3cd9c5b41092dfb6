"""Where cells stand: `C7` is row 7 of column 3."""

from functools import lru_cache

from guisu.ground.kernel.words import gettext_noop
from guisu.take_in.imports.domain.problems import Unreadable

DAMAGED = gettext_noop("a cell of it stands at no place")


def column(reference: str) -> int:
    """3 for C7."""
    return column_of(reference.rstrip("0123456789"))


@lru_cache(20_000)
def column_of(letters: str) -> int:
    column = 0
    for letter in letters[:5]:
        if not "A" <= letter <= "Z":
            raise Unreadable(why=DAMAGED)
        column = column * 26 + ord(letter) - ord("A") + 1
    if column == 0:
        raise Unreadable(why=DAMAGED)
    return column
