"""Scores and stages, told by tables of their own in place of what is computed of orders."""

from hypothesis import strategies as st

from guisu.ground.warehouse.domain import Kind, Table
from guisu.know.segments.definition.conditions import Leaf
from guisu.know.segments.families.value import struct as s
from guisu.know.segments.families.value.facts import Worth
from guisu.know.segments.reference.people import Person
from tests.segments.making import Rows, some
from tests.segments.spec.profile import VALUE

STAGES = ("active", "dormant")
CELLS = Table(
    "cells",
    {"customer_id": Kind.WHOLE, "r": Kind.WHOLE, "f": Kind.WHOLE, "m": Kind.WHOLE},
)
STAGED = Table("stages", {"customer_id": Kind.WHOLE, "stage": Kind.TEXT})

leaves: st.SearchStrategy[Leaf] = st.one_of(
    st.builds(s.InCell, st.just(()) | some(1, 3, 5), st.just(()) | some(1, 2, 5), some(1, 5)),
    st.builds(s.InStage, some(*STAGES)),
)
facts = st.builds(
    Worth,
    cell=st.sampled_from([None, (1, 2, 5), (5, 5, 5), (3, 1, 1)]),
    stage=st.sampled_from(STAGES),
)
TABLES = (CELLS, STAGED)
EXAMPLES = VALUE


def fill(rows: Rows, person: Person) -> None:
    worth = person.of(Worth)
    if worth.cell:
        r, f, m = worth.cell
        rows.put(CELLS, customer_id=person.customer_id, r=r, f=f, m=m)
    rows.put(STAGED, customer_id=person.customer_id, stage=worth.stage)


def fill_shop(rows: Rows) -> None:
    """Nothing belongs to nobody."""
