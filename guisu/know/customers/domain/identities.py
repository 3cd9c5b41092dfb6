"""Identities in their normal form: two spellings of one phone or address become one key."""

import re
from enum import IntEnum
from functools import lru_cache
from typing import NamedTuple

import phonenumbers

from guisu.ground.kernel.digests import digest128
from guisu.ground.kernel.text import clean, without_fraction

LONGEST = 200
# Between a channel and an account of it; in no channel's name.
OF = "@"
PHONE, EMAIL, ANONYMOUS, OTHER = "phone", "email", "anonymous_id", "other"
# Each account of the provider has its own for everybody.
OF_ACCOUNT = frozenset({"openid"})
USER = "user_id"
STRONG = frozenset({USER, "union_id", "external_userid"}) | OF_ACCOUNT
STRENGTH = {
    USER: 0,
    "union_id": 1,
    "external_userid": 2,
    "openid": 3,
    PHONE: 4,
    EMAIL: 5,
    OTHER: 6,
    ANONYMOUS: 7,
}
# What programs send for "nobody"; taken for an id, it would make one person of all visitors.
NOBODY = frozenset(
    {"0", "-1", "none", "null", "nil", "nan", "undefined", "true", "false", "n/a", "na", "id"}
    | {"(null)", "<null>", "(none)", r"\n", "unset", "empty", "default", "test", "email", "phone"}
    | {"anonymous", "guest", "unknown", "distinct_id", "distinctid", "user_id", "userid", "uuid"}
    | {"not_authenticated", "[object object]", "optional(nil)", "无", "未知", "匿名", "测试"}
)
# Zeros alone, and what a template left unfilled: `{{user_id}}`, `${userId}`, `<%= id %>`, `%ID%`.
_UNFILLED = re.compile(r"[0-]{8,}|\{\{.*\}\}|\$\{.*\}|<%.*%>|%[a-z_]+%|__[a-z_]+__", re.IGNORECASE)
# Made up to get past a form.
_NO_MAILBOX = re.compile(
    r"(?:no|none|null|no-?email|na|test|abc|aaa|a)"
    r"@(?:no|none|null|no-?email|na|test|abc|aaa|a|example)"
    r"\.(?:com|cn|net|org)",
)
FOLDED_DOMAINS = frozenset({"gmail.com", "googlemail.com"})
_EMAIL = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+")
_FEWEST_DIGITS = 4
# A spreadsheet's `1.39E+10` for a number too long for it, a platform's `138****8001`.
_ROUNDED = re.compile(r"[+-]?\d(?:[.,]\d+)?E\+\d+|[+-]?\d[.,]\d+E\d+", re.IGNORECASE)
_MASKED = re.compile(r"[*\u2022\u25cf]{2,}|\d[xX]{3,}\d")


class Weight(IntEnum):
    """How far a key may decide who somebody is."""

    PERSONAL = 0
    DEVICE = 1  # an anonymous id: devices are shared
    DOUBTFUL = 2  # not a valid phone or address: finds its row again, never joins two


class Key(NamedTuple):
    """An identity in normal form; `shown` is how it was given.

    `account` is whose id it is, where a provider gives one person another id for each account.
    """

    channel: str
    value: str
    shown: str
    weight: Weight
    account: str = ""

    @property
    def space(self) -> str:
        return space(self.channel, self.account)

    @property
    def name(self) -> tuple[str, str]:
        return self.space, self.value

    @property
    def strength(self) -> int:
        """Smaller decides first."""
        return self.weight * 10 + STRENGTH[self.channel]


@lru_cache(maxsize=65_536)
def spoilt(value: str) -> str:
    """Why a value can name nobody any more: `lost_digits`, `masked`; empty: it can.

    Many people's numbers look alike once their last digits are gone.
    """
    if _ROUNDED.fullmatch(value):
        return "lost_digits"
    return "masked" if _MASKED.search(value) else ""


