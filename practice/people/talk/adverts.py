"""Adverts of people who do not belong there, and the ways they hide them from filters."""

import random
from collections.abc import Callable

from practice.people.talk.grammar import said

ADVERTS = (
    "[宝妈|在家]兼职[日结|日赚]{price}元，[手机就能做|不耽误带娃]，加微信[ID|：ID]",
    "[刷单|点赞|做任务]返佣，一单[5|8|12]元[当场结|秒到账]，有意加微信[ID]",
    "代购[海外|香港]奶粉尿裤，[全网最低|比店里便宜一半]，微信[ID]",
    "[出|转]{gear}[九成新|闲置]，还有[大量|]母婴闲置，加[微信|V]ID看图",
    "[办信用卡|贷款]不看征信，[当天放款|额度5万起]，联系[微信|电话]PHONE",
    "[祖传|老中医]推拿[治积食|退烧]，[三天见效|无效退款]，加微信ID",
    "[减肥|产后瘦身]一个月[瘦20斤|不反弹]，[不节食|喝就行]，微信ID",
    "领[红包|免费奶粉]点链接 LINK，[名额有限|先到先得]",
    "[招代理|招宝妈代理]，[零投资|一件代发]，朋友圈[轻松月入过万|躺着赚]，加微信ID",
    "[一手|工厂]货源 {diaper} {price}一箱，[扫码|加微信]进群[拿货|抢]ID",
    "[炒股|理财]群[老师免费带|稳赚]，[跟着买就行|昨天涨停]，加微信ID",
    "[疫苗|早教]课程[内部名额|转让]，[半价|{price}]，加微信ID",
)
LETTERS = "abcdefghkmnpqrstuvwxyz"
SIMILAR = {
    "微": "薇",
    "信": "芯",
    "加": "伽",
    "赚": "賺",
    "返": "反",
    "代": "贷",
    "群": "裙",
    "贷": "袋",
}
TRADITIONAL = {
    "单": "單", "赚": "賺", "钱": "錢", "无": "無", "贷": "貸", "卡": "咔", "现": "現", "联": "聯",
    "码": "碼", "领": "領", "红": "紅", "购": "購", "亲": "親", "万": "萬", "见": "見", "减": "減",
    "费": "費", "货": "貨", "发": "發", "妈": "媽", "轻": "輕", "扫": "掃", "内": "內", "个": "個",
}  # fmt: skip
PINYIN = {
    "微信": "weixin", "微": "wei", "信": "xin", "加": "jia", "兼职": "jianzhi", "刷单": "shuadan",
    "返佣": "fanyong", "贷款": "daikuan", "代理": "daili", "红包": "hongbao", "日结": "rijie",
}  # fmt: skip
SYMBOLS = {"微信": "🛰️", "加": "➕", "钱": "💰", "红包": "🧧", "电话": "📞", "微": "V", "信": "❤️"}
BETWEEN = (".", " ", "_", "-", "丶", "*", "/", "。", "★", "\u200b")
FULL_WIDTH = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}
CIRCLED = {ord("0") + digit: "⓪①②③④⑤⑥⑦⑧⑨"[digit] for digit in range(10)}

Evasion = Callable[[str, random.Random], str]


def advert(dice: random.Random) -> str:
    """An advert, hidden in one way or two; one in five is written openly."""
    text = said(ADVERTS, dice).replace("PHONE", _phone(dice)).replace("LINK", _link(dice))
    text = text.replace("ID", _account(dice))
    ways = dice.choices((0, 1, 2), (0.2, 0.55, 0.25))[0]
    for evade in dice.sample(EVASIONS, ways):
        text = evade(text, dice)
    return text


def full_width(text: str, dice: random.Random) -> str:
    return text.translate(FULL_WIDTH)


def split_up(text: str, dice: random.Random) -> str:
    """A mark between the letters of what a filter would look for."""
    mark = dice.choice(BETWEEN)
    for word in ("加微信", "微信", "兼职", "刷单", "贷款", "代理", "红包", "返佣", "推拿"):
        text = text.replace(word, mark.join(word))
    return text


def in_pinyin(text: str, dice: random.Random) -> str:
    return _replaced(text, PINYIN)


def in_traditional(text: str, dice: random.Random) -> str:
    return _replaced(text, TRADITIONAL)


def sounding_alike(text: str, dice: random.Random) -> str:
    return _replaced(text, SIMILAR)


def in_symbols(text: str, dice: random.Random) -> str:
    return _replaced(text, SYMBOLS)


def in_circles(text: str, dice: random.Random) -> str:
    return text.translate(CIRCLED)


EVASIONS: tuple[Evasion, ...] = (
    full_width,
    split_up,
    in_pinyin,
    in_traditional,
    sounding_alike,
    in_symbols,
    in_circles,
)


def _replaced(text: str, pairs: dict[str, str]) -> str:
    for plain, hidden in pairs.items():
        text = text.replace(plain, hidden)
    return text


def _account(dice: random.Random) -> str:
    return "".join(dice.choices(LETTERS, k=dice.randint(3, 5))) + str(dice.randrange(100, 99999))


def _phone(dice: random.Random) -> str:
    return f"1{dice.choice('35789')}{dice.randrange(10**9):09d}"


def _link(dice: random.Random) -> str:
    return f"http://{''.join(dice.choices(LETTERS, k=5))}.example/{dice.randrange(10**5)}"
