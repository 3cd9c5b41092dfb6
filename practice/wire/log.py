"""Every call that was answered, without what must not be written down."""

from collections import Counter, deque
from dataclasses import dataclass, field

KEPT = 50_000
HIDDEN = "***"
SECRETS = ("access_token", "corpsecret", "key", "ticket", "user_ticket")


@dataclass(frozen=True, slots=True)
class Logged:
    number: int
    at: float
    method: str
    path: str
    query: dict[str, str]
    body: object
    errcode: int
    agent_id: int


@dataclass(slots=True)
class CallLog:
    """The last 50,000 calls; `counts` by path and errcode are of all since the last clearing."""

    calls: deque[Logged] = field(default_factory=lambda: deque(maxlen=KEPT))
    counts: Counter[tuple[str, int]] = field(default_factory=Counter)
    total: int = 0

    def keep(  # noqa: PLR0913 - the parts of one call
        self,
        method: str,
        path: str,
        query: dict[str, str],
        body: object,
        *,
        errcode: int,
        agent_id: int,
        at: float,
    ) -> None:
        self.total += 1
        self.counts[path, errcode] += 1
        self.calls.append(
            Logged(self.total, at, method, path, redacted(query), body, errcode, agent_id)
        )

    def clear(self) -> None:
        self.calls.clear()
        self.counts.clear()


def redacted(query: dict[str, str]) -> dict[str, str]:
    """The query with tokens and secrets made unreadable."""
    return {name: HIDDEN if name in SECRETS else value for name, value in query.items()}
