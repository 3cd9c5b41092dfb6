"""Who above must hear, in its transaction, of a store that was saved or a currency changed."""

from collections.abc import Callable

Listener = Callable[[int], None]

_stores: list[Listener] = []
_currency: list[Callable[[], None]] = []


def on_store(listener: Listener) -> None:
    """Have `listener` told the id of each store that is saved; rooms do so in `apps.py`."""
    if listener not in _stores:
        _stores.append(listener)


def store_saved(pk: int) -> None:
    for listener in _stores:
        listener(pk)


def on_currency(listener: Callable[[], None]) -> None:
    """Have `listener` told when the installation counts in another currency."""
    if listener not in _currency:
        _currency.append(listener)


def currency_changed() -> None:
    for listener in _currency:
        listener()
