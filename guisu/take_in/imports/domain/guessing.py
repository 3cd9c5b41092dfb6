"""What columns mean, guessed by their titles in Chinese and English, and by what stands in them."""

import re
from collections.abc import Callable, Mapping, Sequence

from guisu.ground.kernel.digests import digest128
from guisu.ground.kernel.text import clean, search_key
from guisu.take_in.imports.domain.guards import bare
from guisu.take_in.imports.domain.moments import is_clock, looks_like_day
from guisu.take_in.imports.domain.plan import FREE, NUMBER, Duplicates, Kind, Plan
from guisu.take_in.imports.domain.values import is_status, number

WORDS: dict[str, str] = {
    "number": "order number order_number order_no order_id orderid invoice invoice_no "
    "invoiceno 订单号 订单编号 "
    "订单ID 单号 商户订单号 微信订单号 交易号 交易单号 流水号 商户单号 訂單編號 訂單號 主订单编号",
    "placed_at": "placed_at order_date order_time ordered_at invoice_date invoicedate date time "
    "created_at purchase_date paid_at payment_time 下单时间 下单日期 订单时间 订单日期 "
    "订单创建时间 交易创建时间 付款时间 支付时间 交易时间 日期 时间 下單時間 訂單日期 成交时间",
    "clock": "time time_of_day hour 时间 时刻 交易时刻 時刻",
    "customer": "customer customer_id customerid user_id userid uid member_id member_no buyer_id "
    "buyer client_id 客户号 客户编号 客户ID 会员号 会员编号 会员卡号 会员ID 用户ID 用户编号 "
    "用户标识 买家ID 买家会员名 買家帳號 會員編號 user",
    "phone": "phone mobile tel telephone phone_number mobile_phone 手机 手机号 手机号码 电话 "
    "联系手机 收货人手机 收货人电话 联系电话 手機 手機號碼 電話",
    "email": "email e-mail mail email_address 邮箱 电子邮箱 电子邮件 邮件 信箱 電子郵件",
    "union_id": "union_id unionid wechat_union_id 微信unionid",
    "external_userid": "external_userid wecom_id 企微客户ID 企业微信ID 外部联系人ID",
    "name": "name customer_name full_name real_name 姓名 客户姓名 客户名称 会员姓名 名字 昵称 "
    "收货人 收件人 收货人姓名 客戶姓名 會員姓名 billing_name",
    "gender": "gender sex 性别 性別",
    "birthday": "birthday birth_date date_of_birth dob 生日 出生日期",
    "region": "region country city province area 地区 城市 省份 国家 省 市 地區 國家",
    "seen_at": "registered_at signup_date created_at joined_at 注册时间 注册日期 入会时间 "
    "入会日期 开卡时间 加入时间 創建時間",
    "status": "status order_status state 状态 订单状态 交易状态 狀態 訂單狀態",
    "amount": "amount line_amount line_total sales dollar_value value subtotal 金额 小计 "
    "商品金额 行金额 金額 小計 销售额",
    "total": "total order_total grand_total order_amount total_amount paid_amount 实付金额 "
    "订单金额 订单总额 总金额 应付金额 实付款 付款金额 支付金额 總金額 實付金額 买家实际支付金额",
    "quantity": "quantity qty units number_of_units pieces count number_of_cds 数量 件数 购买数量 "
    "商品数量 數量 件數",
    "unit_price": "unit_price price unitprice item_price 单价 价格 商品单价 售价 單價 價格",
    "sku": "sku stock_code stockcode product_id productid item_id product_code barcode 商品编号 "
    "商品编码 货号 商品ID 条码 商家编码 商品編號 貨號 条形码",
    "product": "product product_name item item_name description title 商品 商品名称 商品标题 "
    "品名 宝贝标题 商品名稱 货品名称",
    "store": "store store_code shop branch outlet location 门店 所属门店 开单门店 消费门店 "
    "门店编号 店铺 店铺名称 分店 門店 店鋪",
    "currency": "currency currency_code 币种 货币 幣別",
    "refunded": "refunded refunded_amount amount_refunded refund_amount refund 退款金额 "
    "已退金额 退款 退款金額",
    "event": "event event_name behavior behaviour behavior_type action event_type 事件 行为 "
    "行为类型 事件名称 動作",
    "at": "timestamp at time event_time occurred_at created_at date datetime ts 时间 时间戳 "
    "发生时间 事件时间 時間",
    "tags": "tags tag labels label 标签 客户标签 会员标签 標籤 客戶標籤",
    "consent_sms": "sms_consent accepts_sms_marketing sms_marketing sms_opt_in consent_sms "
    "短信订阅 同意短信 接收短信 短信营销 簡訊訂閱",
    "consent_email": "email_consent accepts_email_marketing accepts_marketing email_marketing "
    "email_opt_in subscribed newsletter consent_email 邮件订阅 同意邮件 接收邮件 邮件营销 郵件訂閱",
    "consent_phone": "call_consent consent_phone phone_opt_in 同意电话 接收电话 同意電話",
    "consent_at": "consent_at consented_at opt_in_date subscribed_at 同意时间 授权时间 订阅时间 "
    "同意日期 同意時間",
    "anonymous_id": "anonymous_id anonymousid device_id client_id visitor_id session_id 设备号 "
    "设备ID 访客ID",
    "message_id": "message_id messageid event_id eventid 消息ID 事件ID",
}


