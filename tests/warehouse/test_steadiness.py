"""A reader whose tables are replaced or closed under it asks again, and then says so."""

import threading

import duckdb
import pytest
from django.db import connections

from guisu.ground.staff import services as staff
from guisu.ground.warehouse import engine, selectors, tables
from guisu.ground.warehouse.domain import WarehouseAway
from guisu.ground.warehouse.steadiness import steady
from tests import make
from tests.warehouse.test_loading import load_all, rows, tell

CLOSED = "Connection has already been closed"


@pytest.fixture(autouse=True)
def _embedded(settings: object) -> None:
    settings.WAREHOUSE_ENGINE = "duckdb"  # type: ignore[attr-defined]


@pytest.mark.django_db
def test_what_went_from_under_a_reader_is_read_again() -> None:
    tries: list[int] = []

    @steady
    def read() -> int:
        tries.append(1)
        if len(tries) == 1:
            raise duckdb.ConnectionException(CLOSED)
        return 7

    assert read() == 7


@pytest.mark.django_db
def test_a_reader_that_finds_no_rest_is_refused_with_a_sentence() -> None:
    @steady
    def read() -> int:
        raise duckdb.ResourceInUseException(CLOSED)

    with pytest.raises(WarehouseAway, match="come back by themselves"):
        read()


@pytest.mark.django_db
def test_a_mistake_in_a_question_is_no_disturbance() -> None:
    @steady
    def read() -> int:
        raise duckdb.BinderException(CLOSED)

    with pytest.raises(duckdb.BinderException):
        read()


@pytest.mark.django_db
def test_readers_either_see_everything_or_are_refused_while_the_file_is_closed() -> None:
    tell(1, 2, 3)
    load_all()
    seen: list[object] = []
    done = threading.Event()

    @steady
    def count() -> int:
        return int(tables.events().count().to_pyarrow().as_py())

    def read() -> None:
        while not done.is_set():
            try:
                seen.append(count())
            except WarehouseAway:
                seen.append("away")
        connections.close_all()

    reader = threading.Thread(target=read)
    reader.start()
    for _ in range(20):
        engine.close()
    done.set()
    reader.join()

    assert seen
    assert set(seen) <= {3, "away"}


@pytest.mark.django_db
def test_stores_are_loaded_and_follow_their_changes() -> None:
    mei, store = make.mei(), make.store("North")
    load_all()
    store.region = "Harbin"
    staff.save_store(store, by=mei, at=make.NOON)
    load_all()

    assert rows("stores", "name", "region") == [("North", "Harbin")]
    assert selectors.sizes()["stores"] == 1
