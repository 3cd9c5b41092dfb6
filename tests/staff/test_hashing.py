"""Hashing in turn: a few at a time, a few waiting, nobody else."""

import threading
from contextlib import ExitStack

import pytest
from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password

from guisu.ground.staff import hashing
from guisu.ground.staff.hashing import TooManySignIns, Turns


def test_passwords_are_hashed_in_turn_and_kept_under_djangos_name(
    monkeypatch: pytest.MonkeyPatch, settings: object
) -> None:
    settings.PASSWORD_HASHERS = ["guisu.ground.staff.hashing.InTurn"]  # type: ignore[attr-defined]
    kept = make_password("plum-blossom-42")
    taken = Turns(1)
    monkeypatch.setattr(hashing, "turns", taken)

    assert kept.startswith("pbkdf2_sha256$")
    assert check_password("plum-blossom-42", kept)
    with ExitStack() as held:
        held.enter_context(taken.one())
        monkeypatch.setattr(hashing, "PATIENCE_SECONDS", 0.01)
        with pytest.raises(TooManySignIns):
            check_password("plum-blossom-42", kept)


def test_who_comes_while_others_wait_is_refused_at_once() -> None:
    turns, refused = Turns(1), threading.Event()
    with turns.one():
        waiting = threading.Thread(target=_waits, args=(turns,))
        waiting.start()
        while turns._places._value:
            pass
        try:
            with turns.one():
                pass
        except TooManySignIns:
            refused.set()
    waiting.join()

    assert refused.is_set()


def _waits(turns: Turns) -> None:
    with turns.one():
        pass


def test_fewer_hash_than_there_are_threads_to_answer() -> None:
    assert 1 <= settings.HASHES_AT_ONCE < int(settings.ENVIRONMENT.web_threads)
