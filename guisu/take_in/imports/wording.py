"""The room's words for people: fields, reasons, warnings."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from guisu.take_in.imports.domain.problems import Reason, Warned

FIELD_LABELS: dict[str, Promise] = {
    "number": _("Order number"),
    "placed_at": _("Order time"),
    "clock": _("Time of day"),
    "customer": _("Customer or user ID"),
    "phone": _("Phone"),
    "email": _("E-mail"),
    "union_id": _("WeChat union ID"),
    "external_userid": _("WeCom contact"),
    "anonymous_id": _("Device"),
    "name": pgettext_lazy("person", "Name"),
    "gender": _("Gender"),
    "birthday": _("Birthday"),
    "region": _("Region"),
    "seen_at": _("Joined at"),
    "tags": _("Tags"),
    "consent_sms": _("Yes or no to SMS"),
    "consent_email": _("Yes or no to e-mail"),
    "consent_phone": _("Yes or no to calls"),
    "consent_at": _("When that was said"),
    "status": _("Order status"),
    "amount": _("Line amount"),
    "total": _("Order total"),
    "quantity": _("Quantity"),
    "unit_price": _("Unit price"),
    "sku": _("SKU"),
    "product": _("Product name"),
    "store": _("Store"),
    "currency": _("Currency"),
    "refunded": _("Refunded amount"),
    "channel": _("Channel"),
    "event": _("Event"),
    "at": _("Time"),
    "message_id": _("Message ID"),
    # As orders name what contradicts itself.
    "total_minor": _("Order total"),
    "lines": _("Lines"),
    "refunds": _("Refunded amount"),
    "claims": _("Customer or user ID"),
    "store_id": _("Store"),
}

REASON_LABELS: dict[Reason, Promise] = {
    Reason.MISSING: _("nothing is given"),
    Reason.NOT_A_DATE: _("not a date"),
    Reason.DATE_ORDER: _("could be read with the day or the month first: say which"),
    Reason.NOT_AN_AMOUNT: _("not an amount"),
    Reason.NOT_A_NUMBER: _("not a whole number"),
    Reason.NOT_A_WORD: _("neither yes nor no"),
    Reason.UNKNOWN_STATUS: _("unknown order status"),
    Reason.UNKNOWN_STORE: _("no store has this code or name"),
    Reason.UNKNOWN_CURRENCY: _("unknown currency"),
    Reason.TOO_LONG: _("too long"),
    Reason.UNREADABLE: _("characters that cannot be read"),
    Reason.NOBODY: _("nothing says who it is"),
    Reason.BAD_DEBT: _("bad-debt entry, not a sale"),
    Reason.NEGATIVE_PRICE: _("negative price"),
    Reason.STOCK_ADJUSTMENT: _("stock adjustment, not a sale"),
    Reason.ORDER_INCOMPLETE: _("another row of this order was refused"),
    Reason.CONFLICT: _("rows of this order contradict each other"),
    Reason.LOST_DIGITS: _(
        "a spreadsheet has rounded the number (1.39E+10): export the column as text"
    ),
    Reason.MASKED: _("parts of it are hidden by asterisks: export it in full"),
    Reason.SHIFTED: _("more or fewer cells than the header"),
    Reason.DUPLICATE: _("identical row, counted once"),
    Reason.ASIDE: _("a line of sums or remarks"),
}

WARNING_LABELS: dict[Warned, Promise] = {
    Warned.NO_CUSTOMER: _("orders without customer"),
    Warned.RETURN: _("returns"),
    Warned.CANCELLED: _("cancelled orders"),
    Warned.REFUND: _("orders with a refund"),
    Warned.FREE_LINE: _("lines without a price (gifts)"),
    Warned.TOTAL_DIFFERS: _("orders whose total differs from their lines"),
    Warned.SEVERAL_DATES: _("orders with several times; the earliest counts"),
    Warned.SPLIT_ORDER: _("orders whose rows stand apart in the file"),
    Warned.LOST_DIGITS: _("identities that a spreadsheet has rounded; not taken"),
    Warned.MASKED: _("identities hidden by asterisks; not taken"),
    Warned.LEFT_OUT: _("optional cells that could not be read; left out"),
    Warned.WEIGHED: _("lines of weighed goods; each counts as one piece"),
    Warned.NO_NUMBER: _("lines without an order number; each became an order"),
    Warned.NO_NUMBERS: _("texts in a column of numbers; kept as text"),
    Warned.IN_FUTURE: _("times in the future; taken as the time of the upload"),
}


def fields(told: str) -> str:
    """Fields of a file in words, `a|b, c` as `NotReady` tells them: one of a and b, and c."""
    return "; ".join(
        " / ".join(str(FIELD_LABELS.get(name, name)) for name in choice.split("|"))
        for choice in told.split(", ")
    )
