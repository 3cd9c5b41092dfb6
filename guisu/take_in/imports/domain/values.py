"""One cell as an amount, a count, a status. Answers are cached: files repeat themselves."""

import re
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from functools import lru_cache

from guisu.ground.kernel.text import clean, search_key, without_fraction
from guisu.take_in.imports.domain.moments import looks_like_day
from guisu.take_in.imports.domain.problems import Reason, Unfit

CACHED = 65_536

CURRENCY_MARKS = re.compile(r"^(?:cny|rmb|usd|eur|gbp|hkd|twd|jpy|hk\$|nt\$|us\$|jp¥|[¥$€£元])\s*")
CURRENCY_TAILS = re.compile(r"\s*(?:cny|rmb|usd|eur|gbp|hkd|twd|jpy|[¥$€£元圆])$")
THOUSANDS = re.compile(r"^\d{1,3}(?:,\d{3})+(?:\.\d+)?$")
CONTINENTAL = re.compile(r"^\d{1,3}(?:\.\d{3})*,\d{1,2}$")
PLAIN = re.compile(r"^(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d{1,2})?$")
BESIDE = re.compile(r"[/;,\uff0c\uff1b\u3001|\n]+")
FEWEST_DIGITS = 7
NUMBER = re.compile(r"^-?(?:0|[1-9]\d{0,14})(?:\.\d{1,9})?$")
COUNT = re.compile(r"^[+-]?\d{1,15}(?:\.\d{1,6})?$")

# "Not subscribed" is no word: nobody was asked.
YES = (
    "yes y true t 1 on subscribed optedin granted 是 同意 已同意 接受 订阅 已订阅 訂閱 已訂閱 授权"
)
NO = "no n false f 0 off 否 不同意 拒绝 拒絕 退订 已退订 退訂 已退訂 unsubscribed optedout denied"
YES_OR_NO = {**dict.fromkeys(YES.split(), True), **dict.fromkeys(NO.split(), False)}
STATUSES = {
    "placed": "placed pending unpaid created new open draft authorized uncaptured 待付款 未付款 "
    "待支付 未支付 已下单 待處理 等待付款 等待买家付款 待确认 partiallypaid pendingpayment onhold "
    "requirespaymentmethod incomplete",
    "paid": "paid processing 已付款 已支付 待发货 待發貨 付款成功 支付成功 未发货 备货中 待成团 "
    "待接单 待核销 待自提 待配货 等待出库 锁定 维权中 买家已付款等待卖家发货 等待发货 disputed",
    "shipped": "shipped sent delivering 已发货 已發貨 待收货 待收貨 配送中 运输中 部分发货 "
    "卖家部分发货 卖家已发货等待买家确认 等待确认收货 已发货待收货 已发货待签收 partiallyfulfilled "
    "partiallyshipped",
    "completed": "completed complete done closed delivered received success finished fulfilled "
    "succeeded payment 交易成功 已完成 完成 已收货 已簽收 已签收 交易完成 成功 已结束 已转账 "
    "已评价 已收钱 对方已收钱 partiallyrefunded partialrefund 部分退款 已到账 已收入 已核销",
    "cancelled": "cancelled canceled cancel void voided failed expired 已取消 取消 交易关闭 已关闭 "
    "交易關閉 作废 已作废 支付失败 超时关闭 revoked payerror",
    "refunded": "refunded refund 已退款 退款成功 退款完成 退款 全额退款 已全额退款 全部退款 "
    "未发货退款成功 已发货退款成功 已收货退款成功",
    "returned": "returned return 已退货 已退貨 退货 退貨 退货退款 退货完成",
}
STATUS_OF = {word: status for status, words in STATUSES.items() for word in words.split()}
# 京东 puts such words before the status, WeChat Pay's bill an amount behind it.
ASIDE = re.compile(r"\([^()]*\)")
BETWEEN = re.compile(r"[\s,，、。;；_-]+")
GIVEN_BACK = re.compile(r"^已退款\((?P<amount>[^()]+)\)$")


def status(cell: str) -> str:
    """An order's status by its Chinese or English name. Raises `Unfit`."""
    if GIVEN_BACK.match(clean(cell)):
        return "completed"
    told = BETWEEN.sub("", ASIDE.sub("", search_key(cell)))
    found, name = STATUS_OF.get(told), "status"
    if found is None:
        raise Unfit(name, Reason.UNKNOWN_STATUS, cell[:80])
    return found


def yes_or_no(cell: str, name: str) -> bool:
    """What somebody said, in Chinese or English. Raises `Unfit`, also for "never asked"."""
    said = YES_OR_NO.get(BETWEEN.sub("", search_key(cell)))
    if said is None:
        raise Unfit(name, Reason.NOT_A_WORD, cell[:80])
    return said


def several(cell: str) -> tuple[str, ...]:
    """What stands beside each other in one cell, each once: `新客;宝妈、VIP`."""
    return tuple(dict.fromkeys(part for each in BESIDE.split(cell) if (part := clean(each))))


def is_status(cell: str) -> bool:
    try:
        return bool(status(cell))
    except Unfit:
        return False


def given_back(cell: str) -> Decimal | None:
    """What `已退款(￥9.00)` says was given back; None for other words. Raises `Unfit`."""
    found = GIVEN_BACK.match(clean(cell))
    return amount(found["amount"], "status") if found else None


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
def count(cell: str, name: str) -> Decimal:
    """How many, or how much of what is weighed (`0.255`), exactly; under a thousand million.

    Raises `Unfit`.
    """
    text = clean(cell).replace(",", "").replace("−", "-")
    if not COUNT.match(text) or abs(number := Decimal(text)) >= 10**9:
        raise Unfit(name, Reason.NOT_A_NUMBER, cell[:80])
    return number


def pieces(quantity: Decimal) -> int:
    """Whole pieces: what is weighed is one, whatever it weighs."""
    if quantity == quantity.to_integral_value():
        return int(quantity)
    return 1 if quantity > 0 else -1


@lru_cache(CACHED)
def number(cell: str) -> int | float | None:
    """`18`, `12.5`; None for what is no number, or is the number of a thing (`0018`)."""
    text = clean(cell)
    if not NUMBER.match(text):
        return None
    return int(text) if text.lstrip("-").isdigit() else float(text)


@lru_cache(CACHED)
def identifier(cell: str) -> str:
    """A number or name of a thing; `13085.0`, as some tools write numbers, is `13085`."""
    return without_fraction(clean(cell))


def phones(cell: str) -> list[str]:
    """The phones in one cell: `139…/138…` are two. An extension stays with its number."""
    parts = [part.strip() for part in BESIDE.split(cell)]
    if len(parts) > 1 and all(_digits(part) >= FEWEST_DIGITS for part in parts if part):
        return [part for part in parts if part]
    return [cell]


def _digits(text: str) -> int:
    return sum(ch.isdigit() for ch in text)


def looks_like_value(cell: str) -> bool:
    """Whether a cell is an amount, a count, a date, a phone number or an e-mail address."""
    text = clean(cell)
    if not text:
        return False
    if "@" in text or PLAIN.match(text.replace(",", "").lstrip("+-¥$€£")):
        return True
    return looks_like_day(text)