UNIT = re.compile(r"[((](?:元|人民币|rmb|cny|¥|usd|\$)[))]$")


def key_of(title: str) -> str:
    """A title without blanks, signs and the unit behind it: `金额(元)` is `金额`."""
    return re.sub(r"[\s_\-./:：()()]+", "", UNIT.sub("", search_key(bare(title))))


# In the order in which one is taken before another.
TITLES = {
    name: {key_of(word): at for at, word in enumerate(words.split())}
    for name, words in WORDS.items()
}
PHONE = re.compile(r"^(?:\+?86[- ]?)?1[3-9]\d{9}$")
EMAIL = re.compile(r"^[^@\s]+@[^@\s]+\.[a-z]{2,}$", re.IGNORECASE)
EVENTS_WORDS = {"pv", "cart", "fav", "buy", "click", "view", "purchase", "page_view", "login"}
C_NUMBER = re.compile(r"C\d{5,}")
CLAIMED_SHARE = 0.8

Told = Sequence[str]


def fingerprint(titles: Sequence[str]) -> str:
    """The same for files with the same titles, whatever their order, case and spacing."""
    return digest128(*sorted(key_of(title) for title in titles))


def guess(kind: Kind, fields: Sequence[str], titles: Sequence[str], top: Sequence[Told]) -> Plan:
    """A plan for the columns `titles`, of which `top` are the first rows."""
    columns: dict[str, str] = {}
    filled = {title: bool(_column(top, at)) for at, title in enumerate(titles)}
    keys = {title: key_of(title) for title in titles}
    for name in fields:
        known = TITLES.get(name, {})
        free = [each for each in titles if keys[each] in known and each not in columns.values()]
        # Of several, one that says something.
        if ranked := sorted(free, key=lambda each: (not filled[each], known[keys[each]])):
            columns[name] = ranked[0]
    _by_content(kind, columns, titles, top)
    _settle_clock(columns, titles, top)
    if _is_told_by_line(columns, titles, top):
        columns["amount"] = columns.pop("total")
    if kind is Kind.EVENTS:
        rest = [title for title in titles if title not in columns.values()]
        places = {title: at for at, title in enumerate(titles)}
        for title in rest:
            cells = _column(top, places[title])
            is_number = bool(cells) and all(number(cell) is not None for cell in cells)
            prefix = NUMBER if is_number else FREE[kind]
            columns[f"{prefix}{clean(title)[:60]}"] = title
    return Plan(
        columns=columns,
        duplicates=Duplicates.ONCE,
        cancelled_prefix="C" if _has_c_numbers(columns, titles, top) else "",
    )


