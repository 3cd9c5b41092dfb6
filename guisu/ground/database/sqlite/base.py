"""Django's SQLite backend, with `atomic` blocks taking turns at the write gate."""

from django.db.backends.sqlite3 import base
from django.db.utils import OperationalError

from guisu.ground.database.gate import Gate, gate_for, patience_left

LOCKED = "database is locked: another transaction takes too long"


class DatabaseWrapper(base.DatabaseWrapper):
    """Holds the gate from BEGIN IMMEDIATE to COMMIT, ROLLBACK or close."""

    _held: Gate | None = None

    def _start_transaction_under_autocommit(self) -> None:
        gate = gate_for(str(self.settings_dict["NAME"]))
        if not gate.acquire(timeout=patience_left()):
            raise OperationalError(LOCKED)
        self._held = gate
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]
        except BaseException:
            self._let_go()
            raise

    def _commit(self) -> None:
        super()._commit()  # type: ignore[misc]
        self._let_go()

    def _rollback(self) -> None:
        try:
            super()._rollback()  # type: ignore[misc]
        finally:
            self._let_go()

    def _close(self) -> None:
        try:
            super()._close()  # type: ignore[misc]
        finally:
            self._let_go()

    def _let_go(self) -> None:
        held, self._held = self._held, None
        if held is not None:
            held.release()
