"""Reading while somebody else rebuilds or closes the warehouse."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from guisu.ground.warehouse import engine, tables
from guisu.ground.warehouse.domain import WarehouseAway

Asked = ParamSpec("Asked")
Read = TypeVar("Read")


def steady(read: Callable[Asked, Read]) -> Callable[Asked, Read]:
    """Read with a reader of its own; ask again when the tables went from under it.

    Raises `WarehouseAway` when they go a second time. `read` makes its expressions anew at each
    call, for they belong to the reader, and returns none of them. Within another steady function
    it is a part of that one's reading.
    """

    @wraps(read)
    def asked(*args: Asked.args, **kwargs: Asked.kwargs) -> Read:
        if tables.is_reading():
            return read(*args, **kwargs)
        disturbances = engine.current().disturbances
        try:
            return _once(lambda: read(*args, **kwargs))
        except disturbances:
            pass
        try:
            return _once(lambda: read(*args, **kwargs))
        except disturbances as error:
            raise WarehouseAway from error

    return asked


def _once(read: Callable[[], Read]) -> Read:
    with tables.reading():
        return read()
