"""Numbers, days and moments as people write them in each language."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from guisu.ground.kernel.instants import shown
from guisu.ground.kernel.money import SYMBOLS, exponent

# Chinese counts by ten thousands, English by thousands.
STEPS = {
    "zh-hans": ((Decimal(10**8), " 亿"), (Decimal(10**4), " 万")),
    "zh-hant": ((Decimal(10**8), " 億"), (Decimal(10**4), " 萬")),
    "en": ((Decimal(10**9), "B"), (Decimal(10**6), "M"), (Decimal(10**3), "K")),
}
SHORTEN_FROM = 10_000
# From so many on the next larger unit says it well enough.
LONG_SECONDS, LONG_MINUTES = 100, 100
WEEKDAYS = "一二三四五六日"
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def is_chinese() -> bool:
    return (translation.get_language() or "").startswith("zh")


def short_number(value: float | Decimal) -> str:
    """`1.2 万` or `12K` from ten thousand up; below it the number itself with its thousands."""
    amount = Decimal(str(value))
    if abs(amount) >= SHORTEN_FROM:
        language = translation.get_language() or "en"
        for step, sign in STEPS.get(language, STEPS["en"]):
            if abs(amount) >= step:
                return f"{_one_decimal(amount / step)}{sign}"
    return _whole_or_plain(amount)


def full_number(value: float | Decimal) -> str:
    """`12,345`: every digit, for tables and for the hint over a short number."""
    return _whole_or_plain(Decimal(str(value)))


def short_money(minor: int, currency: str) -> str:
    """`¥1.2 万` or `¥12K`: for figures; tables show every digit."""
    amount = (Decimal(minor) / 10 ** exponent(currency)).quantize(Decimal("0.01"))
    sign = "-" if amount < 0 else ""
    return f"{sign}{SYMBOLS.get(currency, currency + ' ')}{short_number(abs(amount))}"


def listing(values: Iterable[object]) -> str:
    """`北京、上海` or `Beijing, Shanghai`: some things one after the other."""
    return ("、" if is_chinese() else ", ").join(map(str, values))


def sentences(*texts: str) -> str:
    """Whole sentences one after the other: Chinese ones with no space between."""
    return ("" if is_chinese() else " ").join(text for text in texts if text)


def day(value: date, *, today: date) -> str:
    """`11月22日 周日` or `22 Nov`; with the year when it is not this year's."""
    if is_chinese():
        year = "" if value.year == today.year else f"{value.year}年"
        sign = "週" if translation.get_language() == "zh-hant" else "周"
        return f"{year}{value.month}月{value.day}日 {sign}{WEEKDAYS[value.weekday()]}"
    year = "" if value.year == today.year else f" {value.year}"
    return f"{DAYS[value.weekday()]} {value.day} {MONTHS[value.month - 1]}{year}"


def short_day(value: date) -> str:
    """`11月22日` or `22 Nov`: for the axis of a chart."""
    if is_chinese():
        return f"{value.month}月{value.day}日"
    return f"{value.day} {MONTHS[value.month - 1]}"


def moment(value: datetime, *, now: datetime) -> str:
    """Relative below a day, else the day and the time in the installation's zone."""
    age = now - value
    if timedelta(0) <= age < timedelta(days=1):
        return _ago(age)
    local = timezone.localtime(value)
    return f"{day(local.date(), today=timezone.localtime(now).date())} {local:%H:%M}"


def lasting(value: timedelta) -> str:
    """`0.4 s`, `50 s`, `12 min` or `5 h`: a wait, as coarse as it is long."""
    seconds = value.total_seconds()
    if seconds < LONG_SECONDS:
        return _("%(count)s s") % {"count": f"{seconds:.1f}".removesuffix(".0")}
    if seconds < LONG_MINUTES * 60:
        return _("%(count)d min") % {"count": round(seconds / 60)}
    return _("%(count)d h") % {"count": round(seconds / 3600)}


def exact(value: datetime) -> str:
    """`2026-11-22 12:00:05` or `12:00:05.250` in the installation's zone."""
    return shown(timezone.localtime(value))


def _ago(age: timedelta) -> str:
    minutes = int(age.total_seconds() // 60)
    if minutes < 1:
        return _("just now")
    if minutes < 60:  # noqa: PLR2004 - minutes in an hour
        return ngettext("%(count)d minute ago", "%(count)d minutes ago", minutes) % {
            "count": minutes
        }
    hours = minutes // 60
    return ngettext("%(count)d hour ago", "%(count)d hours ago", hours) % {"count": hours}


def _one_decimal(amount: Decimal) -> str:
    rounded = amount.quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)
    return f"{rounded:,.1f}".removesuffix(".0")


def _whole_or_plain(amount: Decimal) -> str:
    return f"{amount:,.0f}" if amount == amount.to_integral_value() else f"{amount:,.2f}"
