"""Two people who save the same edition in the same moment: one is taken, the other is told."""

import threading
from collections.abc import Callable

import pytest
from django.db import close_old_connections, connection

from guisu.ground.channels import services as channels
from guisu.ground.channels.models import Connection
from guisu.ground.channels.wecom.settings import settings_of
from tests import make
from tests.channels import acts
from tests.console.browsing import browser
from tests.console.edits import EDITS, Edit

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*works: Callable[[], int]) -> list[int]:
    """What each came to, all begun together."""
    gate, found = threading.Barrier(len(works)), [0] * len(works)

    def run(number: int, work: Callable[[], int]) -> None:
        gate.wait()
        try:
            found[number] = work()
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=each) for each in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    close_old_connections()
    return found


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS.keys())
def test_of_two_who_save_in_the_same_moment_one_is_taken(edit: Edit) -> None:
    row, one, other = edit.made(), browser(make.mei()), browser(make.mei())
    opened, (theirs, mine) = edit.opened(one, row), edit.values

    told = at_once(
        lambda: one.post(edit.to(row), edit.sent(opened, theirs)).status_code,
        lambda: other.post(edit.to(row), edit.sent(opened, mine)).status_code,
    )

    assert sorted(told) == [302, 409]
    assert str(edit.stored()) == edit.values[told.index(302)]


def test_settings_that_are_sealed_anew_while_somebody_saves_keep_what_was_saved() -> None:
    made = acts.connection()

    def sealed() -> int:
        return channels.reseal(at=make.NOON)

    def saved() -> int:
        told = {"secret": "new" * 9}
        channels.change(made, settings=told, by=None, at=make.NOON)
        return 1

    for _ in range(5):
        at_once(sealed, saved, sealed)

    held = Connection.objects.get()
    assert settings_of(held).secret == "new" * 9
