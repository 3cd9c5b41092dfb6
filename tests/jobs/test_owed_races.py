"""Many at the same owed rows: threads, processes, and processes that are killed."""

import threading
import time
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from guisu.ground.jobs import owed
from guisu.ground.jobs.owed import AT_MOST_ONCE, Terms
from tests import child
from tests.jobs import debts
from tests.jobs.debts import Debt, debt
from tests.jobs.test_races import together
from tests.patience import PATIENCE

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
HOLD_SECONDS = 3600


@pytest.fixture(autouse=True)
def _empty(tables: None) -> Iterator[None]:
    """A flush knows nothing of these tables."""
    yield
    Debt.objects.all().delete()


def test_threads_never_hold_one_row_together() -> None:
    for _ in range(120):
        debt()
    taken: list[int] = []

    def pay_all() -> None:
        while held := owed.take_some(Debt.objects.all(), AT_MOST_ONCE, limit=3, at=timezone.now()):
            for row in held:
                debts.pay(row)
                taken.append(row.pk)

    together(6, pay_all)

    assert len(taken) == len(set(taken)) == 120
    assert set(Debt.objects.values_list("state", "tries", "done_by")) == {("done", 1, "x")}


def test_processes_do_each_once(tmp_path: Path) -> None:
    for _ in range(90):
        debt()

    with child.Others("tests.jobs.debts", tmp_path / "start") as others:
        for _ in range(3):
            others.begin("pay_all")
        paid = [pk for said in others.said() for pk in said]

    assert len(paid) == len(set(paid)) == 90
    assert set(Debt.objects.values_list("state", "tries", "done_by")) == {("done", 1, "x")}


def test_processes_keep_to_their_lanes(tmp_path: Path) -> None:
    lanes = {debt(lane=lane).pk: lane for lane in "ababab"}

    with child.Others("tests.jobs.debts", tmp_path / "start") as others:
        others.begin("pay_all", 0, "a")
        others.begin("pay_all", 0, "b")
        of_a, of_b = others.said()

    assert {lanes[int(pk)] for pk in of_a} == {"a"}
    assert {lanes[int(pk)] for pk in of_b} == {"b"}


@pytest.mark.parametrize(
    ("terms", "is_done_again"),
    [
        (AT_MOST_ONCE, False),
        (Terms(repeatable=timedelta(hours=4)), True),
        (Terms(), True),
    ],
)
def test_what_a_killed_process_held_goes_by_its_terms(terms: Terms, is_done_again: bool) -> None:  # noqa: FBT001
    debt()
    with child.running("tests.jobs.debts:take_and_hang", HOLD_SECONDS) as holder:
        assert child.said(holder) == str(Debt.objects.get().pk)
        assert owed.take(Debt.objects.all(), terms, at=timezone.now()) is None
        child.kill(holder)
    later = timezone.now() + timedelta(seconds=HOLD_SECONDS + 1)

    taken = owed.take(Debt.objects.all(), terms, at=later)

    assert (taken is not None) is is_done_again
    assert Debt.objects.get().state == ("waiting" if is_done_again else "unknown")


def test_many_who_find_the_dead_and_the_late_settle_each_once() -> None:
    now = timezone.now()
    for _ in range(40):
        debt(held_until=now - timedelta(seconds=1), tries=1, first_tried_at=now)
        debt(expires_at=now)
        debt()
    errors: list[BaseException] = []
    paid: list[int] = []

    def pay_all() -> None:
        try:
            while taken := owed.take(Debt.objects.all(), AT_MOST_ONCE, at=timezone.now()):
                debts.pay(taken)
                paid.append(taken.pk)
        except BaseException as error:
            errors.append(error)
            raise

    together(6, pay_all)

    assert errors == []
    assert len(paid) == len(set(paid)) == 40
    found = Counter(Debt.objects.values_list("state", "done_by"))
    assert found == {("unknown", ""): 40, ("expired", ""): 40, ("done", "x"): 40}


def test_a_stop_is_seen_by_the_next_taking() -> None:
    """What nobody has begun can be dropped at any moment; what is held ends as it ends."""
    for _ in range(60):
        debt()
    begun = threading.Event()
    paid: list[int] = []

    def pay_slowly() -> None:
        while taken := owed.take(Debt.objects.all(), AT_MOST_ONCE, at=timezone.now()):
            begun.set()
            time.sleep(0.05)
            debts.pay(taken)
            paid.append(taken.pk)

    workers = threading.Thread(target=together, args=(3, pay_slowly))
    workers.start()
    assert begun.wait(PATIENCE)
    Debt.objects.filter(state=Debt.State.WAITING, held_until=None).update(state="dropped")
    dropped = set(Debt.objects.filter(state="dropped").values_list("pk", flat=True))
    workers.join()

    assert dropped
    assert dropped.isdisjoint(paid)
    assert set(Debt.objects.values_list("state", "done_by")) == {("done", "x"), ("dropped", "")}