def guess_kind(titles: Sequence[str], top: Sequence[Told]) -> Kind:
    """Orders if there is money, events if something happened, else customers."""
    keys = {key_of(title) for title in titles}
    names = ("amount", "total", "unit_price", "number")
    if any(keys & TITLES[name].keys() for name in names):
        return Kind.ORDERS
    if keys & TITLES["event"].keys() or any(
        _is_event(_column(top, at)) for at in range(len(titles))
    ):
        return Kind.EVENTS
    return Kind.CUSTOMERS


def _by_content(
    kind: Kind, columns: dict[str, str], titles: Sequence[str], top: Sequence[Told]
) -> None:
    checks: list[tuple[str, Callable[[Told], bool]]] = [("phone", _is_phone), ("email", _is_email)]
    if kind is Kind.EVENTS:
        checks += [("event", _is_event), ("at", _is_when), ("customer", _is_identifier)]
    if kind is Kind.ORDERS:
        checks += [("placed_at", _is_when), ("status", _is_status)]
    for name, check in checks:
        for at, title in enumerate(titles):
            if name not in columns and title not in columns.values() and check(_column(top, at)):
                columns[name] = title


def _is_told_by_line(
    columns: Mapping[str, str], titles: Sequence[str], top: Sequence[Told]
) -> bool:
    """Whether what is called the total differs between rows of one order: then it is the line's."""
    if "amount" in columns or not {"number", "total"} <= columns.keys():
        return False
    number, total = (list(titles).index(columns[name]) for name in ("number", "total"))
    told: dict[str, str] = {}
    return any(
        told.setdefault(row[number], row[total]) != row[total]
        for row in top
        if max(number, total) < len(row)
    )


def _column(top: Sequence[Told], at: int) -> list[str]:
    return [cell for row in top if at < len(row) and (cell := clean(bare(row[at])))]


def _mostly(cells: Told, holds: Callable[[str], object]) -> bool:
    return bool(cells) and sum(bool(holds(cell)) for cell in cells) >= CLAIMED_SHARE * len(cells)


def _is_phone(cells: Told) -> bool:
    return _mostly(cells, PHONE.match)


def _is_email(cells: Told) -> bool:
    return _mostly(cells, EMAIL.match)


def _is_event(cells: Told) -> bool:
    return _mostly(cells, lambda cell: cell.lower() in EVENTS_WORDS)


def _is_status(cells: Told) -> bool:
    return _mostly(cells, is_status)


def _is_when(cells: Told) -> bool:
    return _mostly(cells, looks_like_day)


def _is_identifier(cells: Told) -> bool:
    return _mostly(cells, lambda cell: re.fullmatch(r"[\w-]{1,64}", cell))


def _has_c_numbers(columns: Mapping[str, str], titles: Sequence[str], top: Sequence[Told]) -> bool:
    """Whether numbers with a C before their digits are cancellations: all of them count below zero.

    Numbers alone are no evidence: shops begin their numbers with any letter.
    """
    if not {"number", "quantity"} <= columns.keys():
        return False
    number, quantity = (list(titles).index(columns[name]) for name in ("number", "quantity"))
    counts = [
        bare(row[quantity])
        for row in top
        if max(number, quantity) < len(row) and C_NUMBER.fullmatch(bare(row[number]))
    ]
    return bool(counts) and all(count.startswith("-") for count in counts)


def _settle_clock(columns: dict[str, str], titles: Sequence[str], top: Sequence[Told]) -> None:
    """Keep a column of times of day only beside one of bare days."""
    clock = columns.pop("clock", None)
    name = next((each for each in ("placed_at", "at") if each in columns), None)
    if clock is None or name is None:
        return
    cells = {title: _column(top, at) for at, title in enumerate(titles)}
    if _mostly(cells[columns[name]], is_clock):
        # A till's `Time` was taken for the whole moment.
        columns[name], clock = clock, columns[name]
    has_days = not any(":" in cell for cell in cells[columns[name]])
    if has_days and _mostly(cells[clock], is_clock):
        columns["clock"] = clock
