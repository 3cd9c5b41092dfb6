"""After an erasure no table, file or warehouse names the person; totals stay as they were."""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import transaction
from django.db.models import Sum

from guisu.ground.events import delivery
from guisu.ground.events import services as events
from guisu.ground.events.models import Event, Letter
from guisu.ground.jobs import worker
from guisu.ground.staff.services import audit
from guisu.ground.warehouse import shape
from guisu.ground.warehouse.loading import load
from guisu.know.commerce import services as commerce
from guisu.know.commerce.domain import OrderTold, RefundTold
from guisu.know.commerce.models import Order, Refund
from guisu.know.customers import services as customers
from guisu.know.customers.models import Customer, Identity
from guisu.take_in.imports.domain.plan import Kind
from guisu.take_in.imports.models import Import, SetAside
from guisu.take_in.intake import services as intake
from guisu.take_in.intake.models import RefusedMessage
from guisu.take_in.intake.services.erasing import forget_refused
from tests import make
from tests.imports import files
from tests.loaded import loaded

pytestmark = pytest.mark.django_db(transaction=True)
TRACES = ("plum", "13800138000", "138 0013 8000", "8613800138000", "m-77", "hangzhou")
ORDERS = (
    "number,date,customer,phone,amount",
    "A1,2024-01-01,m-77,13800138000,5",
    "A2,never,m-77,138 0013 8000,5",
    "A3,never,,13900139000,5",
)
USABLE = {"type": "page", "anonymousId": "d9"}
PEOPLE = ("手机号,姓名,城市,会员号", "13800138000,Plum Blossom,Hangzhou,m-77")


def everything() -> Iterator[tuple[str, str]]:
    """Every row of every table, and of the warehouse, as (table, text)."""
    for model in apps.get_models():
        for row in model._default_manager.values():
            yield model._meta.db_table, json.dumps(row, default=str, ensure_ascii=False)
    for table in shape.tables():
        for row in loaded(table.name):
            yield f"warehouse.{table.name}", json.dumps(row, default=str, ensure_ascii=False)


def naming() -> dict[str, str]:
    """Rows that hold a trace of the person, by table."""
    return {
        table: text
        for table, text in everything()
        if any(trace in text.casefold() for trace in TRACES)
    }


def settle() -> None:
    while delivery.deliver() or worker.work() or load():
        pass


def known_everywhere() -> tuple[Customer, Import]:
    """A person with traces in every room."""
    mei = make.mei()
    files.taken(files.csv_of(*PEOPLE, encoding="gb18030"), kind=Kind.CUSTOMERS)
    done = files.taken(files.csv_of(*ORDERS))
    person = Identity.objects.get(value="+8613800138000").customer
    good = {"type": "track", "event": "Viewed", "userId": "m-77", "messageId": "1"}
    wrong = {"type": "track", "userId": "m-77", "properties": {"tel": "138 0013 8000"}}
    send(good | {"properties": {"to": "Plum", "value": 3}}, wrong)
    tell_order(person, "ring for Plum")
    word = {"channel": "sms", "purpose": "marketing", "source": "staff:1", "by": mei}
    customers.say_consent(person, granted=True, evidence="Plum's form", at=make.NOON, **word)  # type: ignore[arg-type]
    customers.edit(person, changes={"name": "Plum Blossom"}, by=mei, at=make.NOON)
    audit(
        "customers.exported",
        subject="customers",
        by=mei,
        at=make.NOON,
        after={"filters": "q=13800138000"},
    )
    Letter.objects.create(
        subscriber="commerce.sales",
        event=Event.objects.filter(kind="Viewed").get(),
        customer_id=person.pk,
        next_try_at=make.NOON,
        error="KeyError: Plum",
    )
    settle()
    return person, done


def send(*messages: dict[str, Any]) -> None:
    """What an SDK would, under a key of its own."""
    key, _ = make.write_key()
    body = json.dumps({"batch": messages}).encode()
    intake.accept(body, key=key, kind="batch", received_at=make.NOON)
    while intake.expand():
        pass


def tell_order(person: Customer, reason: str, number: str = "B1") -> None:
    refund = RefundTold("r1", 200, make.NOON, reason)
    order = OrderTold(
        "shop", number, person.pk, None, "paid", make.NOON, make.NOON, "CNY", 900, refunds=(refund,)
    )
    with transaction.atomic():
        commerce.record_orders([order], source="import:9", at=make.NOON)


