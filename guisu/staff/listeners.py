"""Who above must hear, in its transaction, that a store was opened or changed."""

from collections.abc import Callable

Listener = Callable[[int], None]

_stores: list[Listener] = []


def on_store(listener: Listener) -> None:
    """Have `listener` told the id of each store that is saved; rooms do so in `apps.py`."""
    if listener not in _stores:
        _stores.append(listener)


def store_saved(pk: int) -> None:
    for listener in _stores:
        listener(pk)
