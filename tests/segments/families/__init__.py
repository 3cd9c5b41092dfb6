"""What the tests know of each family of conditions: a module of its name, found by it.

`leaves` makes conditions of every kind it has, and `facts` a person's, so that answers differ;
`TABLES` are those of the warehouse that it looks at, filled by `fill(rows, person)`, and by
`fill_shop(rows)` with what belongs to nobody; `EXAMPLES` are sentences that say what its conditions
mean at their borders.
"""

from importlib import import_module
from typing import Any, Protocol, cast

from hypothesis import strategies as st

from guisu.ground.warehouse.domain import Table
from guisu.know.segments.definition import conditions as c
from guisu.know.segments.definition import families
from guisu.know.segments.reference.people import Person
from tests.segments.making import Rows
from tests.segments.spec import Example


class Known(Protocol):
    leaves: st.SearchStrategy[c.Leaf]
    facts: st.SearchStrategy[Any]
    TABLES: tuple[Table, ...]
    EXAMPLES: list[Example]

    def fill(self, rows: Rows, person: Person) -> None: ...

    def fill_shop(self, rows: Rows) -> None: ...


def known() -> dict[str, Known]:
    """By the family's name; a family without a module here cannot be imported."""
    return {
        family.name: cast(Known, import_module(f"{__name__}.{family.name}"))
        for family in families.registered()
    }
