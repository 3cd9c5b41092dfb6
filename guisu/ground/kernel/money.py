"""Money as whole minor units (fen, cents) with its ISO 4217 currency."""

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

# ISO 4217's minor units where they are not hundredths. Other tables round by what is usual in
# cash (IQD, COP, IDR and HUF to 0): amounts are stored by these.
# https://www.six-group.com/en/products-services/financial-information/data-standards.html
EXPONENTS = {
    **dict.fromkeys(("BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF"), 0),
    **dict.fromkeys(("UGX", "UYI", "VND", "VUV", "XAF", "XOF", "XPF"), 0),
    **dict.fromkeys(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"), 3),
    **dict.fromkeys(("CLF", "UYW"), 4),
}
# Active codes of ISO 4217's table of currencies, less precious metals, units of account and tests.
_CODES = """
    AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN
    BWP BYN BZD CAD CDF CHF CLF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR
    FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD
    JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT
    MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG
    QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS
    TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYI UYU UYW UZS VED VES VND VUV WST XAF XCD XCG
    XOF XPF YER ZAR ZMW ZWG
"""
CODES = frozenset(_CODES.split())
NAMED = {
    **dict.fromkeys(("RMB", "CNH", "人民币", "人民幣", "元", "圆", "¥", "￥", "YUAN"), "CNY"),
    "$": "USD",
    "US$": "USD",
    "美元": "USD",
    "€": "EUR",
    "欧元": "EUR",
    "£": "GBP",
    "HK$": "HKD",
    "港币": "HKD",
    "港元": "HKD",
    "NT$": "TWD",
    "新台币": "TWD",
    "日元": "JPY",
}
_AMOUNT = re.compile(
    r"(?P<before>[^\d\s.+-]*)\s*(?P<number>[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)"
    r"\s*(?P<behind>[^\d.]*)"
)
SYMBOLS = {"CNY": "¥", "USD": "$", "EUR": "€", "GBP": "£", "HKD": "HK$", "TWD": "NT$", "JPY": "JP¥"}


@dataclass(frozen=True, slots=True)
class Money:
    """`minor` whole minor units of `currency`; 1,234 CNY minor units are ¥12.34."""

    minor: int
    currency: str

    def __str__(self) -> str:
        return self.shown()

    def shown(self) -> str:
        """`¥1,234.50`: symbol or code, thousands, the currency's own number of decimals."""
        places = exponent(self.currency)
        sign = "-" if self.minor < 0 else ""
        amount = Decimal(abs(self.minor)).scaleb(-places)
        return f"{sign}{SYMBOLS.get(self.currency, self.currency + ' ')}{amount:,.{places}f}"

    def plain(self) -> Decimal:
        """`1234.50`: a number, for files."""
        return Decimal(self.minor).scaleb(-exponent(self.currency))


def currency_code(told: str) -> str:
    """The ISO 4217 code that a word or a sign means (`rmb`, `￥` -> `CNY`); empty: none we know."""
    word = told.strip().upper()
    code = NAMED.get(word, word)
    return code if code in CODES else ""


def exponent(currency: str) -> int:
    """Decimals of the currency's minor unit."""
    return EXPONENTS.get(currency, 2)


def minor_units(amount: str | Decimal, currency: str) -> int:
    """`"1,234.5"`, `"¥12.5"`, `"12.50 CNY"` in CNY. Halves of a minor unit round away from zero.

    Raises `ValueError` for anything that is not a finite number.
    """
    found = _AMOUNT.fullmatch(str(amount).replace(",", "").strip())
    signs = [found["before"], found["behind"]] if found else []
    if not found or any(sign and not currency_code(sign) for sign in signs):
        raise ValueError(f"not an amount: {amount!r}")
    try:
        value = Decimal(found["number"])
    except InvalidOperation as error:
        raise ValueError(f"not an amount: {amount!r}") from error
    if not value.is_finite():
        raise ValueError(f"not an amount: {amount!r}")
    return int(value.scaleb(exponent(currency)).quantize(Decimal(1), rounding=ROUND_HALF_UP))
