"""What a siege prints at its end: each attack, on which store, what was measured, what held."""

from pathlib import Path

import pytest

FIGURES = "siege: figures"
STORE = "siege: store"


class Telling:
    """Collects the reports of the tests in this folder; prints one line for each."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if not _is_of_the_siege(report) or not (report.when == "call" or report.failed):
            return
        told = [str(value) for name, value in report.user_properties if name == FIGURES]
        store = dict(report.user_properties).get(STORE, "")
        attack = report.nodeid.rpartition("::")[2].partition("[")[0]
        words = attack.removeprefix("test_").replace("_", " ")
        where = f" [{store}]" if store else ""
        figures = f": {'; '.join(told)}" if told else ""
        self.lines.append(f"{_came_to(report):12} {words}{where}{figures}")

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        if self.lines:
            terminalreporter.section("what was tried, and what held")
            for line in sorted(self.lines):
                terminalreporter.write_line(line)


def _is_of_the_siege(report: pytest.TestReport) -> bool:
    return Path(report.nodeid.partition("::")[0]).parts[:2] == ("tests", "siege")


def _came_to(report: pytest.TestReport) -> str:
    return {"passed": "held", "failed": "DID NOT HOLD"}.get(report.outcome, "not tried")
