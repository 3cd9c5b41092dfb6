"""Numbers as somebody wrote them, where they name rows or count."""

LARGEST = 2**63 - 1
MOST_DIGITS = len(str(LARGEST))


def whole(text: str) -> int | None:
    """The number that `text` is in plain digits, if a column can hold it; None otherwise.

    Digits of other scripts are none: Python reads them and our pages never write them.
    """
    if not (text.isascii() and text.isdecimal() and len(text) <= MOST_DIGITS):
        return None
    number = int(text)
    return number if number <= LARGEST else None


def row_id(text: str) -> int:
    """The id that `text` names; 0, which no row has, where it names none."""
    return whole(text) or 0
