"""Every kind of condition that the editor offers, as the families list them."""

from functools import cache

from django.utils.translation import gettext_lazy as _

from guisu.doors.console.segments.parts import Raw
from guisu.doors.console.segments.rendering import part_of
from guisu.know.segments.definition import conditions as c
from guisu.know.segments.definition import families
from guisu.know.segments.pieces import TIMES, Chosen, Entry, Menu
from guisu.know.segments.selectors.vocabulary import SEGMENTS

OTHERS = Menu(
    _("Segments"),
    place=90,
    entries=(
        Entry(
            "segment",
            _("In another segment"),
            c.InSegment,
            (Chosen("segment", _("segment"), SEGMENTS, is_single=True),),
        ),
    ),
)


@cache
def menus() -> tuple[Menu, ...]:
    """What the families offer, in the menu's order."""
    found: list[Menu] = [family.says("form", "MENU") for family in families.registered()]
    return tuple(sorted([*found, OTHERS], key=lambda menu: menu.place))


@cache
def entries() -> dict[str, Entry]:
    return {entry.name: entry for menu in menus() for entry in menu.entries}


def entry_of(condition: c.Condition) -> Entry:
    """The entry by which a condition is edited."""
    return next(entry for entry in entries().values() if entry.fits(condition))


def begun(entry: Entry) -> Raw:
    """What the inputs hold when the condition is added: once or more."""
    return part_of(TIMES).raw(c.ONCE_OR_MORE) if TIMES in entry.pieces else {}