def totals() -> list[Any]:
    orders = loaded("orders")
    return [
        Order.objects.aggregate(Sum("total_minor"), Sum("refunded_minor")),
        Event.objects.count(),
        len(loaded("events")),
        sum(order["total_minor"] - order["refunded_minor"] for order in orders),
    ]


def test_nothing_anywhere_names_an_erased_person_and_totals_stay() -> None:
    person, done = known_everywhere()
    path, before = done.path, totals()
    assert {"intake_refusedmessage", "imports_setaside", "commerce_refund"} <= naming().keys()

    customers.erase(person, by=make.mei(), at=make.NOON)
    settle()

    assert naming() == {}
    assert not path.exists()
    assert [row.cells[0] for row in SetAside.objects.all()] == ["A3"]
    after = totals()
    assert (after[0], after[3]) == (before[0], before[3])
    assert after[1] == after[2] == before[1] + 1  # the erasure itself is an event


def test_what_still_arrives_by_any_door_stays_nameless() -> None:
    person, _ = known_everywhere()
    customers.erase(person, by=make.mei(), at=make.NOON)
    rows = ("user,event,time,for", "m-77,Gift,2024-02-01 10:00,Plum Blossom")

    files.taken(files.csv_of(*PEOPLE), kind=Kind.CUSTOMERS)
    came = files.received(files.csv_of(*rows), kind=Kind.EVENTS)
    columns = {"customer": "user", "event": "event", "at": "time", "property:for": "for"}
    files.ran(files.mapped(came, columns))
    tell_order(person, "for Plum again", number="B2")
    with transaction.atomic():
        events.record_many(
            [make.entry("Said", make.NOON, person.pk, properties={"x": "Plum"})], at=make.NOON
        )
    settle()

    assert Event.objects.filter(kind="Gift", customer_id=person.pk).exists()
    assert Refund.objects.count() == 2
    assert naming() == {}


def test_what_cannot_be_used_and_names_somebody_erased_is_counted_and_not_kept() -> None:
    person, _ = known_everywhere()
    customers.erase(person, by=make.mei(), at=make.NOON)
    nameless = {"type": "track", "userId": "somebody-else"}
    send(USABLE, {"type": "track", "userId": "m-77"}, {"tel": "138 0013 8000"}, nameless)

    done = files.taken(files.csv_of(*ORDERS))
    settle()

    assert [json.loads(one.body) for one in RefusedMessage.objects.all()] == [nameless]
    assert [row.cells[0] for row in SetAside.objects.filter(of=done)] == ["A3"]
    assert done.rows_refused == 2
    assert naming() == {}


def test_of_who_came_back_what_cannot_be_used_is_kept_again() -> None:
    person, _ = known_everywhere()
    customers.erase(person, by=make.mei(), at=make.NOON)
    customers.lift_erasure(person, by=make.mei(), at=make.NOON)

    send(USABLE, {"type": "track", "userId": "m-77"})

    assert RefusedMessage.objects.count() == 1


def test_a_copy_of_a_persons_data_holds_what_every_room_holds() -> None:
    person, _ = known_everywhere()

    told = customers.export_person(person)

    assert json.loads(json.dumps(told, default=str))
    assert [order["number"] for order in told["orders"]] == ["A1", "B1"]
    assert told["orders"][1]["refunds"][0]["reason"] == "ring for Plum"
    assert "138 0013 8000" in told["refused_messages"][0]["message"]
    assert [row["row"] for row in told["imports"]["rows_set_aside"]] == [3]
    assert len(told["imports"]["files"]) == 2  # the one that brought them, and their orders


def test_refused_messages_end_by_themselves() -> None:
    key, _ = make.write_key()
    for age, dismissed in ((1, True), (8, True), (8, False), (91, False)):
        at = make.NOON - timedelta(days=age)
        RefusedMessage.objects.create(
            source=f"key:{key.pk}",
            key_id=key.pk,
            reason=f"{age} {dismissed}",
            body="{}",
            received_at=at,
            dismissed_at=at if dismissed else None,
        )

    forgotten = forget_refused(at=make.NOON)

    assert forgotten == 2
    left = RefusedMessage.objects.order_by("pk").values_list("reason", flat=True)
    assert list(left) == ["1 True", "8 False"]
