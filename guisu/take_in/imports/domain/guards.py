"""A cell without what exporters put around it, and cells that say nothing.

Shops' exporters guard long numbers from spreadsheets: `="2610…"`, an apostrophe or a backtick in
front, a tab behind. An order told bare and told guarded must be one order.
"""

import re
from functools import lru_cache

CACHED = 65_536
FORMULA = re.compile(r"^[=＝]\s*[\"“”](?P<inside>.*)[\"“”]$", re.DOTALL)
# Marks of direction and of byte order, and blanks without width: they stand in no value.
UNSEEN = re.compile("[\ufeff\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\x00]")
# An apostrophe is a guard before what a sheet would compute; before letters it is a name's own.
GUARDED = re.compile(r"^['’](?=[\d+\-=@'’])")
NO_DAY = re.compile(r"^(?:0000[-/.]00[-/.]00|1900-01-00)(?:[T ]00:00(?::00)?)?$")
NOTHING = frozenset(
    {r"\n", "null", "(null)", "<null>", "nil", "none", "nan", "n/a", "#n/a", "undefined", "nat"}
    | {"-", "--", "—", "——", "/"}
)


@lru_cache(CACHED)
def bare(cell: str) -> str:
    """What the cell says; empty for `NULL`, `-`, `0000-00-00` and the like."""
    text = UNSEEN.sub("", cell).strip()
    if guarded := FORMULA.match(text):
        text = guarded["inside"].strip()
    text = GUARDED.sub("", text.removeprefix("`"))
    if text[:1] in {"'", "’"} and text[1:].casefold() in NOTHING | {""}:
        return ""
    text = text.strip()
    return "" if text.casefold() in NOTHING or NO_DAY.match(text) else text
