"""Money as whole minor units (fen, cents) with its ISO 4217 currency."""

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


def exponent(currency: str) -> int:
    """Decimals of the currency's minor unit."""
    return EXPONENTS.get(currency, 2)


def minor_units(amount: str | Decimal, currency: str) -> int:
    """`"1,234.5"` in CNY as 123450. Halves of a minor unit round away from zero.

    Raises `ValueError` for anything that is not a finite number.
    """
    try:
        value = Decimal(str(amount).replace(",", "").strip().lstrip("¥$€£￥"))
    except InvalidOperation as error:
        raise ValueError(f"not an amount: {amount!r}") from error
    if not value.is_finite():
        raise ValueError(f"not an amount: {amount!r}")
    return int(value.scaleb(exponent(currency)).quantize(Decimal(1), rounding=ROUND_HALF_UP))
