"""Faces: the customers table itself is filled with everybody."""

from hypothesis import strategies as st

from guisu.ground.warehouse.domain import Table
from guisu.know.segments.definition.conditions import Leaf
from guisu.know.segments.families.profile import struct as s
from guisu.know.segments.reference.people import Person
from tests.segments.making import Rows, ends, ranges, some, windows
from tests.segments.spec.profile import PROFILE

leaves: st.SearchStrategy[Leaf] = st.one_of(
    st.builds(
        s.Attribute,
        st.sampled_from(["gender", "region", "source"]),
        st.sampled_from(["is", "contains", "starts", "known"]),
        some("female", "上海", "上海市", "key", "import:2"),
    ),
    st.builds(s.Attribute, st.just("gender"), st.just("is"), some("", "male")),
    st.builds(s.Birthday, st.sampled_from([0, 1, 5, 300, 366])),
    st.builds(s.BirthMonth, some(2, 3, 12)),
    st.builds(s.Age, ranges(st.sampled_from([17, 18, 25, 26, 29, 30, 35]))),
    st.builds(s.Seen, ends, windows),
)
facts = st.none()
TABLES: tuple[Table, ...] = ()
EXAMPLES = PROFILE


def fill(rows: Rows, person: Person) -> None:
    """A face has no rows of its own."""


def fill_shop(rows: Rows) -> None:
    """Nothing belongs to nobody."""
