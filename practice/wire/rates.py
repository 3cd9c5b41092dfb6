"""How often an API may be called: https://developer.work.weixin.qq.com/document/path/90312."""

from dataclasses import dataclass, field

from practice.world.refusals import Code, Refused

MINUTE, HOUR = 60.0, 3_600.0


@dataclass(slots=True)
class Window:
    began: float
    calls: int = 0


@dataclass(slots=True)
class Rates:
    """Calls of the corp per API; passing a limit blocks the API for the length of its window."""

    per_minute: int = 10_000
    per_hour: int = 150_000
    windows: dict[tuple[str, float], Window] = field(default_factory=dict)
    blocked_until: dict[str, float] = field(default_factory=dict)

    def count(self, path: str, *, at: float) -> None:
        """Refuses 45009 while blocked, and for the call that is one too many."""
        if self.blocked_until.get(path, 0.0) > at:
            raise Refused(Code.RATE_EXCEEDED, "api freq out of limit")
        for length, limit in ((MINUTE, self.per_minute), (HOUR, self.per_hour)):
            window = self.windows.get((path, length))
            if window is None or window.began + length <= at:
                window = self.windows[path, length] = Window(at)
            window.calls += 1
            if window.calls > limit:
                self.blocked_until[path] = at + length
                raise Refused(Code.RATE_EXCEEDED, "api freq out of limit")

    def block(self, path: str, *, until: float) -> None:
        self.blocked_until[path] = until
