"""How many examples a property takes, and whether they are the same each time.

On a push: few, and always the same. HYPOTHESIS_PROFILE=nightly: many, drawn anew by a seed that
the run prints; `--hypothesis-seed` draws the same again.
"""

import os
import secrets

import pytest
from hypothesis import HealthCheck, settings

FEW = 4  # of what is dear, on a push

settings.register_profile(
    "push",
    max_examples=20,
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
settings.register_profile(
    "nightly",
    parent=settings.get_profile("push"),
    max_examples=1000,
    derandomize=False,
    print_blob=True,
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "push"))


def share(part: int) -> int:
    """One example where the profile has `part`."""
    profile = settings.get_profile(settings.get_current_profile_name())
    return max(profile.max_examples // part, FEW)


def a_share(part: int) -> settings:
    """For a property of which each example is dear; a nightly run still tries many."""
    return settings(max_examples=share(part))


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Draw the seed here, so that it can be told, and is one for all processes of a run."""
    if not _is_random() or config.getoption("--hypothesis-seed") is not None:
        return
    drawn = os.environ.setdefault("GUISU_TEST_SEED", str(secrets.randbelow(10**9)))
    config.option.hypothesis_seed = drawn


def pytest_report_header(config: pytest.Config) -> list[str]:
    return [_told(config)] if _is_random() else []


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    """Once more at the end: the head of a night's output is far away."""
    if _is_random():
        terminalreporter.write_line(_told(config))


def _is_random() -> bool:
    return not settings.get_profile(settings.get_current_profile_name()).derandomize


def _told(config: pytest.Config) -> str:
    return f"Examples drawn by --hypothesis-seed={config.getoption('--hypothesis-seed')}"
