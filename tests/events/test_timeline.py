"""The timeline of a customer with very many events is read by its index, page by page."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from guisu.ground.events.selectors import timeline
from guisu.ground.events.services import record_many
from guisu.ground.staff.domain import Scope
from tests import make

pytestmark = pytest.mark.django_db
MANY = 6_000
WHOLE = Scope(0, frozenset(), None)


def lived(customer_id: int = 7, *, others: int = 500) -> None:
    """One customer with very many events among several with few."""
    facts = [
        make.entry("Seen", make.NOON + timedelta(seconds=n // 3), customer_id, properties={"n": n})
        for n in range(MANY)
    ]
    facts += [make.entry("Seen", make.NOON, 100 + n) for n in range(others)]
    with transaction.atomic():
        record_many(facts, at=make.NOON)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def plan_of(**asked: Any) -> str:
    with CaptureQueriesContext(
        connection,
    ) as queries:
        timeline([7], scope=WHOLE, **asked)
    statement = queries.captured_queries[-1]["sql"]
    prefix = "EXPLAIN" if connection.vendor == "postgresql" else "EXPLAIN QUERY PLAN"
    with connection.cursor() as cursor:
        cursor.execute(f"{prefix} {statement}")
        return "\n".join(str(row[-1]) for row in cursor.fetchall())


@pytest.mark.parametrize("before", [None, (make.NOON + timedelta(seconds=900), 2_500)])
def test_a_page_is_one_run_of_the_index_that_begins_where_the_page_does(before: Any) -> None:
    lived()

    plan = plan_of(before=before)

    assert "event_timeline" in plan
    assert not re.search(r"\bSort\b|TEMP B-TREE|Seq Scan", plan)
    if before:
        assert re.search(r"Index Cond: .*occurred_at|customer_id=\? AND occurred_at<", plan)


def test_pages_follow_each_other_without_gap_or_repetition_where_moments_are_equal() -> None:
    lived()

    seen: list[int] = []
    page = timeline([7, 100], scope=WHOLE, limit=499)
    while page:
        seen += [event.pk for event in page]
        page = timeline(
            [7, 100], scope=WHOLE, before=(page[-1].occurred_at, page[-1].pk), limit=499
        )

    assert len(seen) == len(set(seen)) == MANY + 1
