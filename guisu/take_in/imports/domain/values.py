"""One cell as a date, an amount, a count, a status. Answers are cached: files repeat themselves."""

import re
from datetime import UTC, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from functools import lru_cache
from zoneinfo import ZoneInfo

from guisu.ground.kernel.text import clean, search_key
from guisu.take_in.imports.domain.plan import DateOrder
from guisu.take_in.imports.domain.problems import Reason, Unfit

CACHED = 65_536
EARLIEST, LATEST = 1900, 2200

CURRENCY_MARKS = re.compile(r"^(?:cny|rmb|usd|eur|gbp|hkd|twd|jpy|hk\$|nt\$|us\$|jp¥|[¥$€£元])\s*")
CURRENCY_TAILS = re.compile(r"\s*(?:cny|rmb|usd|eur|gbp|hkd|twd|jpy|[¥$€£元圆])$")
THOUSANDS = re.compile(r"^\d{1,3}(?:,\d{3})+(?:\.\d+)?$")
CONTINENTAL = re.compile(r"^\d{1,3}(?:\.\d{3})*,\d{1,2}$")
PLAIN = re.compile(r"^(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d{1,2})?$")
WHOLE = re.compile(r"^[+-]?\d{1,15}(?:\.0+)?$")

_CLOCK = (
    r"(?:[T\s]*(?P<apm>上午|下午|am|pm)?\s*(?P<hour>\d{1,2})[:时点](?P<minute>\d{1,2})[分]?"
    r"(?::?(?P<second>\d{1,2})秒?(?:[.,](?P<fraction>\d{1,9}))?)?\s*(?P<tail>am|pm)?)?"
    r"\s*(?P<zone>z|utc|[+-]\d{2}:?\d{2})?$"
)
YEAR_FIRST = re.compile(
    r"^(?P<year>\d{4})\s*[-/.年]\s*(?P<month>\d{1,2})\s*[-/.月]\s*(?P<day>\d{1,2})日?" + _CLOCK,
    re.IGNORECASE,
)
YEAR_LAST = re.compile(
    r"^(?P<one>\d{1,2})[-/.](?P<two>\d{1,2})[-/.](?P<year>\d{4}|\d{2})" + _CLOCK, re.IGNORECASE
)
COMPACT = re.compile(
    r"^(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})(?:[T\s]?(?P<hour>\d{2})(?P<minute>\d{2})"
    r"(?P<second>\d{2})?)?$"
)
UNIX_SECONDS, UNIX_MILLIS = re.compile(r"^\d{10}(?:\.\d+)?$"), re.compile(r"^\d{13}$")
EXCEL_SERIAL = re.compile(r"^\d{5}(?:\.\d+)?$")
# Excel counts days from here; its year 1900 has a 29 February that never was.
EXCEL_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 - a sheet's day has no zone until we give one
UNIX_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

STATUSES = {
    "placed": "placed pending unpaid created new open 待付款 未付款 待支付 未支付 已下单 待處理",
    "paid": "paid processing 已付款 已支付 待发货 待發貨 付款成功 支付成功 未发货 备货中",
    "shipped": "shipped sent delivering 已发货 已發貨 待收货 待收貨 配送中 运输中 部分发货",
    "completed": "completed complete done closed delivered received success finished fulfilled "
    "交易成功 已完成 完成 已收货 已簽收 已签收 交易完成 成功 已结束",
    "cancelled": "cancelled canceled cancel void voided 已取消 取消 交易关闭 已关闭 交易關閉 作废",
    "refunded": "refunded refund 已退款 退款成功 退款完成 退款 全额退款",
    "returned": "returned return 已退货 已退貨 退货 退貨 退货退款 退货完成",
}
STATUS_OF = {word: status for status, words in STATUSES.items() for word in words.split()}


def status(cell: str) -> str:
    """An order's status by its Chinese or English name. Raises `Unfit`."""
    found, name = STATUS_OF.get(search_key(cell).replace(" ", "")), "status"
    if found is None:
        raise Unfit(name, Reason.UNKNOWN_STATUS, cell[:80])
    return found


@lru_cache(CACHED)
def instant(cell: str, name: str, zone: ZoneInfo, order: DateOrder) -> datetime:
    """`19970101`, `2009-12-01 07:45`, `2024年3月5日`, Excel days, Unix seconds or milliseconds.

    Without a zone of its own it is local time of `zone`. Answers in UTC. Raises `Unfit`.
    """
    text = clean(cell)
    try:
        moment = _counted(text, zone) or _written(text, zone, order)
    except (ValueError, OverflowError):
        moment = None
    if moment is None or not EARLIEST <= moment.year < LATEST:
        raise Unfit(name, Reason.NOT_A_DATE, cell[:80])
    return moment.astimezone(UTC)


