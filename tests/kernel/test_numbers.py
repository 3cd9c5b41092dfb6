"""Numbers as somebody wrote them: what a column can hold, and nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guisu.ground.kernel.numbers import LARGEST, row_id, whole


@given(st.integers(0, LARGEST))
def test_what_a_column_holds_is_read_as_it_is(number: int) -> None:
    assert whole(str(number)) == number


@pytest.mark.parametrize(
    "text", ["", "-1", "+1", " 1", "1.0", "٣", "²", str(LARGEST + 1), "9" * 5000, "0" * 30 + "1"]
)
def test_anything_else_is_no_number_and_names_no_row(text: str) -> None:
    assert whole(text) is None
    assert row_id(text) == 0
