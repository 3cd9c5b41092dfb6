"""A warehouse in DuckDB, written by SQL in bulk: what the benchmark of segments asks.

The same numbers give the same warehouse. A year of events, in the order of their time; few people
do much and many do little; one customer row in fifty was merged into another.
"""

from datetime import UTC, datetime
from typing import Any

from guisu.ground.warehouse import shape
from guisu.know.commerce import dimensions as commerce
from guisu.know.customers import dimension as customers

AS_OF = datetime(2026, 11, 20, 4, 30, tzinfo=UTC)
PRODUCTS, TAGS, STORES = 1000, 20, 50
NOW = "TIMESTAMP '2026-11-20 04:30:00'"
YEAR = 365 * 86400
TABLES = (
    shape.EVENTS,
    shape.PROPERTIES,
    commerce.ORDERS,
    commerce.ORDER_LINES,
    commerce.PRODUCTS,
    customers.CUSTOMERS,
    customers.CUSTOMER_STORES,
    customers.IDENTITIES,
    customers.CONSENTS,
    customers.TAGGINGS,
)
CUSTOMERS = """
SELECT n + 1 AS customer_id, CASE n % 50 WHEN 49 THEN n ELSE n + 1 END AS root_id,
    n % 50 + 1 AS store_id, ['female', 'male', ''][n % 3 + 1] AS gender,
    CASE WHEN n % 4 > 0 THEN DATE '1960-01-01' + draw(n, 0, 16000)::INTEGER END AS birthday_on,
    ['上海市', '苏州', '杭州', ''][draw(n, 1, 4) + 1] AS region, 'key:1' AS source,
    {now} - to_seconds(draw(n, 2, {year})) AS first_seen_at,
    {now} - to_seconds(draw(n, 3, 8640000)) AS last_seen_at, n % 1000 = 7 AS erased
FROM range({customers}) t(n)"""
# The square of a share: half of everything comes from an eighth of the people.
DRAW = "CREATE MACRO draw(n, turn, most) AS (hash(n, turn) % most)::BIGINT"
WHO = "(floor({customers} * pow(draw({n}, 4, 1000003) / 1000003.0, 2)) + 1)::BIGINT"
ROOT = "CASE row_id % 50 WHEN 0 THEN row_id - 1 ELSE row_id END"
EVENTS = """
SELECT *, {root} AS customer_id FROM (
SELECT n + 1 AS event_id, {who} AS row_id,
    CASE WHEN h < 50 THEN 'Product Viewed' WHEN h < 60 THEN 'Product Added'
        WHEN h < 90 THEN 'Page Viewed' ELSE 'Shared' END AS kind, 'key:1' AS source,
    {now} - to_seconds((({events} - n) * {year} // {events})::BIGINT) AS occurred_at,
    '{{"sku":"T-' || draw(n, 6, {products}) || '"}}' AS properties
FROM (SELECT n, draw(n, 5, 100) AS h FROM range({events}) t(n)))"""
PROPERTIES = """
SELECT event_id, row_id, kind, 'sku' AS name, properties[9:-3] AS text,
    NULL::DOUBLE AS number, NULL::BOOLEAN AS flag, occurred_at, customer_id
FROM events WHERE kind = 'Product Viewed'"""
ORDERS = """
SELECT *, {root} AS customer_id FROM (
SELECT n + 1 AS order_id, {who} AS row_id, n % 50 + 1 AS store_id, 'shop' AS channel,
    CASE n % 50 WHEN 1 THEN 'cancelled' WHEN 2 THEN 'returned' ELSE 'completed' END AS status,
    {now} - to_seconds((({orders} - n) * {year} // {orders})::BIGINT) AS placed_at,
    'CNY' AS currency, draw(n, 6, 50000) + 100 AS total_minor, 0 AS refunded_minor, 2 AS quantity
FROM range({orders}) t(n))"""
LINES = """
SELECT order_id, order_id * 2 + turn AS line_id, draw(order_id, turn, {products}) + 1 AS product_id,
    1 AS quantity, total_minor // 2 AS unit_minor, total_minor // 2 AS amount_minor, row_id,
    store_id, status, currency, placed_at, customer_id
FROM orders, range(2) t(turn)"""
MADE = {
    "customers": CUSTOMERS,
    "events": EVENTS,
    "event_properties": PROPERTIES,
    "orders": ORDERS,
    "order_lines": LINES,
    "products": """SELECT n + 1 AS product_id, 'T-' || n AS sku,
        ['lead_in', 'core', 'profit'][n % 3 + 1] AS tier,
        ['milk', 'toys', 'tea', 'care'][n % 4 + 1] AS category FROM range({products}) t(n)""",
    "identities": """SELECT customer_id AS row_id, root_id AS customer_id,
        CASE WHEN customer_id % 3 = 0 THEN 'external_userid' ELSE 'phone' END AS channel
        FROM customers""",
    "customer_stores": """SELECT customer_id AS row_id, root_id AS customer_id, store_id
        FROM customers""",
    "consents": """SELECT customer_id AS consent_id, customer_id AS row_id,
        root_id AS customer_id, 'sms' AS channel, 'marketing' AS purpose,
        customer_id % 3 > 0 AS granted, first_seen_at AS given_at FROM customers""",
    "taggings": """SELECT customer_id AS row_id, root_id AS customer_id,
        draw(customer_id, turn, {tags}) + 1 AS tag_id, first_seen_at AS given_at
        FROM customers, range(3) t(turn)""",
}


def fill(connection: Any, *, customers: int, events: int) -> None:
    """Two orders a customer, two lines an order, one property asked for."""
    numbers = {"customers": customers, "events": events, "orders": 2 * customers}
    words = {"now": NOW, "year": YEAR, "products": PRODUCTS, "tags": TAGS, "root": ROOT}
    who = WHO.format(customers=customers, n="n")
    connection.execute(DRAW)
    for table in sorted(TABLES, key=lambda table: list(MADE).index(table.name)):
        columns = ", ".join(f"{name} {kind}" for name, kind in table.all_columns.items())
        connection.execute(f"CREATE TABLE {table.name} ({columns})")
        rows = MADE[table.name].format(**numbers, **words, who=who)
        connection.execute(f"INSERT INTO {table.name} BY NAME {rows}")