def _counted(text: str, zone: ZoneInfo) -> datetime | None:
    if UNIX_SECONDS.match(text):
        return UNIX_EPOCH + timedelta(seconds=float(text))
    if UNIX_MILLIS.match(text):
        return UNIX_EPOCH + timedelta(milliseconds=int(text))
    if EXCEL_SERIAL.match(text):
        days = EXCEL_EPOCH + timedelta(seconds=round(float(text) * 86_400))
        return days.replace(tzinfo=zone)
    return None


def _written(text: str, zone: ZoneInfo, order: DateOrder) -> datetime | None:
    found = YEAR_FIRST.match(text) or COMPACT.match(text) or YEAR_LAST.match(text)
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
    if "one" not in part:
        return year, int(part["month"]), int(part["day"])
    one, two = int(part["one"]), int(part["two"])
    day_first = (order is DateOrder.DAY_FIRST or one > 12) and two <= 12  # noqa: PLR2004 - months
    day, month = (one, two) if day_first else (two, one)
    return (year if year >= 100 else 2000 + year), month, day  # noqa: PLR2004 - two digits


def _hour(part: dict[str, str]) -> int:
    hour = int(part.get("hour") or 0)
    half = ((part.get("apm") or part.get("tail")) or "").lower()
    if half in {"下午", "pm"} and hour < 12:  # noqa: PLR2004 - hours
        return hour + 12
    return 0 if half in {"上午", "am"} and hour == 12 else hour  # noqa: PLR2004 - hours


def _in_its_zone(moment: datetime, told: str | None) -> datetime:
    if not told:
        return moment
    if told.lower() in {"z", "utc"}:
        return moment.replace(tzinfo=UTC)
    digits = told[1:].replace(":", "")
    ahead = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return moment.replace(tzinfo=UTC) - (ahead if told[0] == "+" else -ahead)


@lru_cache(CACHED)
def amount(cell: str, name: str) -> Decimal:
    """`¥1,234.50`, `(12.00)`, `-3`, `12,50 €`, `12元`. Raises `Unfit`."""
    text = clean(cell).lower().replace(" ", "").replace("−", "-").replace("\u2019", "")
    negative = text.startswith("-") or text.endswith("-") or text[:1] + text[-1:] == "()"
    text = text.strip("()+-")
    text = CURRENCY_TAILS.sub("", CURRENCY_MARKS.sub("", text))
    if text.startswith("-"):
        negative, text = True, text[1:]
    if THOUSANDS.match(text):
        text = text.replace(",", "")
    elif CONTINENTAL.match(text):
        text = text.replace(".", "").replace(",", ".")
    if not PLAIN.match(text):
        raise Unfit(name, Reason.NOT_AN_AMOUNT, cell[:80])
    try:
        value = Decimal(text)
    except InvalidOperation as error:
        raise Unfit(name, Reason.NOT_AN_AMOUNT, cell[:80]) from error
    if value >= Decimal(10) ** 12:
        raise Unfit(name, Reason.NOT_AN_AMOUNT, cell[:80])
    return -value if negative else value


@lru_cache(CACHED)
def minor(value: Decimal, exponent: int) -> int:
    """Whole minor units; halves round away from zero."""
    return int(value.scaleb(exponent).quantize(Decimal(1), rounding=ROUND_HALF_UP))


@lru_cache(CACHED)
def count(cell: str, name: str) -> int:
    """A whole number of at most nine digits. Raises `Unfit`."""
    text = clean(cell).replace(",", "").replace("−", "-")
    if not WHOLE.match(text) or abs(number := int(text.split(".")[0])) >= 10**9:
        raise Unfit(name, Reason.NOT_A_NUMBER, cell[:80])
    return number


@lru_cache(CACHED)
def identifier(cell: str) -> str:
    """A number or name of a thing; `13085.0`, as some tools write numbers, is `13085`."""
    text = clean(cell)
    head, _, tail = text.partition(".")
    return head if tail and head.isdigit() and not tail.strip("0") else text


def looks_like_value(cell: str) -> bool:
    """Whether a cell is an amount, a count, a date, a phone number or an e-mail address."""
    text = clean(cell)
    if not text:
        return False
    if "@" in text or PLAIN.match(text.replace(",", "").lstrip("+-¥$€£")):
        return True
    return bool(YEAR_FIRST.match(text) or YEAR_LAST.match(text))
