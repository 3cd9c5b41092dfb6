"""Where a task is shown: the console says so, as it stands above this room."""

from collections.abc import Callable

from django.conf import settings
from django.core.signing import BadSignature, Signer

Lead = Callable[[int, str], str]
_signer = Signer(salt="guisu.stafftasks")
_lead: list[Lead] = []


def lead(to: Lead) -> None:
    """Have `to` tell the path of a task, given its id and its token (empty: by signing in)."""
    _lead[:] = [to]


def address(task_id: int, *, is_own: bool) -> str:
    """Where a message leads; empty where the installation's address is not set.

    The task's own colleague needs no account: the token in their link opens this task only.
    """
    if not settings.PUBLIC_ADDRESS or not _lead:
        return ""
    return settings.PUBLIC_ADDRESS + _lead[0](task_id, token(task_id) if is_own else "")


def token(task_id: int) -> str:
    return _signer.sign(str(task_id))


def task_of(given: str) -> int | None:
    """The task that a token opens."""
    try:
        return int(_signer.unsign(given))
    except (BadSignature, ValueError):
        return None