@lru_cache(maxsize=65_536)
def normal(channel: str, value: str, region: str) -> Key | None:
    """The key of a claim; None when it names nobody. `region` (`CN`) is where bare phones are from.

    A number that is no valid phone keeps its digits without a leading `+`, so that nobody is
    lost and `is_doubtful` can tell.
    """
    shown = clean(value)
    if not shown or is_nobody(shown) or spoilt(shown):
        return None
    if channel == PHONE:
        return _phone(shown, region)
    if channel == EMAIL:
        return _email(shown)
    if channel not in STRENGTH:
        return _other(channel, shown)
    if channel in STRONG:
        shown = without_fraction(shown)
    weight = Weight.DEVICE if channel == ANONYMOUS else Weight.PERSONAL
    return Key(channel, bounded(shown), shown[:LONGEST], weight)


def given_by(account: str, key: Key) -> Key:
    """`key` as one account of its provider knows it; empty: nobody said which, or all alike.

    Of those that each account has of its own, one without an account is just some other id.
    """
    if account:
        return key._replace(account=account)
    return _other(key.channel, key.shown) if key.channel in OF_ACCOUNT else key


def _other(channel: str, shown: str) -> Key:
    told = f"{channel}:{shown}"
    return Key(OTHER, bounded(told), told[:LONGEST], Weight.PERSONAL)


def is_nobody(value: str) -> bool:
    """Whether programs send `value` for everybody whom they do not know."""
    return " ".join(value.casefold().split()) in NOBODY or _UNFILLED.fullmatch(value) is not None


def space(channel: str, account: str) -> str:
    """Within which a value is one person's: the channel, or one account of it."""
    return f"{channel}{OF}{account}" if account else channel


def parted(name_space: str) -> tuple[str, str]:
    """The channel and the account of a `space`."""
    channel, _, account = name_space.partition(OF)
    return channel, account


def is_doubtful(channel: str, value: str) -> bool:
    """Whether a stored identity is a phone or address that cannot be one."""
    if channel == PHONE:
        return not value.startswith("+")
    return channel == EMAIL and not _EMAIL.fullmatch(value)


def bounded(value: str) -> str:
    """`value`, or its beginning and a digest of the whole: cut ends would make two ids one."""
    return value if len(value) <= LONGEST else f"{value[:160]}~{digest128(value)}"


def folded(address: str) -> str:
    """An e-mail address as its owner's mailbox sees it: Gmail ignores dots and +tags."""
    address = clean(address).casefold()
    local, _, domain = address.rpartition("@")
    if domain in FOLDED_DOMAINS:
        local = local.split("+", 1)[0].replace(".", "")
        return f"{local}@gmail.com"
    return address


def _phone(shown: str, region: str) -> Key | None:
    digits = "".join(ch for ch in shown if ch.isdigit())
    if len(digits) < _FEWEST_DIGITS or len(set(digits)) == 1:
        return None
    number = _dialled(shown, region)
    if number:
        return Key(PHONE, number, shown[:LONGEST], Weight.PERSONAL)
    return Key(PHONE, bounded(digits), shown[:LONGEST], Weight.DOUBTFUL)


def _dialled(shown: str, region: str) -> str:
    """E.164, or empty. A number may come with its country's code and no `+`: 86138..."""
    for given in (shown, f"+{shown.lstrip('+')}"):
        try:
            parsed = phonenumbers.parse(given, region)
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_valid_number(parsed):
            return str(phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164))
    return ""


def _email(shown: str) -> Key | None:
    address = bounded(folded(shown))
    local = address.rpartition("@")[0]
    if ("@" in address and not local) or _NO_MAILBOX.fullmatch(address):
        return None
    weight = Weight.PERSONAL if _EMAIL.fullmatch(address) else Weight.DOUBTFUL
    return Key(EMAIL, address, shown[:LONGEST], weight)
