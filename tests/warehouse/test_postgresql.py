"""The PostgreSQL engine holds what DuckDB holds, and answers the same questions alike."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from guisu.ground.events import services as events
from guisu.ground.staff.selectors import scope_of
from guisu.ground.warehouse import engine, selectors, services, shape
from guisu.ground.warehouse.engines.duckdb import DuckDBEngine
from guisu.ground.warehouse.engines.port import Engine
from guisu.ground.warehouse.engines.postgresql import PostgreSQLEngine
from guisu.ground.warehouse.loading import advance, fill
from guisu.ground.warehouse.rebuilding import rebuild
from guisu.know.commerce.models import Order, OrderLine, Product, Refund
from guisu.know.customers.models import Customer
from tests import make, postgresql

pytestmark = [pytest.mark.slow, pytest.mark.django_db]


@pytest.fixture(scope="module")
def address() -> Iterator[dict[str, Any]]:
    with postgresql.running() as found:
        yield found


@pytest.fixture
def server(
    address: dict[str, Any], settings: Any, monkeypatch: pytest.MonkeyPatch
) -> Iterator[PostgreSQLEngine]:
    made = PostgreSQLEngine(address)
    monkeypatch.setitem(engine.ENGINES, "postgresql", lambda _: made)
    settings.WAREHOUSE_ENGINE = "postgresql"
    yield made
    with made.writing() as writer:
        assert writer is not None
        writer.run("DROP SCHEMA warehouse CASCADE")
    made.close()


@pytest.fixture
def embedded(tmp_path: Path) -> Iterator[DuckDBEngine]:
    made = DuckDBEngine(tmp_path / "compared.duckdb")
    yield made
    made.close()


def a_shop() -> list[Customer]:
    """Three people, one of two rows; a refunded order with a line, a return without a person."""
    north = make.store("North")
    rows = [make.customer(seen_at=make.NOON - timedelta(days=n), stores=(north,)) for n in range(4)]
    Customer.objects.filter(pk=rows[3].pk).update(merged_into=rows[0], region='a "b", c\n')
    given = {
        "channel": "shop",
        "source": "test",
        "placed_at": make.NOON,
        "changed_at": make.NOON,
        "status_at": make.NOON,
    }
    sold = Order.objects.create(
        number="1", customer=rows[3], store=north, status="paid", currency="CNY", total_minor=900,
        refunded_minor=100, quantity=2, **given,
    )  # fmt: skip
    Order.objects.create(number="2", status="returned", currency="CNY", total_minor=-50, **given)
    product = Product.objects.create(sku="s", name="Tea, 'green'", created_at=make.NOON)
    OrderLine.objects.create(
        order=sold, position=1, product=product, quantity=2, unit_minor=450, amount_minor=900
    )
    Refund.objects.create(order=sold, reference="r", amount_minor=100, at=make.NOON, source="test")
    with transaction.atomic():
        for n, row in enumerate(rows):
            at = make.NOON - timedelta(hours=n)
            entry = make.entry("x", at, row.pk, properties={"text": '"\\,\n'})
            events.record_many([entry], at=at)
    return rows


def bring_up(target: Engine) -> None:
    while advance(target):
        pass


def content(target: Engine) -> dict[str, list[tuple[Any, ...]]]:
    with target.writing() as writer:
        assert writer is not None
        return {
            table.name: sorted(
                writer.run(f"SELECT {', '.join(table.all_columns)} FROM {table.name}"),  # noqa: S608
                key=repr,
            )
            for table in shape.tables()
        }


def test_both_engines_hold_the_same(server: PostgreSQLEngine, embedded: DuckDBEngine) -> None:
    rows = a_shop()
    bring_up(server)
    bring_up(embedded)
    filled = content(server)

    Customer.objects.filter(pk=rows[3].pk).update(merged_into=rows[1])
    for target in (server, embedded):
        services.mark_changed("customers", [rows[1].pk, rows[3].pk])
        services.mark_erased([rows[2].pk])
        bring_up(target)

    assert filled["orders"][0] != content(server)["orders"][0]
    assert content(server) == content(embedded)


def test_figures_are_the_same_on_both(server: PostgreSQLEngine, settings: Any) -> None:
    a_shop()
    scopes = [scope_of(make.mei()), scope_of(make.jun())]
    bring_up(server)
    theirs = [selectors.home_figures(scope, at=make.NOON).days for scope in scopes]

    settings.WAREHOUSE_ENGINE = "duckdb"
    bring_up(engine.current())
    ours = [selectors.home_figures(scope, at=make.NOON).days for scope in scopes]

    assert ours == theirs
    assert theirs[0][-1].revenue_minor == 750


def test_a_rebuild_takes_the_place_at_once(server: PostgreSQLEngine) -> None:
    a_shop()
    bring_up(server)
    before = content(server)
    with server.writing() as writer:
        assert writer is not None
        writer.run("DELETE FROM events")

    rebuild()

    assert content(server) == before


def test_one_process_writes_at_a_time(server: PostgreSQLEngine, address: dict[str, Any]) -> None:
    other = PostgreSQLEngine(address)
    a_shop()

    with server.writing():
        found = fill(other, zone="UTC")
    other.close()

    assert found is False
