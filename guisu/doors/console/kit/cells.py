"""What stands in the cells of a list: links, words, numbers, moments, parts of a page."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.template.context import Context
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from guisu.doors.console import wording
from guisu.ground.kernel.money import Money

DASH = "–"


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a page, with the names that its template knows besides the page's own."""

    template: str
    names: Mapping[str, object]


def part(template: str, **names: object) -> Part:
    return Part(template, names)


def drawn(context: Context, value: object) -> object:
    """A cell as the page shows it."""
    if isinstance(value, Part):
        template = context.template.engine.get_template(value.template)  # type: ignore[union-attr]
        with context.push(**value.names):
            return template.render(context)
    return DASH if value is None or value == "" else value


def digits(value: float | Decimal | None) -> str:
    """`12,345`."""
    return DASH if value is None else wording.full_number(value)


def money(minor: int | None, currency: str) -> str:
    """`¥12.34` of whole minor units."""
    return DASH if minor is None else Money(minor, currency).shown()


def day(value: date | datetime | None) -> str:
    """`11月22日 周日` / `Sun 22 Nov`, in the installation's zone."""
    if value is None:
        return DASH
    local = timezone.localtime(value).date() if isinstance(value, datetime) else value
    return wording.day(local, today=timezone.localdate())


def moment(value: datetime | None) -> str | SafeString:
    """A `<time>` that says when, relative below a day, with the exact time as its hint."""
    if value is None:
        return DASH
    return format_html(
        '<time datetime="{}" title="{}">{}</time>',
        value.isoformat(timespec="milliseconds"),
        wording.exact(value),
        wording.moment(value, now=timezone.now()),
    )


def link(text: object, to: str, *args: object, more: object = "") -> SafeString:
    """A link to a page of the console, and something quieter behind it."""
    address = reverse(f"console:{to}", args=args)
    said = format_html('<a href="{}">{}</a>', address, text)
    return beside([said, quiet(more)]) if more else said


def quiet(text: object) -> SafeString:
    """What is said beside the thing itself; nothing for nothing."""
    return format_html('<span class="text-secondary">{}</span>', text) if text else SafeString()


def under(values: Iterable[object]) -> SafeString:
    """One under the other."""
    return format_html_join(mark_safe("<br>"), "{}", ((value,) for value in values))


def beside(values: Iterable[object]) -> SafeString:
    """One beside the other, without those that are nothing."""
    return format_html_join(" ", "{}", ((value,) for value in values if value))


def word(text: str | Promise, mark: str = "") -> SafeString:
    """A state in a word; `mark`: good, warn, bad."""
    return format_html('<span class="word{}">{}</span>', f" word-{mark}" if mark else "", text)
