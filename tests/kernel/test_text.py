"""Text from outside is made comparable once and for all."""

from hypothesis import given
from hypothesis import strategies as st

from guisu.ground.kernel.text import clean, search_key


@given(st.text())
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    assert clean(clean(text)) == clean(text)


@given(st.text())
def test_a_search_key_is_the_key_of_itself(text: str) -> None:
    assert search_key(search_key(text)) == search_key(text)


@given(st.text())
def test_no_control_character_reaches_the_store(text: str) -> None:
    assert not any(ch < " " and ch not in "\n\t" for ch in clean(text))


def test_full_width_case_and_spaces_do_not_matter() -> None:
    assert search_key("  ＭＥＩ　 Ｌｉ ") == search_key("mei li") == "mei li"
    assert clean("a\x00b") == "ab"
