"""Orders and their lines, and the products on them."""

from hypothesis import strategies as st

from guisu.know.commerce import dimensions as commerce
from guisu.know.segments.definition.conditions import Leaf
from guisu.know.segments.families.orders import struct as s
from guisu.know.segments.families.orders.facts import Line, Sale, Sales
from guisu.know.segments.reference.people import Person
from tests.segments.making import Rows, ends, few, maybe_windows, moments, ranges, some, windows
from tests.segments.spec.orders import ORDERS

PRODUCTS = {1: ("core", "milk"), 2: ("lead_in", "milk"), 3: ("core", "toys")}
amounts = st.sampled_from([-250, -1, 0, 1, 50, 100, 150, 200, 250, 500])
order_filters = st.builds(
    s.OrderFilter,
    products=st.just(()) | some(1, 2, 3),
    tiers=st.just(()) | some("core", "lead_in"),
    categories=st.just(()) | some("milk", "toys"),
    stores=st.just(()) | some(1, 2),
    channels=st.just(()) | some("shop", "tmall"),
) | st.just(s.ANY_ORDER)

leaves: st.SearchStrategy[Leaf] = st.one_of(
    st.builds(s.Bought, ranges(few), maybe_windows, order_filters),
    st.builds(s.Spent, ranges(amounts), maybe_windows, order_filters),
    st.builds(s.AverageOrder, ranges(amounts), maybe_windows, order_filters),
    st.builds(s.OrderedAt, ends, windows, order_filters),
)


@st.composite
def sales(draw: st.DrawFn) -> Sale:
    status = draw(st.sampled_from(["paid", "completed", "cancelled", "refunded", "returned"]))
    total = draw(st.sampled_from([0, 100, 250]))
    refunded = total if status == "refunded" else draw(st.sampled_from([0, 0, min(total, 50)]))
    lines = tuple(
        Line(draw(st.sampled_from([50, 100])), product, *PRODUCTS.get(product or 0, ("", "")))
        for product in draw(st.lists(st.sampled_from([1, 2, 3, None]), max_size=2))
    )
    return Sale(
        at=draw(moments),
        status=status,
        currency=draw(st.sampled_from(["CNY", "CNY", "USD"])),
        total_minor=-total if status == "returned" else total,
        refunded_minor=refunded if status != "returned" else 0,
        store_id=draw(st.sampled_from([1, 2, None])),
        channel=draw(st.sampled_from(["shop", "tmall"])),
        lines=lines,
    )


facts = st.builds(Sales, st.lists(sales(), max_size=4).map(tuple))
TABLES = (commerce.ORDERS, commerce.ORDER_LINES, commerce.PRODUCTS)
EXAMPLES = ORDERS


def fill(rows: Rows, person: Person) -> None:
    for sale in person.of(Sales).all:
        shared = {
            "order_id": next(rows.ids),
            "store_id": sale.store_id,
            "status": sale.status,
            "currency": sale.currency,
            "placed_at": sale.at,
        }
        rows.of(
            person,
            commerce.ORDERS,
            channel=sale.channel,
            total_minor=sale.total_minor,
            refunded_minor=sale.refunded_minor,
            quantity=len(sale.lines),
            **shared,
        )
        for line in sale.lines:
            amounts = {"product_id": line.product_id, "amount_minor": line.amount_minor}
            rows.of(person, commerce.ORDER_LINES, quantity=1, **amounts, **shared)


def fill_shop(rows: Rows) -> None:
    for product, (tier, category) in PRODUCTS.items():
        rows.put(commerce.PRODUCTS, product_id=product, tier=tier, category=category)
