"""Text from outside, made comparable."""

import re
import unicodedata

_WHOLE = re.compile(r"(\d+)\.0+")


def clean(text: str) -> str:
    """NFKC, without control characters (NUL breaks PostgreSQL) and without outer white space."""
    if text.isascii() and text.isprintable():
        return text.strip()
    normal = unicodedata.normalize("NFKC", text)
    return "".join(ch for ch in normal if ch >= " " or ch in "\n\t").strip()


def written(text: str) -> str:
    """As its writer wrote it (`①`, `½`, emoji), without control characters and outer blanks.

    For what is shown. What is compared goes through `clean` or `search_key`.
    """
    if text.isprintable():
        return unicodedata.normalize("NFC", text).strip()
    normal = unicodedata.normalize("NFC", text)
    return "".join(ch for ch in normal if ch >= " " or ch in "\n\t").strip()


def without_fraction(text: str) -> str:
    """`13085.0`, as some tools write the number of a thing, is `13085`; all else stays."""
    found = _WHOLE.fullmatch(text)
    return found[1] if found else text


def search_key(text: str) -> str:
    """What two spellings of the same word share: NFKC, case folded, inner spaces single."""
    return " ".join(clean(text).casefold().split())
