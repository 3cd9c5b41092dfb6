"""Reading while somebody else rebuilds or closes the warehouse."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from guisu.ground.warehouse import engine
from guisu.ground.warehouse.domain import WarehouseAway

Asked = ParamSpec("Asked")
Read = TypeVar("Read")


def steady(read: Callable[Asked, Read]) -> Callable[Asked, Read]:
    """Ask again when the tables went from under `read`; then `WarehouseAway`.

    `read` makes its expressions anew at each call, for they belong to the tables that were.
    """

    @wraps(read)
    def asked(*args: Asked.args, **kwargs: Asked.kwargs) -> Read:
        disturbances = engine.current().disturbances
        try:
            return read(*args, **kwargs)
        except disturbances:
            pass
        try:
            return read(*args, **kwargs)
        except disturbances as error:
            raise WarehouseAway from error

    return asked
