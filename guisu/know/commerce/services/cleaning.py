"""Texts of a telling, made comparable; most come clean and are passed on as they are."""

from functools import lru_cache

from msgspec.structs import replace

from guisu.ground.kernel.text import clean
from guisu.know.commerce.domain import LineTold, OrderTold, RefundTold

NAME_LENGTH, REASON_LENGTH = 200, 200
# Channel, currency and products come again with every order.
_text = lru_cache(4_096)(clean)


def cleaned(told: OrderTold) -> OrderTold:
    """`told` with NFKC texts without control characters; long names and reasons are cut."""
    channel, number, currency = (_text(t) for t in (told.channel, told.number, told.currency))
    currency = currency.upper()
    lines = told.lines and tuple(map(_line, told.lines))
    refunds = told.refunds and tuple(map(_refund, told.refunds))
    if (channel, number, currency, lines, refunds) == (
        told.channel,
        told.number,
        told.currency,
        told.lines,
        told.refunds,
    ):
        return told
    return replace(
        told, channel=channel, number=number, currency=currency, lines=lines, refunds=refunds
    )


def _line(line: LineTold) -> LineTold:
    sku, name = _text(line.sku), _text(line.name)[:NAME_LENGTH]
    if sku == line.sku and name == line.name:
        return line
    return replace(line, sku=sku, name=name)


def _refund(refund: RefundTold) -> RefundTold:
    reference, reason = _text(refund.reference), _text(refund.reason)[:REASON_LENGTH]
    if reference == refund.reference and reason == refund.reason:
        return refund
    return replace(refund, reference=reference, reason=reason)
