"""Conditions of every kind, made up over the small worlds' words, so that answers differ."""

from datetime import date

from hypothesis import strategies as st

from guisu.know.segments.definition import conditions as c
from guisu.know.segments.definition.windows import Dates, DaysAgo, LastDays, LastHours, Window
from tests.segments.worlds import ASKED_CONSENTS, KINDS, STAGES

few = st.integers(0, 3)
days = st.integers(1, 12)
windows: st.SearchStrategy[Window] = st.one_of(
    st.builds(LastDays, days),
    st.builds(LastHours, st.integers(1, 300)),
    st.builds(lambda newest, more: DaysAgo(newest, newest + more), st.integers(0, 8), few),
    st.builds(DaysAgo, st.integers(0, 12)),
    st.builds(
        lambda since, more: Dates(since, date.fromordinal(since.toordinal() + more)),
        st.dates(date(2026, 2, 15), date(2026, 3, 3)),
        few,
    ),
    st.builds(Dates, st.dates(date(2026, 2, 15), date(2026, 3, 3))),
    st.builds(lambda until: Dates(None, until), st.dates(date(2026, 2, 15), date(2026, 3, 3))),
)
maybe_windows = st.none() | windows


def ranges(values: st.SearchStrategy[int]) -> st.SearchStrategy[c.Range]:
    return st.one_of(
        st.builds(c.Range, values),
        st.builds(c.Range, st.none(), values),
        st.builds(lambda ends: c.Range(*sorted(ends)), st.tuples(values, values)),
    )


def some(*values: object) -> st.SearchStrategy[tuple[object, ...]]:
    return st.sets(st.sampled_from(values), min_size=1, max_size=2).map(tuple)


amounts = st.sampled_from([-250, -1, 0, 1, 50, 100, 150, 200, 250, 500])
order_filters = st.builds(
    c.OrderFilter,
    products=st.just(()) | some(1, 2, 3),
    tiers=st.just(()) | some("core", "lead_in"),
    categories=st.just(()) | some("milk", "toys"),
    stores=st.just(()) | some(1, 2),
    channels=st.just(()) | some("shop", "tmall"),
) | st.just(c.ANY_ORDER)
tests = st.one_of(
    st.builds(
        c.Property,
        name=st.sampled_from(["sku", "price"]),
        way=st.sampled_from(["is", "is_not"]),
        values=some("milk", "5", 5.0, -1.0, ""),
    ),
    st.builds(
        c.Property,
        name=st.sampled_from(["sku", "price"]),
        way=st.sampled_from(["contains", "excludes"]),
        values=some("milk", "奶粉", "i"),
    ),
    st.builds(
        c.Property,
        name=st.sampled_from(["sku", "price"]),
        way=st.sampled_from(["at_least", "at_most"]),
        values=some(5.0, 5.2).map(lambda each: each[:1]),
    ),
    st.builds(
        c.Property,
        name=st.sampled_from(["sku", "price"]),
        way=st.sampled_from(["exists", "missing", "true", "false"]),
    ),
)
happenings = st.builds(
    c.Happening, st.sampled_from(KINDS), st.lists(tests, max_size=2).map(tuple) | st.just(())
)
ends: st.SearchStrategy[c.End] = st.sampled_from(["first", "last"])

told: st.SearchStrategy[c.Condition] = st.one_of(
    st.builds(
        c.Attribute,
        st.sampled_from(["gender", "region", "source"]),
        st.sampled_from(["is", "contains", "starts", "known"]),
        some("female", "上海", "上海市", "key", "import:2"),
    ),
    st.builds(c.Attribute, st.just("gender"), st.just("is"), some("", "male")),
    st.builds(c.Birthday, st.sampled_from([0, 1, 5, 300, 366])),
    st.builds(c.BirthMonth, some(2, 3, 12)),
    st.builds(c.Age, ranges(st.sampled_from([17, 18, 25, 26, 29, 30, 35]))),
    st.builds(c.Seen, ends, windows),
)
standing: st.SearchStrategy[c.Condition] = st.one_of(
    st.builds(c.KnownBy, some("phone", "external_userid", "email")),
    st.builds(c.KnownAt, some(1, 2, 3)),
    st.builds(c.Tagged, some(1, 2, 3)),
    st.builds(lambda pair: c.Agreed(*pair), st.sampled_from(ASKED_CONSENTS)),
    st.builds(
        c.InCell,
        st.just(()) | some(1, 3, 5),
        st.just(()) | some(1, 2, 5),
        some(1, 5),
    ),
    st.builds(c.InStage, some(*STAGES)),
)
trading: st.SearchStrategy[c.Condition] = st.one_of(
    st.builds(c.Bought, ranges(few), maybe_windows, order_filters),
    st.builds(c.Spent, ranges(amounts), maybe_windows, order_filters),
    st.builds(c.AverageOrder, ranges(amounts), maybe_windows, order_filters),
    st.builds(c.OrderedAt, ends, windows, order_filters),
)
doing: st.SearchStrategy[c.Condition] = st.one_of(
    st.builds(c.Did, happenings, ranges(few), maybe_windows),
    st.builds(c.DidAt, happenings, ends, windows),
    st.builds(c.DidThen, happenings, happenings, st.sampled_from([1, 24, 240]), maybe_windows),
    st.builds(
        lambda event, every, periods, least: c.DidRegularly(
            event, every, min(least, periods), periods
        ),
        happenings,
        st.integers(1, 4),
        st.integers(1, 4),
        st.integers(1, 4),
    ),
    st.builds(c.Stopped, happenings, st.integers(1, 6), st.integers(1, 6)),
    st.builds(c.Resumed, happenings, st.integers(1, 4), st.integers(1, 4)),
)
leaves = st.one_of(told, standing, trading, doing)
conditions: st.SearchStrategy[c.Condition] = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.builds(c.All, st.lists(inner, max_size=3).map(tuple)),
        st.builds(c.AnyOf, st.lists(inner, max_size=3).map(tuple)),
        st.builds(c.Not, inner),
    ),
    max_leaves=6,
)
