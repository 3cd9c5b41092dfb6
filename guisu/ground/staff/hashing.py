"""Passwords are hashed a few at a time: each hash takes a processor for a good while."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.contrib.auth.hashers import PBKDF2PasswordHasher

from guisu.ground.kernel.refusals import Refusal
from guisu.ground.kernel.words import gettext_noop

PATIENCE_SECONDS = 3.0


class TooManySignIns(Refusal):
    code = "too_many_sign_ins"
    template = gettext_noop("Too many people are signing in at the moment. Try again in a minute.")
    http_status = 503


class Turns:
    """`at_once` hash, as many again wait for some seconds, and everybody else is refused."""

    def __init__(self, at_once: int) -> None:
        self._turns = threading.BoundedSemaphore(at_once)
        self._places = threading.BoundedSemaphore(2 * at_once)

    @contextmanager
    def one(self) -> Iterator[None]:
        """Raises `TooManySignIns`."""
        if not self._places.acquire(blocking=False):
            raise TooManySignIns
        try:
            if not self._turns.acquire(timeout=PATIENCE_SECONDS):
                raise TooManySignIns
            try:
                yield
            finally:
                self._turns.release()
        finally:
            self._places.release()


turns = Turns(settings.HASHES_AT_ONCE)


class InTurn(PBKDF2PasswordHasher):
    """Django's own, under its own name in what is stored; in turn. Raises `TooManySignIns`."""

    def encode(self, password: str, salt: str, iterations: int | None = None) -> str:
        with turns.one():
            return super().encode(password, salt, iterations)
