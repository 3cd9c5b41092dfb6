"""Text from outside, made comparable."""

import unicodedata


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


def search_key(text: str) -> str:
    """What two spellings of the same word share: NFKC, case folded, inner spaces single."""
    return " ".join(clean(text).casefold().split())
