"""Events and their properties."""

import json
from typing import Any

from hypothesis import strategies as st

from guisu.ground.kernel.scalars import scalar
from guisu.ground.warehouse import shape
from guisu.know.segments.definition.conditions import Happening, Leaf, Property
from guisu.know.segments.families.behaviour import struct as s
from guisu.know.segments.families.behaviour.facts import Deed, Deeds
from guisu.know.segments.reference.people import Person
from tests.segments.making import Rows, ends, few, maybe_windows, moments, ranges, some, windows
from tests.segments.spec.behaviour import BEHAVIOUR

KINDS = ("view", "cart")
names = st.sampled_from(["sku", "price"])
tests = st.one_of(
    st.builds(Property, names, st.sampled_from(["is", "is_not"]), some("milk", "5", 5.0, -1.0, "")),
    st.builds(
        Property, names, st.sampled_from(["contains", "excludes"]), some("milk", "奶粉", "i")
    ),
    st.builds(
        Property,
        names,
        st.sampled_from(["at_least", "at_most"]),
        some(5.0, 5.2).map(lambda each: each[:1]),
    ),
    st.builds(Property, names, st.sampled_from(["exists", "missing", "true", "false"])),
)
happenings = st.builds(
    Happening, st.sampled_from(KINDS), st.lists(tests, max_size=2).map(tuple) | st.just(())
)
leaves: st.SearchStrategy[Leaf] = st.one_of(
    st.builds(s.Did, happenings, ranges(few), maybe_windows),
    st.builds(s.DidAt, happenings, ends, windows),
    st.builds(s.DidThen, happenings, happenings, st.sampled_from([1, 24, 240]), maybe_windows),
    st.builds(
        lambda event, every, periods, least: s.DidRegularly(
            event, every, min(least, periods), periods
        ),
        happenings,
        st.integers(1, 4),
        st.integers(1, 4),
        st.integers(1, 4),
    ),
    st.builds(s.Stopped, happenings, st.integers(1, 6), st.integers(1, 6)),
    st.builds(s.Resumed, happenings, st.integers(1, 4), st.integers(1, 4)),
)

scalars: st.SearchStrategy[Any] = st.sampled_from(
    ["", "milk", "奶粉一段", "5", 5, 5.5, -1, True, False, None, ["milk"]]
)
deeds = st.builds(
    Deed,
    at=moments,
    kind=st.sampled_from(KINDS),
    properties=st.dictionaries(names, scalars, max_size=2),
)
facts = st.builds(Deeds, st.lists(deeds, max_size=8).map(tuple))
TABLES = (shape.EVENTS, shape.PROPERTIES)
EXAMPLES = BEHAVIOUR


def fill(rows: Rows, person: Person) -> None:
    for deed in person.of(Deeds).all:
        shared = {"event_id": next(rows.ids), "kind": deed.kind, "occurred_at": deed.at}
        rows.of(person, shape.EVENTS, properties=json.dumps(deed.properties), **shared)
        for name, given in deed.properties.items():
            value = scalar(given)
            if value.is_there:
                rows.of(person, shape.PROPERTIES, name=name, **value._asdict(), **shared)


def fill_shop(rows: Rows) -> None:
    """Nothing belongs to nobody."""
