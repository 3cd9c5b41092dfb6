"""One cell as a moment, and which way round a column writes its days."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from guisu.ground.kernel.text import clean
from guisu.take_in.imports.domain.guards import bare
from guisu.take_in.imports.domain.plan import DateOrder
from guisu.take_in.imports.domain.problems import Reason, Unfit

CACHED = 65_536
EARLIEST, LATEST = 1900, 2200
MONTHS_A_YEAR = 12

_CLOCK = (
    r"(?:[T\s]*(?P<apm>上午|下午|am|pm)?\s*(?P<hour>\d{1,2})[:时時点點](?P<minute>\d{1,2})[分]?"
    r"(?::?(?P<second>\d{1,2})秒?(?:[.,](?P<fraction>\d{1,9}))?)?\s*(?P<tail>am|pm)?)?"
    r"\s*(?P<zone>z|utc|gmt|[+-]\d{2}:?\d{2})?$"
)
_MONTH = r"(?P<name>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_NAMES = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
YEAR_FIRST = re.compile(
    r"^(?P<year>\d{4})\s*[-/.年]\s*(?P<month>\d{1,2})\s*[-/.月]\s*(?P<day>\d{1,2})[日号號]?"
    + _CLOCK,
    re.IGNORECASE,
)
YEAR_LAST = re.compile(
    r"^(?P<one>\d{1,2})[-/.](?P<two>\d{1,2})[-/.](?P<year>\d{4}|\d{2})" + _CLOCK, re.IGNORECASE
)
MONTH_NAMED = re.compile(
    rf"^{_MONTH}\s*(?P<day>\d{{1,2}}),?\s*(?P<year>\d{{4}}){_CLOCK}", re.IGNORECASE
)
DAY_NAMED = re.compile(
    rf"^(?P<day>\d{{1,2}})[- ]{_MONTH},?[- ](?P<year>\d{{4}}|\d{{2}}){_CLOCK}", re.IGNORECASE
)
WEEKDAY = re.compile(
    r"(?:星期|周|週|礼拜)[一二三四五六日天]|\b(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*,?\s",
    re.IGNORECASE,
)
COMPACT = re.compile(
    r"^(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})(?:[T\s]?(?P<hour>\d{2})(?P<minute>\d{2})"
    r"(?P<second>\d{2})?)?$"
)
CLOCK = re.compile(
    r"^(?:上午|下午|[ap]m)?\s*\d{1,2}[:时時点點]\d{1,2}(?:[:分]\d{1,2})?", re.IGNORECASE
)
UNIX_SECONDS, UNIX_MILLIS = re.compile(r"^\d{10}(?:\.\d+)?$"), re.compile(r"^\d{13}$")
EXCEL_SERIAL = re.compile(r"^\d{5}(?:\.(?P<fraction>\d+))?$")
# Days with fewer places say no milliseconds: such a moment is the nearest second.
PLACES_OF_MILLISECONDS = 9
# Excel counts days from here; its year 1900 has a 29 February that never was.
EXCEL_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 - a sheet's day has no zone until we give one
UNIX_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@lru_cache(CACHED)
def instant(cell: str, name: str, zone: ZoneInfo, order: DateOrder) -> datetime:
    """`19970101`, `2009-12-01 07:45`, `2024年3月5日`, `5-Mar-24`, Excel days, Unix (milli)seconds.

    Without a zone of its own it is local time of `zone`. `3/4/2024` is read as `order` says; where
    that is open, only what can be read one way is. Answers in UTC. Raises `Unfit`.
    """
    text = _text(cell)
    if order is DateOrder.OPEN and _is_open(text):
        raise Unfit(name, Reason.DATE_ORDER, cell[:80])
    try:
        moment = _counted(text, zone) or _written(text, zone, order)
    except (ValueError, OverflowError):
        moment = None
    if moment is None or not EARLIEST <= moment.year < LATEST:
        raise Unfit(name, Reason.NOT_A_DATE, cell[:80])
    return moment.astimezone(UTC)


def order_of(cells: Iterable[str]) -> DateOrder:
    """The order that all of a column's days fit; open where they fit both, or neither.

    Read to the end: the only 13th of a month may stand in the last row.
    """
    orders = set()
    for cell in cells:
        if found := YEAR_LAST.match(_text(cell)):
            if int(found["one"]) > MONTHS_A_YEAR:
                orders.add(DateOrder.DAY_FIRST)
            elif int(found["two"]) > MONTHS_A_YEAR:
                orders.add(DateOrder.MONTH_FIRST)
    return orders.pop() if len(orders) == 1 else DateOrder.OPEN


def is_year_last(cell: str) -> bool:
    return YEAR_LAST.match(_text(cell)) is not None


def is_clock(cell: str) -> bool:
    """Whether it is a time of day alone, as tills write it beside a column of days."""
    return CLOCK.match(clean(cell)) is not None


def looks_like_day(cell: str) -> bool:
    """A written date, or Unix seconds or milliseconds of the years 2001 to 2286."""
    text = _text(cell)
    written = (YEAR_FIRST, YEAR_LAST, MONTH_NAMED, DAY_NAMED)
    return any(form.match(text) for form in written) or bool(
        re.fullmatch(r"1\d{9}(?:\d{3})?", text)
    )


def _text(cell: str) -> str:
    """What a cell says of a day, however it is guarded and whichever weekday it names."""
    return WEEKDAY.sub(" ", clean(bare(cell))).strip()


def _is_open(text: str) -> bool:
    found = YEAR_LAST.match(text)
    if found is None:
        return False
    one, two = int(found["one"]), int(found["two"])
    return one != two and max(one, two) <= MONTHS_A_YEAR


def _counted(text: str, zone: ZoneInfo) -> datetime | None:
    if UNIX_SECONDS.match(text):
        return UNIX_EPOCH + timedelta(seconds=float(text))
    if UNIX_MILLIS.match(text):
        return UNIX_EPOCH + timedelta(milliseconds=int(text))
    if found := EXCEL_SERIAL.match(text):
        is_fine = len(found["fraction"] or "") >= PLACES_OF_MILLISECONDS
        in_a_second = 1_000 if is_fine else 1
        count = round(float(text) * 86_400 * in_a_second)
        return (EXCEL_EPOCH + timedelta(seconds=1) * count / in_a_second).replace(tzinfo=zone)
    return None


def _written(text: str, zone: ZoneInfo, order: DateOrder) -> datetime | None:
    forms = (YEAR_FIRST, COMPACT, YEAR_LAST, MONTH_NAMED, DAY_NAMED)
    found = next((match for form in forms if (match := form.match(text))), None)
    if found is None:
        return None
    part = found.groupdict()
    year, month, day = _day(part, order)
    moment = datetime(year, month, day, _hour(part), int(part.get("minute") or 0), tzinfo=zone)
    fraction = int((part.get("fraction") or "").ljust(6, "0")[:6] or 0)
    moment = moment.replace(second=int(part.get("second") or 0), microsecond=fraction)
    return _in_its_zone(moment, part.get("zone"))


def _day(part: dict[str, str], order: DateOrder) -> tuple[int, int, int]:
    year = int(part["year"])
    year = year if year >= 100 else 2000 + year  # noqa: PLR2004 - two digits
    if "name" in part:
        return year, _NAMES.index(part["name"].lower()) + 1, int(part["day"])
    if "one" not in part:
        return year, int(part["month"]), int(part["day"])
    one, two = int(part["one"]), int(part["two"])
    day_first = order is DateOrder.DAY_FIRST or (order is DateOrder.OPEN and one > MONTHS_A_YEAR)
    return (year, two, one) if day_first else (year, one, two)


def _hour(part: dict[str, str]) -> int:
    hour = int(part.get("hour") or 0)
    half = ((part.get("apm") or part.get("tail")) or "").lower()
    if half in {"下午", "pm"} and hour < 12:  # noqa: PLR2004 - hours
        return hour + 12
    return 0 if half in {"上午", "am"} and hour == 12 else hour  # noqa: PLR2004 - hours


def _in_its_zone(moment: datetime, told: str | None) -> datetime:
    if not told:
        return moment
    if told.lower() in {"z", "utc", "gmt"}:
        return moment.replace(tzinfo=UTC)
    digits = told[1:].replace(":", "")
    ahead = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return moment.replace(tzinfo=UTC) - (ahead if told[0] == "+" else -ahead)
