"""What still comes of somebody erased, by whatever door, names them nowhere."""

import json
from datetime import timedelta

import pytest
from django.db import transaction

from guisu.act.acquisition.models import Greeting
from guisu.doors.callbacks import services as callbacks
from guisu.doors.callbacks.models import Callback
from guisu.ground.channels.carriers import door_of
from guisu.ground.events import delivery, facts
from guisu.ground.events.domain import OURS, Entry
from guisu.ground.events.models import Event, Letter
from guisu.ground.events.services import record_many
from guisu.know.commerce import services as commerce
from guisu.know.commerce.domain import LineTold, OrderTold, RefundTold
from guisu.know.commerce.models import Order, OrderLine, Product, Refund
from guisu.know.customers import services as customers
from guisu.know.customers.domain.erasure import kept
from guisu.know.customers.models import Customer
from guisu.know.customers.services import tombstones
from tests import make
from tests.channels.acts import connection

pytestmark = pytest.mark.django_db
LATER = make.NOON + timedelta(days=1)
PHONE, CONTACT = "13800138000", "wmPlumBlossom1"


@pytest.fixture
def plum() -> Customer:
    person = make.customer(
        "Plum Blossom", identities={"phone": f"+86{PHONE}", "external_userid": CONTACT}
    )
    customers.erase(person, by=make.mei(), at=make.NOON)
    return person


def tell(customer: Customer | None, number: str, *, line: str = "Cake", sku: str = "c1") -> None:
    told = OrderTold(
        "shop",
        number,
        customer.pk if customer else None,
        None,
        "paid",
        make.NOON,
        make.NOON,
        "CNY",
        900,
        lines=(LineTold(sku, line, 1, 900, 900),),
        refunds=(RefundTold(f"R{PHONE}", 100, make.NOON, f"call {PHONE}"),),
    )
    with transaction.atomic():
        commerce.record_orders([told], source="key:1", at=LATER)


def everything_of_orders() -> str:
    rows = [list(model.objects.values()) for model in (Order, OrderLine, Product, Refund, Event)]
    return json.dumps(rows, default=str, ensure_ascii=False)


def test_orders_of_somebody_erased_keep_their_amounts_and_no_words(plum: Customer) -> None:
    tell(plum, f"A-{PHONE}", line="Cake for Plum Blossom")

    assert Order.objects.get().total_minor == 900
    assert Refund.objects.get().amount_minor == 100
    told = everything_of_orders()
    assert PHONE not in told
    assert "Plum" not in told


def test_an_order_told_again_is_found_by_its_mark_and_another_ones_mark_differs(
    plum: Customer,
) -> None:
    tell(plum, f"A-{PHONE}")
    tell(plum, f"A-{PHONE}")
    tell(plum, f"A-86{PHONE}")

    assert Order.objects.count() == 2
    assert Refund.objects.count() == 2


def test_orders_of_others_that_spell_them_are_kept_without_them(plum: Customer) -> None:
    kim = make.customer("Kim")

    tell(kim, f"2026{PHONE}", line=f"Gift for {PHONE}", sku=PHONE)

    assert PHONE not in everything_of_orders()
    assert Product.objects.get().name == "Gift for …"


def test_products_that_were_known_keep_their_names(plum: Customer) -> None:
    tell(make.customer("Kim"), "K1", line="Moon cake")

    tell(plum, "P1", line="Moon cake for Plum Blossom")

    assert Product.objects.get().name == "Moon cake"


def test_a_kind_of_event_that_spells_them_is_kept_without_them(plum: Customer) -> None:
    kim = make.customer("Kim")
    with transaction.atomic():
        record_many(
            [
                make.entry(f"Called {PHONE}", LATER, kim.pk),
                make.entry(f"Called {PHONE}", LATER, plum.pk, properties={"to": "Plum"}),
                make.entry("Page 404", LATER, kim.pk),
            ],
            at=LATER,
        )

    kinds = list(Event.objects.exclude(source=OURS).values_list("kind", flat=True))
    assert kinds == ["Called …", "Called …", "Page 404"]
    assert PHONE not in everything_of_orders()


def test_a_late_welcome_is_neither_owed_nor_kept(plum: Customer) -> None:
    wecom = connection()
    body = (
        "<xml><MsgType>event</MsgType><Event>change_external_contact</Event>"
        "<ChangeType>add_external_contact</ChangeType><UserID>amy</UserID>"
        f"<ExternalUserID>{CONTACT}</ExternalUserID><WelcomeCode>W1</WelcomeCode>"
        "<CreateTime>1700000000</CreateTime></xml>"
    ).encode()
    assert door_of(wecom).read(body).contacts == (CONTACT,)

    callbacks.take(wecom, body, at=LATER)
    while callbacks.work_off():
        pass

    assert not Greeting.objects.exists()
    kept_callback = Callback.objects.get()
    assert (kept_callback.body, kept_callback.state) == ("", Callback.State.DONE)


def test_no_late_fact_of_ours_parks_a_letter(plum: Customer) -> None:
    entries = []
    for kind in facts.registered():
        if isinstance(kind, facts.Foreign):
            continue
        empty = kept(kind.kind, OURS, {})
        entries.append(Entry(kind.kind, LATER, OURS, plum.pk, "group:1", "", empty))
    with transaction.atomic():
        record_many(entries, at=LATER)

    while delivery.deliver():
        pass

    assert not Letter.objects.exists()


def test_of_who_came_back_all_is_kept_again(plum: Customer) -> None:
    customers.lift_erasure(plum, by=make.mei(), at=LATER)

    assert tombstones.without_erased([f"call {PHONE}"]) == {}
