"""Conditions of every kind, made up over the small worlds' words, so that answers differ."""

from hypothesis import strategies as st

from guisu.know.segments.definition import conditions as c
from tests.segments.families import known

leaves: st.SearchStrategy[c.Leaf] = st.deferred(
    lambda: st.one_of([each.leaves for each in known().values()])
)
conditions: st.SearchStrategy[c.Condition] = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.builds(c.All, st.lists(inner, max_size=3).map(tuple)),
        st.builds(c.AnyOf, st.lists(inner, max_size=3).map(tuple)),
        st.builds(c.Not, inner),
    ),
    max_leaves=6,
)
