"""An import whose worker is killed, again and again, ends as one that nobody disturbed."""

import random
import time
from collections.abc import Callable
from typing import Any

import pytest
from django.core.management import call_command
from django.db.models import Count

from guisu.ground.events.models import Event
from guisu.know.commerce.models import Order, OrderLine, Purchases, Refund
from guisu.know.customers.models import Customer, Identity
from guisu.take_in.imports import services
from guisu.take_in.imports.domain.plan import Kind
from guisu.take_in.imports.models import Import, SetAside
from tests import child, make
from tests.imports import files

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
KILLS = 3
ROWS = 12_000


def orders() -> bytes:
    """Two rows an order, some apart; refunds, returns, repeats, and rows that cannot be read."""
    chance = random.Random(7)  # noqa: S311 - a test's dice
    lines = ["number,date,customer,phone,sku,quantity,amount,refunded,store"]
    for row in range(ROWS):
        number, buyer = row // 2, chance.randrange(900)
        if row % 2:
            buyer = int(lines[-1].split(",")[2][1:]) if lines[-1][:1] == "A" else buyer
        day = "never" if row % 97 == 0 else f"2024-{1 + number % 12:02}-{1 + number % 28:02}"
        refunded = "1.00" if number % 50 == 0 else ""
        phone = f"138{buyer:08}" if buyer % 3 else ""
        lines.append(
            f"A{number},{day},u{buyer},{phone},S{row % 300},1,{5 + row % 7}.00,{refunded},"
        )
        if row % 500 == 0:
            lines.append(lines[-1])
    lines += [line for line in lines[1:200] if line.startswith("A1")]
    return files.csv_of(*lines)


def events() -> bytes:
    rows = (f"u{n % 700},Viewed {n % 9},2024-03-{1 + n % 28:02} 10:00,{n}" for n in range(ROWS))
    return files.csv_of("user,event,time,page", *rows, *(f"u1,Viewed,never,{n}" for n in range(9)))


def planned_orders() -> Import:
    return files.planned(files.received(orders(), kind=Kind.ORDERS), currency="CNY")


def planned_events() -> Import:
    came = files.received(events(), kind=Kind.EVENTS)
    columns = {"customer": "user", "event": "event", "at": "time", "property:page": "page"}
    return files.mapped(came, columns)


def everything(of: Import) -> dict[str, Any]:
    """All that the import made, without numbers that the database gives."""
    of.refresh_from_db()
    buyer = dict(Identity.objects.filter(channel="user_id").values_list("customer", "value"))
    faces = "number", "status", "placed_at", "total_minor", "refunded_minor", "quantity"
    figures = "state", "rows_total", "rows_read", "rows_taken", "rows_refused", "rows_left_out"
    outcome = "created", "changed", "unchanged", "customers_created", "tally", "units_done"
    return {
        "import": {name: getattr(of, name) for name in figures + outcome},
        "orders": sorted(
            (*face, buyer.get(row or 0, ""))
            for *face, row in Order.objects.values_list(*faces, "customer")
        ),
        "lines": sorted(
            OrderLine.objects.values_list(
                "order__number", "position", "product__sku", "amount_minor"
            )
        ),
        "refunds": sorted(Refund.objects.values_list("order__number", "reference", "amount_minor")),
        "bought": sorted(
            (buyer[pk], count, spent)
            for pk, count, spent in Purchases.objects.values_list("pk", "orders", "spent_minor")
        ),
        "people": Customer.objects.count(),
        "names": sorted(Identity.objects.values_list("channel", "value")),
        "events": sorted(
            (kind, str(at), buyer.get(row or 0, ""), str(properties))
            for kind, at, row, properties in Event.objects.exclude(
                kind__startswith="order."
            ).values_list("kind", "occurred_at", "customer_id", "properties")
        ),
        "news": sorted(
            Event.objects.filter(kind__startswith="order.")
            .values_list("kind")
            .annotate(Count("pk"))
        ),
        "set aside": sorted(SetAside.objects.values_list("row", "field", "reason")),
    }


def undisturbed(plan: Callable[[], Import]) -> dict[str, Any]:
    """What the file makes in one run, of which nothing is left behind."""
    found = everything(files.ran(plan()))
    call_command("flush", verbosity=0, interactive=False)
    return found


@pytest.mark.parametrize("plan", [planned_orders, planned_events])
def test_an_import_killed_midway_makes_what_one_that_lives_makes(
    plan: Callable[[], Import],
) -> None:
    expected = undisturbed(plan)
    imported = services.start(plan(), by=make.mei(), at=make.NOON)
    chance = random.Random(11)  # noqa: S311

    read = [0]
    for _ in range(KILLS):
        with child.running("tests.imports.acts:run", imported.pk) as worker:
            child.said(worker)
            time.sleep(chance.uniform(0, 0.05))
            assert worker.poll() is None
            child.kill(worker)
        imported.refresh_from_db()
        read.append(imported.rows_read)
    with child.running("tests.imports.acts:run", imported.pk) as worker:
        assert worker.wait(120) == 0

    assert read == sorted(set(read))
    assert read[-1] < expected["import"]["rows_total"]
    assert everything(imported) == expected
