"""Seconds that segments take over a whole shop, beside the same question hand-written in SQL.

`python bench/segments.py [customers] [events]` prints JSON. Reference of the same run: DuckDB
answering SQL that says the question as an analyst would, over the same tables.
"""

import json
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from itertools import product
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

FOLDER = Path(tempfile.mkdtemp(prefix="guisu-bench-"))
os.environ["GUISU_DATA"] = str(FOLDER)
os.environ["GUISU_DATABASE"] = ""
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "guisu.config.settings")
sys.path.insert(0, str(Path(__file__).parents[1]))

import django

django.setup()

import duckdb
import ibis

from bench import segments_data
from guisu.ground.warehouse.engines.duckdb import CONFIG
from guisu.know.segments.compile import evaluator
from guisu.know.segments.definition import conditions as c
from guisu.know.segments.definition.windows import DaysAgo, LastDays
from guisu.know.segments.families.behaviour import struct as behaviour
from guisu.know.segments.families.behaviour.facts import Deed, Deeds
from guisu.know.segments.families.orders import struct as orders
from guisu.know.segments.families.orders.facts import Line, Sale, Sales
from guisu.know.segments.families.profile import struct as profile
from guisu.know.segments.families.relations import struct as relations
from guisu.know.segments.families.relations.facts import Relations
from guisu.know.segments.population import Population
from guisu.know.segments.reference.evaluator import verdicts
from guisu.know.segments.reference.people import Moment, Person, known
from guisu.know.segments.scores import Scores

AT = segments_data.AS_OF
ZONE = ZoneInfo("Asia/Shanghai")
NO_SCORES = Scores(lambda asked: asked.source("none"), lambda asked: asked.source("none"))
RUNS = 5
SKUS = ("T-7", "T-42", "T-99", "T-314", "T-500")
VIEWED, ADDED = c.Happening("Product Viewed"), c.Happening("Product Added")
OF_THESE = c.Happening("Product Viewed", (c.Property("sku", "is", SKUS),))

VIEWED_TWICE = behaviour.Did(OF_THESE, c.Range(at_least=2), LastDays(90))
BOUGHT_MILK = orders.Bought(window=LastDays(180), only=orders.OrderFilter(categories=("milk",)))
VIEWED_THEN_ADDED = behaviour.DidThen(VIEWED, ADDED, 24, LastDays(30))
NOT_STAFF = c.Not(relations.Tagged((1,)))
QUESTION = c.All((VIEWED_TWICE, BOUGHT_MILK, VIEWED_THEN_ADDED, NOT_STAFF))
BY_HAND = f"""
SELECT count(*) FROM customers WHERE customer_id = root_id AND NOT erased
AND customer_id IN (
    SELECT customer_id FROM event_properties
    WHERE kind = 'Product Viewed' AND name = 'sku' AND text IN {SKUS}
        AND occurred_at >= TIMESTAMP '2026-08-22 16:00:00'
        AND occurred_at <= TIMESTAMP '2026-11-20 04:30:00'
    GROUP BY customer_id HAVING count(*) >= 2)
AND customer_id IN (
    SELECT customer_id FROM order_lines JOIN products USING (product_id)
    WHERE category = 'milk' AND status NOT IN ('cancelled', 'returned')
        AND placed_at >= TIMESTAMP '2026-05-24 16:00:00'
        AND placed_at <= TIMESTAMP '2026-11-20 04:30:00')
AND customer_id IN (
    SELECT a.customer_id FROM events a JOIN events b ON a.customer_id = b.customer_id
        AND b.occurred_at > a.occurred_at AND b.occurred_at <= a.occurred_at + INTERVAL 24 HOUR
    WHERE a.kind = 'Product Viewed' AND b.kind = 'Product Added'
        AND a.occurred_at >= TIMESTAMP '2026-10-21 16:00:00'
        AND b.occurred_at <= TIMESTAMP '2026-11-20 04:30:00')
AND customer_id NOT IN (SELECT customer_id FROM taggings WHERE tag_id = 1)"""
LEAVES: tuple[c.Condition, ...] = (
    VIEWED_TWICE,
    BOUGHT_MILK,
    VIEWED_THEN_ADDED,
    relations.Tagged((1,)),
    orders.Bought(c.Range(at_least=2)),
    orders.Spent(c.Range(at_least=50_000), LastDays(365)),
    orders.OrderedAt("last", DaysAgo(60)),
    behaviour.Did(ADDED, c.Range(at_least=1), LastDays(7)),
    behaviour.Stopped(VIEWED, 30, 60),
    relations.KnownBy(("external_userid",)),
    profile.Attribute("gender", "is", ("female",)),
    relations.Agreed("sms"),
)


