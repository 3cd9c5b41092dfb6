"""Numbers of cells, which are moments where their format says so.

Formats: ECMA-376 part 1, 18.8.30 (the built-in ones) and 18.8.31 (signs of dates).
"""

import re
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from zipfile import ZipFile

from guisu.take_in.imports.reading.cells import text
from guisu.take_in.imports.reading.workbooks import xml

Write = Callable[[float], str]
BUILT_IN = {*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)}
SPANS = {46}
# What says nothing of dates: quoted words, escaped signs, colours, conditions and currencies.
ASIDE = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!(?:h+|m+|s+)\])[^\]]*\]', re.IGNORECASE)
SPAN = re.compile(r"\[(?:h+|m+|s+)\]", re.IGNORECASE)
SIGNS = re.compile("[dmyhsg年月日时分秒]", re.IGNORECASE)
GENERAL = re.compile("general", re.IGNORECASE)
# Day 60 of the usual calendar is the 29 February 1900, which never was.
USUAL, MACS = (datetime.combine(day, time.min) for day in (date(1899, 12, 30), date(1904, 1, 1)))
LEAP = 60
LAST_DAY = 2_958_466


def formats(archive: ZipFile, name: str, *, is_macs: bool) -> list[Write]:
    """How numbers of each style are written."""
    tree = xml.whole(archive, name)
    if tree is None:
        return []
    own: dict[str, str] = {}
    styles: list[str] = []
    for part in tree:
        if xml.local(part.tag) == "numFmts":
            own = {each.get("numFmtId", ""): each.get("formatCode", "") for each in part}
        elif xml.local(part.tag) == "cellXfs":
            styles = [each.get("numFmtId", "0") for each in part]
    moment = _moments(MACS if is_macs else USUAL)
    return [_write(number, own, moment) for number in styles]


def _write(number: str, own: dict[str, str], moment: Write) -> Write:
    if number in own:
        code = ASIDE.sub("", own[number].split(";")[0])
        if SPAN.search(code):
            return span
        return moment if SIGNS.search(GENERAL.sub("", code)) else text
    known = int(number) if number.isdecimal() else 0
    return span if known in SPANS else moment if known in BUILT_IN else text


def _moments(first: datetime) -> Write:
    def moment(days: float) -> str:
        """A day, a time of day, or both; the number itself where the calendar has no such day."""
        if not 0 <= days < LAST_DAY:
            return text(days)
        early = timedelta(days=1) if first is USUAL and 1 <= days < LEAP else timedelta()
        at = first + early + timedelta(milliseconds=round(days * 86_400_000))
        if days < 1:
            return at.time().isoformat()
        return at.date().isoformat() if days == int(days) else at.isoformat()

    return moment


def span(days: float) -> str:
    """Hours, minutes and seconds that may be more than a day."""
    try:
        return str(timedelta(milliseconds=round(days * 86_400_000)))
    except (OverflowError, ValueError):
        return text(days)
