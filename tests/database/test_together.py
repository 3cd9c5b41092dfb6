"""What comes together is written together, and each sender hears how its own went."""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import DatabaseError, OperationalError, connection, connections

from guisu.ground.database import gate
from guisu.ground.database.together import Together
from guisu.ground.jobs.models import UpgradePlace as Row
from tests.patience import PATIENCE, until

pytestmark = pytest.mark.django_db(transaction=True)
SENDERS = 8


def written() -> list[str]:
    return sorted(Row.objects.values_list("name", flat=True))


def kept_by(groups: list[list[str]]) -> Callable[[Sequence[str]], None]:
    """Keep names as rows, and note who was in one transaction with whom."""

    def keep(names: Sequence[str]) -> None:
        groups.append(list(names))
        Row.objects.bulk_create([Row(name=name) for name in names if name != "bad"])
        if "bad" in names:
            raise ValueError("bad")

    return keep


def heard(together: Together[str], names: Sequence[str]) -> list[str]:
    """What each sender hears, who comes while the store's writer is busy."""

    def send(name: str) -> str:
        try:
            together.write(name)
        except (ValueError, DatabaseError) as error:
            return type(error).__name__
        finally:
            connections.close_all()
        return "kept"

    with ThreadPoolExecutor(len(names)) as pool, busy(together, len(names)):
        answers = [pool.submit(send, name) for name in names]
    return [answer.result() for answer in answers]


class busy:  # noqa: N801 - reads as a sentence
    """Somebody else writes until all `count` senders wait."""

    def __init__(self, together: Together[Any], count: int) -> None:
        self._together, self._count = together, count
        self._may_go = threading.Event()
        self._ahead = threading.Thread(target=self._hold)

    def __enter__(self) -> None:
        self._begun = threading.Event()
        self._ahead.start()
        assert self._begun.wait(PATIENCE)

    def __exit__(self, *_: object) -> None:
        until(lambda: len(self._together._waiting) >= self._count, pause=0.001)
        self._may_go.set()
        self._ahead.join(PATIENCE)

    def _hold(self) -> None:
        keep, self._together._keep = self._together._keep, self._wait
        self._again = keep
        self._together.write("ahead")
        connections.close_all()

    def _wait(self, _names: Sequence[str]) -> None:
        self._together._keep = self._again
        self._begun.set()
        assert self._may_go.wait(PATIENCE)


def test_all_who_come_while_somebody_writes_are_one_transaction() -> None:
    groups: list[list[str]] = []
    names = [f"n{number}" for number in range(SENDERS)]

    answers = heard(Together(Row, kept_by(groups), patience=PATIENCE), names)

    assert answers == ["kept"] * SENDERS
    assert [sorted(group) for group in groups] == [names]
    assert written() == names


def test_one_that_cannot_be_kept_keeps_no_other_from_it() -> None:
    groups: list[list[str]] = []
    together = Together(Row, kept_by(groups), patience=PATIENCE)

    answers = heard(together, ["a", "bad", "b"])
    together.write("c")

    assert answers == ["kept", "ValueError", "kept"]
    assert written() == ["a", "b", "c"]


@pytest.mark.skipif(connection.vendor == "postgresql", reason="there no writer waits for another")
def test_who_waits_longer_than_it_may_for_the_store_is_refused_and_the_next_is_not() -> None:
    together = Together(Row, kept_by([]), patience=0.05)
    held = gate.gate_for(str(connection.settings_dict["NAME"]))
    held.acquire()

    with pytest.raises(OperationalError):
        together.write("late")
    held.release()
    together.write("next")

    assert written() == ["next"]


def test_a_rush_leaves_nobody_asleep_and_nothing_out() -> None:
    groups: list[list[str]] = []
    together = Together(Row, kept_by(groups), patience=PATIENCE)

    def send(number: int) -> None:
        for each in range(20):
            together.write(f"{number}-{each}")
        connections.close_all()

    with ThreadPoolExecutor(SENDERS) as pool:
        list(pool.map(send, range(SENDERS)))

    assert len(written()) == SENDERS * 20
    assert not together._is_writing
