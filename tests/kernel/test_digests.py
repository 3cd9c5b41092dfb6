"""Digests are the same in every year, and keep their parts apart."""

from hypothesis import given
from hypothesis import strategies as st

from guisu.ground.kernel.digests import digest128, keyed_digest

parts = st.lists(st.text(max_size=5), max_size=4)


@given(one=parts, other=parts)
def test_different_parts_have_different_digests(one: list[str], other: list[str]) -> None:
    assert (digest128(*one) == digest128(*other)) == (one == other)


def test_digests_stay_what_they_were() -> None:
    assert digest128("key:1", "m-1") == "b10f77c759d3bee069acd1aa1c8e2295"
    assert len(keyed_digest(b"k", "a")) == 64


def test_another_key_gives_another_digest() -> None:
    assert keyed_digest(b"one", "a") != keyed_digest(b"two", "a")
