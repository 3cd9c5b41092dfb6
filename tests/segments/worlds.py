"""Small worlds, made up: people who did a little of everything, at awkward moments."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

import ibis.expr.types as ir
import pyarrow as pa
from hypothesis import strategies as st

from guisu.ground.warehouse.domain import Table
from guisu.know.customers import dimension as customers
from guisu.know.segments.population import Population
from guisu.know.segments.reference.people import Moment, Person
from guisu.know.segments.reference.people import known as by_class
from guisu.know.segments.scores import Scores
from tests.segments.families import known
from tests.segments.making import AS_OF, ZONE, Rows, moments

SCORES = Scores(
    cells=lambda asked: asked.source("cells"), stages=lambda asked: asked.source("stages")
)


@st.composite
def people(draw: st.DrawFn, most: int = 6) -> list[Person]:
    """Up to `most` people; most know something that another does not."""
    return [draw(_person(number)) for number in range(1, draw(st.integers(1, most)) + 1)]


@st.composite
def _person(draw: st.DrawFn, number: int) -> Person:
    first, last = sorted([draw(moments), draw(moments)])
    # Of some people little is known: in each family, as often as not, nothing.
    is_known = draw(st.booleans())
    own = [draw(each.facts if is_known else st.none() | each.facts) for each in known().values()]
    return Person(
        customer_id=number,
        first_seen_at=first,
        last_seen_at=last,
        gender=draw(st.sampled_from(["", "female", "male"])),
        region=draw(st.sampled_from(["", "上海市", "上海", "苏州"])),
        source=draw(st.sampled_from(["key:1", "import:2"])),
        birthday_on=draw(
            st.sampled_from(
                [None, date(2000, 2, 29), date(1996, 3, 1), date(2008, 2, 28), date(1990, 12, 31)]
            )
        ),
        facts=by_class(*(each for each in own if each is not None)),
    )


def moment() -> Moment:
    return Moment(AS_OF, ZONE, "CNY")


def population(source: Callable[[str], ir.Table]) -> Population:
    return Population(source, AS_OF, ZONE, "CNY")


def shapes() -> tuple[Table, ...]:
    """All tables that a world has."""
    own = (table for each in known().values() for table in each.TABLES)
    return (customers.CUSTOMERS, *own)


def tables(persons: Iterable[Person]) -> Mapping[str, pa.Table]:
    """The warehouse's tables, as the loader would have filled them from these people."""
    rows = Rows()
    for each in known().values():
        each.fill_shop(rows)
    for person in persons:
        _face(rows, person)
        for each in known().values():
            each.fill(rows, person)
    return rows.arrow(shapes())


def _face(rows: Rows, person: Person) -> None:
    face: dict[str, Any] = {
        name: getattr(person, name)
        for name in ("gender", "birthday_on", "region", "source", "first_seen_at", "last_seen_at")
    }
    rows.put(
        customers.CUSTOMERS,
        customer_id=person.customer_id,
        root_id=person.customer_id,
        erased=False,
        **face,
    )
