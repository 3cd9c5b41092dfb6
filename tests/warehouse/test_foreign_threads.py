"""Request threads are not Python's: what they keep goes down without an interpreter."""

import threading
from pathlib import Path

import pytest

import guisu
from guisu.ground.warehouse import tables
from guisu.ground.warehouse.engines.pool import Pool
from tests import child
from tests.patience import PATIENCE
from tests.warehouse import acts
from tests.warehouse.test_loading import load_all

OURS = Path(guisu.__file__).parent


@pytest.mark.django_db
def test_a_thread_that_ends_takes_no_reader_of_the_warehouse_with_it(tmp_path: Path) -> None:
    with child.running("tests.warehouse.acts:ask_with_rows_of_ones_own", tmp_path) as asking:
        said = asking.communicate(timeout=120)[0].split()

    assert asking.returncode == 0
    assert said == ["2"] * acts.THREADS + ["lives"]


@pytest.mark.django_db
def test_nothing_of_a_reading_is_left_in_its_thread() -> None:
    load_all()

    with tables.reading(), tables.reading():
        tables.events().count().to_pyarrow()
    with pytest.raises(ZeroDivisionError), tables.reading():
        _ = 1 / 0

    assert not tables.is_reading()
    with pytest.raises(RuntimeError, match="a `steady` function"):
        tables.events()


def test_no_thread_keeps_anything_of_ours_but_the_reading_it_is_in() -> None:
    keeping = [
        path.relative_to(OURS).as_posix()
        for path in OURS.rglob("*.py")
        if "threading.local" in path.read_text()
    ]

    assert keeping == ["ground/warehouse/tables.py"]


class Handle:
    """Counts what is done with it."""

    def __init__(self) -> None:
        self.closed = 0
        self.used = False

    def is_clean(self) -> bool:
        return not self.used

    def close(self) -> None:
        self.closed += 1


def kept_in(made: list[Handle]) -> Handle:
    made.append(Handle())
    return made[-1]


def test_a_reader_is_lent_again_only_as_it_was_and_to_one_at_a_time() -> None:
    made: list[Handle] = []
    pool = Pool(lambda: kept_in(made), most=1)

    with pool.lend() as first, pool.lend() as second:
        assert first is not second
    with pool.lend() as again:
        again.used = True
    with pytest.raises(ZeroDivisionError), pool.lend():
        _ = 1 / 0

    assert again in (first, second)
    assert [each.closed for each in made] == [1, 1, 1]


def test_one_that_was_lent_while_all_were_closed_is_not_lent_again() -> None:
    made: list[Handle] = []
    pool = Pool(lambda: kept_in(made))

    with pool.lend() as lent:
        pool.close()
        assert lent.closed == 1
    with pool.lend() as fresh:
        assert fresh is not lent


def test_one_that_was_being_made_while_all_were_closed_is_made_anew() -> None:
    making, closed = threading.Event(), threading.Event()
    made: list[Handle] = []

    def make() -> Handle:
        handle = kept_in(made)
        if len(made) == 1:
            making.set()
            assert closed.wait(PATIENCE)
        return handle

    pool = Pool(make)
    lent: list[Handle] = []

    def borrow() -> None:
        with pool.lend() as reader:
            lent.append(reader)

    borrower = threading.Thread(target=borrow)
    borrower.start()
    assert making.wait(PATIENCE)
    pool.close()
    closed.set()
    borrower.join()

    assert lent == [made[1]]
    assert made[0].closed == 1
