"""Threads as a web server not of Python's makes them: begun and ended outside the interpreter."""

import ctypes
from collections.abc import Callable

_LIBRARY = ctypes.CDLL(None)
_ENTRY = ctypes.CFUNCTYPE(ctypes.c_void_p, ctypes.c_void_p)


def run(work: Callable[[], object]) -> None:
    """Do `work` in such a thread, and wait until it has ended. Raises what `work` raises.

    What the thread kept for itself is taken down as it ends, without an interpreter around it.
    """
    raised: list[BaseException] = []

    def begin(_: object) -> None:
        try:
            work()
        except BaseException as error:  # noqa: BLE001 - a C thread has nobody to raise it to
            raised.append(error)

    entry = _ENTRY(begin)
    thread = ctypes.c_ulong()
    assert _LIBRARY.pthread_create(ctypes.byref(thread), None, entry, None) == 0
    assert _LIBRARY.pthread_join(thread, None) == 0
    if raised:
        raise raised[0]
