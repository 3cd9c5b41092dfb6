"""Changes of a roster in any order: each counts once, and no gap is guessed over."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guisu.know.groups.domain import Verdict, is_behind, verdict

CHAIN = [f"v{number}" for number in range(7)]  # the roster's versions, as the channel had them


@given(st.lists(st.integers(0, len(CHAIN) - 2), max_size=30))
def test_what_is_applied_is_each_change_once_and_in_order(order: list[int]) -> None:
    held, known, applied = CHAIN[0], list[str](), list[int]()

    for step in order:
        said = verdict(held, known, last=CHAIN[step], current=CHAIN[step + 1])
        if said is Verdict.APPLY:
            known.append(held)
            held = CHAIN[step + 1]
            applied.append(step)

    assert applied == list(range(len(applied)))
    assert held == CHAIN[len(applied)]


@given(st.integers(1, len(CHAIN) - 1), st.integers(0, len(CHAIN) - 2))
def test_a_change_is_applied_repeated_or_a_gap_by_where_it_begins(stand: int, step: int) -> None:
    said = verdict(CHAIN[stand], CHAIN[:stand], last=CHAIN[step], current=CHAIN[step + 1])

    assert said is (
        Verdict.REPEATED if step < stand else Verdict.APPLY if step == stand else Verdict.GAP
    )


def test_a_change_without_versions_asks_for_the_whole_roster() -> None:
    assert verdict("v1", [], last="", current="") is Verdict.GAP
    assert verdict("", [], last="", current="v1") is Verdict.GAP


@pytest.mark.parametrize(
    ("told", "awaited", "behind"),
    [
        ("v2", "", False),
        ("v2", "v3", True),
        ("v3", "v3", False),
        ("v1", "", True),
        ("", "v3", False),
        ("v9", "v3", False),
    ],
)
def test_a_roster_is_behind_if_we_were_past_it_or_wait_for_another(
    told: str, awaited: str, *, behind: bool
) -> None:
    assert is_behind(told, "v2", ["v0", "v1"], awaited=awaited) is behind
