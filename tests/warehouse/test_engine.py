"""The DuckDB file: readers beside the writer, one process only, rebuilt in one stroke."""

import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest

from guisu.ground.warehouse import columns, engine, selectors, services, shape
from guisu.ground.warehouse.domain import WarehouseInUse
from guisu.ground.warehouse.engines.duckdb import DuckDBEngine
from guisu.ground.warehouse.loading import load
from guisu.ground.warehouse.rebuilding import rebuild
from guisu.know.customers.models import Customer
from tests import make
from tests.loaded import loaded
from tests.warehouse.test_loading import load_all, rows, tell

BATCH = 500
HOLD = "import duckdb, sys; held = duckdb.connect(sys.argv[1]); print('held', flush=True); input()"


def _events(first: int) -> Any:
    moment = "2026-11-22 04:00:00"
    return columns.arrow(
        shape.EVENTS.columns,
        [(n, 0, "x", "test", moment, "{}") for n in range(first, first + BATCH)],
    )


@pytest.fixture(autouse=True)
def _embedded(settings: Any) -> None:
    """These are DuckDB's own ways, whatever the operational store is."""
    settings.WAREHOUSE_ENGINE = "duckdb"


@pytest.mark.django_db
def test_readers_see_whole_batches_only_and_never_fewer_than_before() -> None:
    load_all()
    target = engine.current()
    done = threading.Event()
    seen: list[list[int]] = [[] for _ in range(3)]

    def read(counts: list[int]) -> None:
        while not done.is_set():
            with target.reading() as reading:
                counts.append(reading.table("events").count().to_pyarrow().as_py())

    readers = [threading.Thread(target=read, args=(counts,)) for counts in seen]
    for reader in readers:
        reader.start()
    for first in range(0, 20 * BATCH, BATCH):
        with target.writing() as writer:
            assert writer is not None
            shape.append(writer, shape.EVENTS, _events(first), zone="UTC")
    done.set()
    for reader in readers:
        reader.join()

    assert all(len(counts) > 1 for counts in seen)
    assert all(count % BATCH == 0 for counts in seen for count in counts)
    assert all(counts == sorted(counts) for counts in seen)


@pytest.mark.django_db
def test_a_batch_that_fails_leaves_neither_rows_nor_watermark() -> None:
    tell(1, 2)
    load_all()
    before = loaded("progress")

    with pytest.raises(ZeroDivisionError):
        _fail_after_a_batch()

    assert len(rows("events", "event_id")) == 2
    assert loaded("progress") == before


def _fail_after_a_batch() -> None:
    with engine.current().writing() as writer:
        assert writer is not None
        shape.append(writer, shape.EVENTS, _events(100), zone="UTC")
        shape.put(writer, shape.LOG, shape.Mark(600))
        raise ZeroDivisionError


@pytest.mark.django_db
def test_a_second_process_is_refused_with_what_to_do(settings: Any) -> None:
    path = settings.WAREHOUSE_PATH
    with subprocess.Popen(  # noqa: S603 - our own program
        [sys.executable, "-c", HOLD, str(path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as other:
        assert other.stdout is not None
        other.stdout.readline()

        with pytest.raises(WarehouseInUse, match="Stop that process first") as refused:
            load()
        with pytest.raises(WarehouseInUse):
            rebuild()
        other.communicate("\n")

    assert refused.value.data == {"path": path}
    load_all()


@pytest.mark.django_db
def test_a_rebuild_gives_what_loading_step_by_step_gave() -> None:
    root, other, third = (make.customer(stores=(make.store(),)) for _ in range(3))
    tell(root.pk, other.pk, third.pk)
    load_all()
    Customer.objects.filter(pk=other.pk).update(merged_into=root)
    services.mark_changed("customers", [other.pk])
    tell(other.pk)
    load_all()
    before = {table.name: rows(table.name, *table.all_columns) for table in shape.tables()}

    steps: list[int] = []
    rebuild(progress=steps.append)

    after = {table.name: rows(table.name, *table.all_columns) for table in shape.tables()}
    assert after == before
    assert len(after["events"]) == 4
    assert steps == list(range(1, len(steps) + 1))


@pytest.mark.django_db
def test_a_rebuild_that_fails_leaves_the_old_tables(monkeypatch: pytest.MonkeyPatch) -> None:
    tell(1)
    load_all()
    monkeypatch.setattr("guisu.ground.warehouse.loading.take_events", lambda *_, **__: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        rebuild()

    assert len(rows("events", "event_id")) == 1


@pytest.mark.django_db
def test_a_rebuild_replaces_a_damaged_file(settings: Any) -> None:
    tell(1)
    settings.WAREHOUSE_PATH.write_bytes(b"not a database" * 1000)

    rebuild()

    assert len(rows("events", "event_id")) == 1


def test_a_new_shape_is_filled_again(tmp_path: Path) -> None:
    target = DuckDBEngine(tmp_path / "old.duckdb")
    with target.writing() as writer:
        assert writer is not None
        shape.prepare(writer, zone="UTC")
        shape.put(writer, "shape:customers", shape.Mark(note="as it was"))
        shape.put(writer, "fill:customers", shape.Mark(shape.FILLED))

        standing = shape.prepare(writer, zone="UTC")

    assert standing["fill:customers"].position == 0
    target.close()


@pytest.mark.django_db
def test_a_setting_that_names_no_engine_is_told_of(settings: Any) -> None:
    settings.WAREHOUSE_ENGINE = "abacus"

    with pytest.raises(ValueError, match="abacus; it must be one of: duckdb, postgresql"):
        selectors.as_of()
