"""What the tests of each room cost, told at the end of a run beside what they may cost.

In seconds of processor time, of the processes that a test starts too: wall-clock says more of the
machine than of the tests. budget.toml has the numbers and how to change them.
"""

import os
import tomllib
from collections import Counter
from collections.abc import Generator
from pathlib import Path

import pytest

HERE = Path(__file__).parent
COST = "processor seconds"


def allowed() -> dict[str, float]:
    """Seconds by room; what stands in no folder is of `tests`."""
    told: dict[str, float] = tomllib.loads((HERE / "budget.toml").read_text())["seconds"]
    return told


class Budget:
    def __init__(self) -> None:
        self.seen = _spent()
        self.rooms: Counter[str] = Counter()  # milliseconds

    def pytest_collection_finish(self) -> None:
        self.seen = _spent()

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(self) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """Each phase costs what was spent since the one before; also in a process of xdist."""
        report = yield
        before, self.seen = self.seen, _spent()
        report.user_properties.append((COST, self.seen - before))
        return report

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        room = Path(report.nodeid.partition("::")[0]).parts[1:-1]
        cost = dict(report.user_properties).get(COST, 0)
        self.rooms[room[0] if room else "tests"] += round(float(str(cost)) * 1000)

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        if self.rooms:
            terminalreporter.write_line(self.told())

    def told(self) -> str:
        """The dearest rooms first; `!` where one costs more than it may."""
        limits = allowed()
        costs = [(room, spent / 1000) for room, spent in self.rooms.most_common()]
        parts = [
            f"{room} {cost:.1f}{f' of {limits[room]:g}!' if cost > limits.get(room, cost) else ''}"
            for room, cost in costs
            if cost >= 0.05
        ]
        whole = sum(cost for _, cost in costs)
        return f"{COST.capitalize()} by room, {whole:.0f} in all: {', '.join(parts)}"


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.register(Budget())


def _spent() -> float:
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system
