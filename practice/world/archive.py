"""会话存档 after decryption: what was said, in order, for as long as WeCom keeps it."""

from bisect import bisect_left
from dataclasses import dataclass, field

from practice.world.model.messages import Said

KEPT_SECONDS = 5 * 86_400
SWEEP = 10_000


@dataclass(slots=True)
class Archive:
    """Messages by `seq`, ascending. Those older than five days are no longer handed over."""

    said: list[Said] = field(default_factory=list)
    last_seq: int = 0

    def keep(self, message: Said) -> None:
        self.said.append(message)
        self.last_seq = message.seq
        if message.seq % SWEEP == 0:
            del self.said[: self._first_kept(message.at)]

    def after(self, seq: int, *, limit: int, at: float) -> list[Said]:
        """At most `limit` messages whose seq is larger than `seq`."""
        first = bisect_left(self.said, seq + 1, key=lambda message: message.seq)
        first = max(first, self._first_kept(at))
        return self.said[first : first + limit]

    def _first_kept(self, at: float) -> int:
        return bisect_left(self.said, at - KEPT_SECONDS, key=lambda message: message.at)
