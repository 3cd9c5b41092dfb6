"""A crowd in a SQLite of its own, written by SQL in bulk: what the page benchmark looks at.

Customer n has a phone, a user ID, a home store and n % 4 orders; each hundredth spoke of consent.
One more customer, the devoted one, has 100,000 events. The same numbers give the same crowd.
"""

import sqlite3
from pathlib import Path

DEVOTED_EVENTS = 100_000
SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂英华玉秀梅建国文"
# Moments spread over two years, so that pages by time have something to order.
SEEN = "datetime(1764000000 + (n * 7919) % 63072000, 'unixepoch')"
NUMBERS = (
    "WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < :count)"
)
NAME = (
    f"substr('{SURNAMES}', n % 20 + 1, 1) || substr('{GIVEN}', n / 20 % 30 + 1, 1)"
    f" || substr('{GIVEN}', n / 600 % 30 + 1, 1)"
)

CUSTOMERS = f"""{NUMBERS}
INSERT INTO customers_customer (id, traits, traits_at, name, name_key, gender, region, source,
    first_seen_at, last_seen_at, own_first_seen_at, own_last_seen_at, store_id)
SELECT n, json_object('name', {NAME}), '{{}}', {NAME}, {NAME}, '', '上海',
    CASE n % 1000 WHEN 0 THEN 'key:1' ELSE 'import:1' END,
    {SEEN}, {SEEN}, {SEEN}, {SEEN}, n % 2 + 1 FROM numbers"""
PHONES = f"""{NUMBERS}
INSERT INTO customers_identity (channel, value, shown, first_seen_at, customer_id)
SELECT 'phone', '+86138' || printf('%08d', n), '138' || printf('%08d', n), {SEEN}, n
FROM numbers"""
USER_IDS = f"""{NUMBERS}
INSERT INTO customers_identity (channel, value, shown, first_seen_at, customer_id)
SELECT 'user_id', 'u' || n, 'u' || n, {SEEN}, n FROM numbers"""
KNOWN = f"""{NUMBERS}
INSERT INTO customers_customerstore (since, customer_id, store_id)
SELECT {SEEN}, n, n % 2 + 1 FROM numbers"""
CONSENTS = f"""{NUMBERS}
INSERT INTO customers_consent (channel, purpose, granted, evidence, source, at, customer_id)
SELECT 'sms', 'marketing', n % 3 > 0, 'form', 'import:1', {SEEN}, n
FROM numbers WHERE n % 100 = 0"""
ORDERS = f"""{NUMBERS}
INSERT INTO commerce_order (channel, number, status, placed_at, currency, total_minor,
    refunded_minor, quantity, status_at, lines_told_as, source, changed_at, customer_id, store_id)
SELECT 'shop', n || '-' || turn,
    CASE n % 1000 WHEN 1 THEN 'cancelled' WHEN 2 THEN 'refunded' ELSE 'completed' END,
    {SEEN}, 'CNY', (n * 31 + turn) % 50000 + 100,
    0, 1, {SEEN}, '', 'import:1', {SEEN}, n, n % 2 + 1
FROM numbers JOIN (SELECT 1 AS turn UNION SELECT 2 UNION SELECT 3) ON turn <= n % 4"""
LINES = """
INSERT INTO commerce_orderline (position, name, quantity, unit_minor, amount_minor, order_id,
    product_id)
SELECT 1, '', 1, total_minor, total_minor, id, id % 50 + 1 FROM commerce_order"""
PRODUCTS = """
WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 51)
INSERT INTO commerce_product (id, sku, name, name_key, tier, category, price_minor, currency,
    is_listed, created_at)
SELECT n, 'T-' || n, '春茶 ' || n, '春茶 ' || n, 'core', '茶', 12800, 'CNY', 1,
    '2026-01-01 00:00:00' FROM numbers"""
PURCHASES = """
INSERT INTO commerce_purchases (customer_id, orders, spent_minor, first_order_at, last_order_at)
SELECT customer_id, COUNT(*), SUM(total_minor), MIN(placed_at), MAX(placed_at)
FROM commerce_order GROUP BY customer_id"""
PLACED = """
INSERT INTO events_event (kind, customer_id, subject, source, occurred_at, recorded_at, properties)
SELECT 'order.placed', customer_id, 'order:' || id, 'guisu', placed_at, placed_at,
    json_object('order_id', id, 'number', number, 'channel', channel, 'total_minor', total_minor,
        'currency', 'CNY') FROM commerce_order"""
VIEWED = f"""{NUMBERS}
INSERT INTO events_event (kind, customer_id, subject, source, occurred_at, recorded_at, properties)
SELECT 'Product Viewed', :devoted + n % :people, '', 'key:1', {SEEN}, {SEEN},
    json_object('sku', 'T-' || (n % 50 + 1), 'name', '春茶') FROM numbers"""


def devoted(customers: int) -> int:
    """The id of the customer with many events."""
    return customers


def fill(path: Path, customers: int) -> None:
    """Write `customers` people into the migrated, set-up database with stores 1 and 2.

    Indexes are made anew behind the rows: a million rows in random places take minutes else.
    """
    database = sqlite3.connect(path)
    database.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;")
    database.executescript("PRAGMA cache_size = -1000000; PRAGMA temp_store = MEMORY;")
    indexes = database.execute(
        "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
    ).fetchall()
    for name, _made_by in indexes:
        database.execute(f'DROP INDEX "{name}"')
    _write(database, customers)
    for _name, made_by in indexes:
        database.execute(made_by)
    database.execute("ANALYZE")
    database.commit()
    database.execute("PRAGMA journal_mode = WAL")
    database.close()


def _write(database: sqlite3.Connection, customers: int) -> None:
    crowd = {"count": customers}
    with database:
        for statement in (PRODUCTS, CUSTOMERS, PHONES, USER_IDS, KNOWN, CONSENTS, ORDERS):
            database.execute(statement, crowd if ":count" in statement else {})
        for statement in (LINES, PURCHASES, PLACED):
            database.execute(statement)
        database.execute(VIEWED, {"count": customers, "people": customers, "devoted": 1})
        database.execute(
            VIEWED, {"count": DEVOTED_EVENTS, "people": 1, "devoted": devoted(customers)}
        )
