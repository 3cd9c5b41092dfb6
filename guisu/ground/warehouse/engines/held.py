"""What readers of all engines share: the tables by Ibis, and tables of their own beside them."""

from abc import ABC, abstractmethod
from typing import Protocol

import ibis.expr.types as ir
import pyarrow as pa


class Backend(Protocol):
    def table(self, name: str, /) -> ir.Table: ...


class Tables(ABC):
    """A reader that held something is not clean: it is not lent again."""

    def __init__(self, backend: Backend) -> None:
        self._backend = backend
        self._held = 0

    def table(self, name: str) -> ir.Table:
        return self._backend.table(name)

    def hold(self, rows: pa.Table) -> ir.Table:
        self._held += 1
        name = f"held_{self._held}"
        self._put(name, rows)
        return self._backend.table(name)

    def is_clean(self) -> bool:
        return not self._held

    @abstractmethod
    def _put(self, name: str, rows: pa.Table) -> None:
        """Have `rows` as the temporary table `name`, for this reader alone."""
