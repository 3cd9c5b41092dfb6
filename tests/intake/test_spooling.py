"""Requests that come together share a commit, and each hears how it went."""

import threading

import pytest
from django.db import DatabaseError, connections, router
from django.utils import timezone

from guisu.ground.database import gate, rows
from guisu.take_in.intake.models import Arrived
from guisu.take_in.intake.services import spooling


def _arrived(key_id: int) -> rows.Row:
    return (key_id, "track", 1, rows.stored(timezone.now()), b"{}")


@pytest.mark.django_db(transaction=True)
def test_requests_that_wait_together_are_all_kept() -> None:
    spool = connections[router.db_for_write(Arrived)]
    held = gate.gate_for(str(spool.settings_dict["NAME"]))

    def send(key_id: int) -> None:
        try:
            spooling.spool(_arrived(key_id))
        finally:
            connections.close_all()

    senders = [threading.Thread(target=send, args=(number,)) for number in range(8)]
    held.acquire()
    for sender in senders:
        sender.start()
    held.release()
    for sender in senders:
        sender.join()

    assert sorted(Arrived.objects.values_list("key_id", flat=True)) == list(range(8))


@pytest.mark.django_db(transaction=True)
def test_a_request_that_cannot_be_kept_leaves_the_next_one_unharmed() -> None:
    broken = (None, *_arrived(0)[1:])

    with pytest.raises(DatabaseError):
        spooling.spool(broken)
    spooling.spool(_arrived(7))

    assert list(Arrived.objects.values_list("key_id", flat=True)) == [7]