def main(customers: int, events: int) -> None:
    connection = duckdb.connect(str(FOLDER / "warehouse.duckdb"), config=CONFIG)
    segments_data.fill(connection, customers=customers, events=events)
    backend = ibis.duckdb.from_connection(connection)
    population = Population(backend.table, AT, ZONE, "CNY")
    hand_seconds, by_hand = best(lambda: connection.execute(BY_HAND).fetchall()[0][0])
    seconds, ours = best(lambda: counted(QUESTION, population))
    compiling, _ = best(lambda: said(QUESTION, population, backend))
    if ours != by_hand:
        raise SystemExit(f"{ours} members, {by_hand} by hand")
    one_seconds, _ = best(lambda: flagged([QUESTION], population))
    many_seconds, _ = best(lambda: flagged(many(50), population), runs=2)
    print(
        json.dumps(
            {
                "customers": customers,
                "events": events,
                "members": ours,
                "count_of_4_conditions_seconds": round(seconds, 3),
                "reference_sql_by_hand_seconds": round(hand_seconds, 3),
                "times_reference": round(seconds / hand_seconds, 2),
                "reach_times_reference": 1.3,
                "reach_live_count_seconds": 1,
                "of_it_building_and_compiling_seconds": round(compiling, 3),
                "one_segment_refreshed_seconds": round(one_seconds, 3),
                "50_segments_refreshed_seconds": round(many_seconds, 3),
                "times_one": round(many_seconds / one_seconds, 1),
                "reach_times_one": 10,
                **alone(),
                "each_leaf": each_leaf(population, backend),
            },
            indent=2,
        )
    )


def counted(condition: c.Condition, population: Population) -> int:
    return int(evaluator.members(condition, population, NO_SCORES).count().to_pyarrow().as_py())


def said(condition: c.Condition, population: Population, backend: Any) -> str:
    return str(backend.compile(evaluator.members(condition, population, NO_SCORES).count()))


def flagged(conditions: list[c.Condition], population: Population) -> int:
    named = {f"segment{number}": each for number, each in enumerate(conditions)}
    return int(evaluator.flags(named, population, NO_SCORES).to_pyarrow().num_rows)


def many(number: int) -> list[c.Condition]:
    """Different segments of four conditions each, from the same dozen leaves."""
    found = []
    for n in range(number):
        first, second, third, fourth = (LEAVES[(n * k + n // 12) % 12] for k in (1, 5, 7, 11))
        other = c.Not(third) if n % 2 else third
        found.append(c.All((first, c.AnyOf((second, other)), c.Not(fourth))))
    return found


def each_leaf(population: Population, backend: Any) -> dict[str, dict[str, float]]:
    """What every kind of condition costs by itself."""
    found = {}
    for number, leaf in enumerate(LEAVES):
        taken, _ = best(lambda leaf=leaf: counted(leaf, population), runs=3)  # type: ignore[misc]
        compiling, _ = best(lambda leaf=leaf: said(leaf, population, backend), runs=3)  # type: ignore[misc]
        name = f"{number}:{type(leaf).__name__}"
        found[name] = {"seconds": round(taken, 3), "compiling": round(compiling, 3)}
    return found


def alone() -> dict[str, float]:
    """One customer of a year's history against 200 segments, in plain Python."""
    own = [behaviour.Did(each, c.Range(n), LastDays(d)) for each, n, d in _more()]
    asked = dict(enumerate([*many(100), *own]))
    moment = Moment(AT, ZONE, "CNY")
    # Nobody is asked twice: what a person's own record remembers begins anew each time.
    persons = [_somebody() for _ in range(20)]
    seconds, _ = best(lambda: verdicts(asked, persons.pop(), moment), runs=20)
    return {
        "segments_of_one_customer": len(asked),
        "their_events": len(_somebody().of(Deeds).all),
        "one_customer_milliseconds": round(seconds * 1000, 2),
        "reach_milliseconds": 5,
    }


def _more() -> list[tuple[c.Happening, int, int]]:
    return list(
        product((VIEWED, ADDED, OF_THESE, c.Happening("Shared")), range(1, 6), (1, 7, 30, 90, 365))
    )


def _somebody() -> Person:
    kinds = ("Product Viewed", "Page Viewed", "Product Viewed", "Product Added", "Shared")
    deeds = tuple(
        Deed(AT - timedelta(hours=21 * n), kinds[n % 5], {"sku": f"T-{n * 7 % 1000}", "price": n})
        for n in range(400)
    )
    lines = (Line(9_900, 5, "core", "milk"), Line(1_200, 8, "lead_in", "tea"))
    sales = tuple(
        Sale(AT - timedelta(days=25 * n), "completed", "CNY", 11_100, lines=lines)
        for n in range(14)
    )
    return Person(
        1,
        AT - timedelta(days=365),
        AT,
        gender="female",
        facts=known(
            Relations(
                channels=frozenset({"phone", "external_userid"}),
                tags=frozenset({3, 4}),
                agreed=frozenset({("sms", "marketing")}),
            ),
            Sales(sales),
            Deeds(deeds),
        ),
    )


def best(run: Callable[[], Any], *, runs: int = RUNS) -> tuple[float, Any]:
    """The quickest of some runs, and what it gave."""
    times, found = [], None
    for _ in range(runs):
        began = time.perf_counter()
        found = run()
        times.append(time.perf_counter() - began)
    return min(times), found


if __name__ == "__main__":
    try:
        main(*(int(each) for each in (*sys.argv[1:], "1000000", "20000000")[:2]))
    finally:
        shutil.rmtree(FOLDER, ignore_errors=True)
