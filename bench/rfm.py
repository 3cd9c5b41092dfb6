"""Seconds to score all customers by RFM, beside DuckDB's own SQL and pandas over the same rows.

`python bench/rfm.py [customers] [orders]` prints JSON. Everything is in memory; each way gives
the same table of scores, which is checked.
"""

import json
import os
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

sys.path.insert(0, str(Path(__file__).parents[1]))
os.environ["DJANGO_SETTINGS_MODULE"] = "guisu.config.settings"

import django

django.setup()

import duckdb
import ibis
import numpy as np
import pandas as pd
import pyarrow as pa

from guisu.ground.warehouse.engines.duckdb import CONFIG
from guisu.know.segments.domain.rfm import Scheme
from guisu.know.segments.measures import rfm
from guisu.know.segments.population import Population

RUNS = 5
TODAY = "2026-11-22"
AT = datetime(2026, 11, 22, 12, tzinfo=UTC)
SCHEME = Scheme(
    window_days=365,
    recency=(14, 45, 90, 180),
    orders=(2, 4, 6, 9),
    spent_minor=(100_00, 300_00, 600_00, 1_200_00),
)
CROWD = """
CREATE TABLE customers AS
SELECT i AS customer_id, i AS root_id, false AS erased, DATE '2024-01-01' AS local_date
FROM range(1, {customers} + 1) t(i);
CREATE TABLE orders AS
SELECT *, CAST(placed_at AS DATE) AS local_date FROM (
  SELECT
    1 + hash(i) % {customers} AS customer_id,
    1 + hash(i + 7) % 20 AS store_id,
    CASE WHEN hash(i + 1) % 20 = 0 THEN 'cancelled' WHEN hash(i + 1) % 20 = 1 THEN 'returned'
      ELSE 'completed' END AS status,
    CASE WHEN hash(i + 2) % 50 = 0 THEN 'USD' ELSE 'CNY' END AS currency,
    CAST(hash(i + 3) % 30000 AS BIGINT) AS total_minor,
    CAST(CASE WHEN hash(i + 4) % 30 = 0 THEN 500 ELSE 0 END AS BIGINT) AS refunded_minor,
    TIMESTAMP '2026-11-22 11:00:00'
      - to_seconds(CAST(hash(i + 5) % (730 * 86400) AS BIGINT)) AS placed_at
  FROM range({orders}) t(i)
);
ALTER TABLE orders ALTER customer_id TYPE BIGINT;
"""
SQL = f"""
WITH sums AS (
  SELECT
    customer_id,
    max(local_date) FILTER (status NOT IN ('cancelled', 'returned')) AS last_on,
    count(*) FILTER (status NOT IN ('cancelled', 'returned')) AS orders,
    sum(CASE WHEN status <> 'cancelled' AND currency = 'CNY'
      THEN total_minor - refunded_minor ELSE 0 END)::BIGINT AS spent_minor
  FROM orders
  WHERE placed_at <= TIMESTAMP '2026-11-22 12:00:00'
    AND local_date > DATE '{TODAY}' - 365
  GROUP BY customer_id
), people AS (
  SELECT customer_id, DATE '{TODAY}' - last_on AS recency_days, orders, spent_minor
  FROM sums
  WHERE orders > 0 AND customer_id IN
    (SELECT customer_id FROM customers WHERE customer_id = root_id AND NOT erased)
)
SELECT *,
  CASE WHEN recency_days <= 14 THEN 5 WHEN recency_days <= 45 THEN 4 WHEN recency_days <= 90 THEN 3
    WHEN recency_days <= 180 THEN 2 ELSE 1 END AS r,
  CASE WHEN orders >= 9 THEN 5 WHEN orders >= 6 THEN 4 WHEN orders >= 4 THEN 3
    WHEN orders >= 2 THEN 2 ELSE 1 END AS f,
  CASE WHEN spent_minor >= 120000 THEN 5 WHEN spent_minor >= 60000 THEN 4
    WHEN spent_minor >= 30000 THEN 3 WHEN spent_minor >= 10000 THEN 2 ELSE 1 END AS m
FROM people
"""


class Spent(NamedTuple):
    seconds: float
    cpu_seconds: float


