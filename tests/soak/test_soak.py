"""Seven virtual days of loss, repetition, disorder, errors and two kills: nothing is amiss after.

GUISU_TEST_SOAK=small lives them in some minutes, =full with 2,000 people and 40 groups; without it
they are skipped. See `staging` for the clocks.
"""

import os

import pytest

from tests.soak.outcome import Outcome
from tests.soak.staging import Size, soak

pytestmark = [pytest.mark.slow, pytest.mark.enable_socket]
SIZES = {"small": Size(people=160, groups=6, bursts_a_day=1, acts=8), "full": Size()}


@pytest.fixture(scope="module")
def outcome(tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    asked = os.environ.get("GUISU_TEST_SOAK", "")
    if asked not in SIZES:
        pytest.skip("GUISU_TEST_SOAK says neither small nor full")
    return soak(tmp_path_factory.mktemp("soak"), SIZES[asked])


def test_what_is_held_is_what_is_there(outcome: Outcome) -> None:
    assert outcome.differences() == {}
    assert len(outcome.there["customers"]) > 100


def test_nothing_is_left_to_do_and_a_last_reading_finds_nothing_new(outcome: Outcome) -> None:
    assert outcome.held["callbacks"].keys() == {"done"}
    assert set(outcome.left.values()) == {0}
    assert outcome.held["readings"][-1]["drift"] == {}
    assert {one["state"] for one in outcome.held["readings"]} == {"done"}


def test_no_welcome_was_late_while_the_server_was_up(outcome: Outcome) -> None:
    assert outcome.late() == []
    assert len(outcome.greeted) > 0


def test_nothing_was_sent_or_told_twice(outcome: Outcome) -> None:
    assert outcome.sent_again() == []
    assert outcome.held["twice"] == []


def test_what_was_acknowledged_survived_both_kills(outcome: Outcome) -> None:
    assert outcome.unkept() == []
    assert len(outcome.down) == 2


def test_there_was_something_to_survive(outcome: Outcome) -> None:
    states = {one["state"] for one in outcome.posted}
    assert {"delivered", "lost", "dropped"} <= states
    assert any(len(one["tries"]) > 1 for one in outcome.posted)
    assert any(code for _, code, _ in outcome.calls["counts"])
