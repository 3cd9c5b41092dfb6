"""Groups, and who is and was in them."""

from datetime import timedelta

from hypothesis import strategies as st

from guisu.know.groups import dimension as groups
from guisu.know.groups.families.membership import struct as s
from guisu.know.groups.families.membership.facts import Stay, Stays
from guisu.know.segments.definition.conditions import Leaf, Not
from guisu.know.segments.definition.windows import DaysAgo, LastDays
from guisu.know.segments.reference.people import Person
from tests.segments.making import AS_OF, Rows, maybe_windows, moments, some, windows
from tests.segments.spec import DAY, MIDNIGHT, NOW, SECOND, Example, who

chosen = st.just(()) | some(1, 2, 3)
leaves: st.SearchStrategy[Leaf] = st.one_of(
    st.builds(s.InGroup, chosen),
    st.builds(s.JoinedGroup, windows, chosen),
    st.builds(s.LeftGroup, maybe_windows, chosen),
)
stays = st.builds(
    lambda group, ends, is_over: Stay(group, min(ends), max(ends) if is_over else None),
    st.sampled_from([1, 2]),
    st.tuples(moments, moments),
    st.booleans(),
)
facts = st.builds(Stays, st.lists(stays, max_size=4).map(tuple))
TABLES = (groups.GROUPS, groups.MEMBERSHIPS)


def stayed(*stays: Stay) -> Person:
    return who(Stays(stays))


EXAMPLES = [
    Example("who was never in a group is in none", s.InGroup(), who(), False),
    Example("who joined this very second is in", s.InGroup((1,)), stayed(Stay(1, NOW)), True),
    Example("who joins in a second is not yet", s.InGroup(), stayed(Stay(1, NOW + SECOND)), False),
    Example("another group is not this", s.InGroup((1,)), stayed(Stay(2, NOW - DAY)), False),
    Example("one of the groups is enough", s.InGroup((1, 2)), stayed(Stay(2, NOW - DAY)), True),
    Example(
        "who left this very second is out", s.InGroup(), stayed(Stay(1, NOW - DAY, NOW)), False
    ),
    Example(
        "who leaves in a second is still in",
        s.InGroup(),
        stayed(Stay(1, NOW - DAY, NOW + SECOND)),
        True,
    ),
    Example(
        "who left and came back is in",
        s.InGroup((1,)),
        stayed(Stay(1, NOW - 9 * DAY, NOW - 5 * DAY), Stay(1, NOW - DAY)),
        True,
    ),
    Example(
        "joined at midnight is joined on the new day",
        s.JoinedGroup(LastDays(2)),
        stayed(Stay(1, MIDNIGHT)),
        True,
    ),
    Example(
        "a second before is of the old one",
        s.JoinedGroup(LastDays(2)),
        stayed(Stay(1, MIDNIGHT - SECOND)),
        False,
    ),
    Example(
        "who joined and is gone again has joined",
        s.JoinedGroup(LastDays(2), (1,)),
        stayed(Stay(1, NOW - DAY, NOW - SECOND)),
        True,
    ),
    Example("left long ago is left", s.LeftGroup(), stayed(Stay(1, NOW - 90 * DAY, NOW)), True),
    Example(
        "left lately is not left long ago",
        s.LeftGroup(DaysAgo(7)),
        stayed(Stay(1, NOW - 90 * DAY, NOW)),
        False,
    ),
    Example(
        "who is back has not left",
        s.LeftGroup(LastDays(7), (1,)),
        stayed(Stay(1, NOW - 9 * DAY, NOW - DAY), Stay(1, NOW - SECOND)),
        False,
    ),
    Example(
        "being in another group is not being back",
        s.LeftGroup(LastDays(7)),
        stayed(Stay(1, NOW - 9 * DAY, NOW - DAY), Stay(2, NOW - SECOND)),
        True,
    ),
    Example("who was never in has not left", Not(s.LeftGroup()), who(), True),
]


def fill(rows: Rows, person: Person) -> None:
    for stay in person.of(Stays).all:
        told = {"group_id": stay.group, "joined_at": stay.joined_at, "left_at": stay.left_at}
        rows.of(person, groups.MEMBERSHIPS, **told)


def fill_shop(rows: Rows) -> None:
    for number in (1, 2):
        rows.put(groups.GROUPS, group_id=number, store_id=number, ended=False)
    # Of a colleague, and of somebody gone: of no person.
    rows.put(groups.MEMBERSHIPS, row_id=77, group_id=1, joined_at=AS_OF - timedelta(days=1))