def main(customers: int, orders: int) -> None:
    backend = ibis.duckdb.from_connection(duckdb.connect(config=CONFIG))
    backend.con.execute(CROWD.format(customers=customers, orders=orders))
    shop = Population(backend.table, AT, ZoneInfo("UTC"), "CNY")
    frames = {
        name: backend.table(name).to_pyarrow().to_pandas() for name in ("customers", "orders")
    }
    frames["orders"]["local_date"] = pd.to_datetime(frames["orders"]["local_date"])

    rfm.scored(shop, SCHEME).to_pyarrow()
    ours, found = best(lambda: rfm.scored(shop, SCHEME).to_pyarrow())
    theirs, reference = best(lambda: backend.con.sql(SQL).to_arrow_table())
    slow, table = best(lambda: by_pandas(frames["customers"], frames["orders"]), runs=2)

    alike = checksum(found) == checksum(reference) == checksum(pa.Table.from_pandas(table))
    print(
        json.dumps(
            {
                "customers": customers,
                "orders": orders,
                "scored": found.num_rows,
                "same_table": alike,
                "seconds": round(ours.seconds, 3),
                "reference_duckdb_sql_seconds": round(theirs.seconds, 3),
                "times_reference": round(ours.seconds / theirs.seconds, 2),
                "times_reference_by_processor": round(ours.cpu_seconds / theirs.cpu_seconds, 2),
                "reach_times_reference": 1.3,
                "pandas_seconds": round(slow.seconds, 3),
                "times_faster_than_pandas": round(slow.seconds / ours.seconds, 1),
                "reach_times_faster_than_pandas": 4,
            },
            indent=2,
        )
    )


def best(run: Callable[[], Any], runs: int = RUNS) -> tuple[Spent, Any]:
    """Seconds of the quickest of some runs, by clock and by processor, and what it gave."""
    times, works, found = [], [], None
    for _ in range(runs):
        began, worked = time.perf_counter(), time.process_time()
        found = run()
        times.append(time.perf_counter() - began)
        works.append(time.process_time() - worked)
    return Spent(min(times), min(works)), found


def by_pandas(customers: pd.DataFrame, orders: pd.DataFrame) -> pd.DataFrame:
    """The same, as an analyst writes it."""
    day = pd.Timestamp(TODAY)
    past = orders[
        (orders["placed_at"] <= pd.Timestamp("2026-11-22 12:00"))
        & (orders["local_date"] > day - pd.Timedelta(days=365))
    ]
    counted = past[~past["status"].isin(["cancelled", "returned"])].groupby("customer_id")
    earning = past[(past["status"] != "cancelled") & (past["currency"] == "CNY")]
    net = (earning["total_minor"] - earning["refunded_minor"]).groupby(earning["customer_id"])
    people = pd.DataFrame(
        {
            "recency_days": (day - counted["local_date"].max()).dt.days,
            "orders": counted.size(),
        }
    )
    people["spent_minor"] = net.sum().reindex(people.index, fill_value=0)
    living = customers[(customers["customer_id"] == customers["root_id"]) & ~customers["erased"]]
    people = people[people.index.isin(living["customer_id"])]
    people["r"] = 5 - np.searchsorted(SCHEME.recency, people["recency_days"], side="left")
    people["f"] = 1 + np.searchsorted(SCHEME.orders, people["orders"], side="right")
    people["m"] = 1 + np.searchsorted(SCHEME.spent_minor, people["spent_minor"], side="right")
    return people.reset_index()


def checksum(table: pa.Table) -> tuple[int, ...]:
    """Sums of every column, and of the scores weighed by the person: equal tables, equal sums."""
    frame = table.to_pandas()
    names = ["recency_days", "orders", "spent_minor", "r", "f", "m"]
    sums = [int(frame[name].sum()) for name in names]
    weighed = [int((frame[name] * frame["customer_id"]).sum()) for name in names]
    return (len(frame), *sums, *weighed)


if __name__ == "__main__":
    given = [int(text) for text in sys.argv[1:]]
    people = given[0] if given else 1_000_000
    main(people, given[1] if len(given) > 1 else 10 * people)
