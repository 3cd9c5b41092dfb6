"""What migrations of several rooms share: the codes of outcomes that were told in texts."""

import re
from collections.abc import Mapping
from typing import Any

NUMBER = re.compile(r"\((-?\d+)\)$")
AT_ONCE = 1_000


def code_of(text: str, known: Mapping[str, str]) -> str:
    """The code that `text` told: of the texts `known` ours, else the provider's number, if any."""
    found = NUMBER.search(text)
    number = found[1] if found else ""
    ours = next((code for words, code in known.items() if words in text), "")
    return number if number not in {"", "0"} else ours


def fill_codes(model: Any, known: Mapping[str, str]) -> None:
    """Set `code` where only `error` tells of it. Safe to repeat; reads the table once."""
    untold = model.objects.filter(code="").exclude(error="").only("pk", "error")
    changed = []
    for row in untold.iterator(chunk_size=AT_ONCE):
        row.code = code_of(row.error, known)
        if row.code:
            changed.append(row)
        if len(changed) >= AT_ONCE:
            model.objects.bulk_update(changed, ["code"])
            changed = []
    model.objects.bulk_update(changed, ["code"])
