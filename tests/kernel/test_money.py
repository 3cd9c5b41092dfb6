"""Money is counted in whole minor units and never loses one."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guisu.ground.kernel.money import EXPONENTS, Money, exponent, minor_units

currencies = st.sampled_from(["CNY", "USD", *EXPONENTS])
amounts = st.integers(-(10**15), 10**15)


@given(minor=amounts, currency=currencies)
def test_what_is_shown_reads_back_as_the_same_amount(minor: int, currency: str) -> None:
    shown = Money(minor, currency).shown()

    digits = "".join(ch for ch in shown if ch in "-.0123456789,")
    assert minor_units(digits, currency) == minor


@given(minor=amounts, currency=currencies)
def test_whole_minor_units_survive_a_decimal(minor: int, currency: str) -> None:
    assert minor_units(Decimal(minor).scaleb(-exponent(currency)), currency) == minor


@pytest.mark.parametrize(
    ("text", "currency", "minor"),
    [
        ("1,234.5", "CNY", 123450),
        (" ¥12.34 ", "CNY", 1234),
        ("￥12", "CNY", 1200),
        ("0.005", "USD", 1),
        ("-0.005", "USD", -1),
        ("0.0049", "USD", 0),
        ("1200", "JPY", 1200),
        ("1.5", "KWD", 1500),
        ("1e3", "CNY", 100000),
    ],
)
def test_amounts_as_files_write_them(text: str, currency: str, minor: int) -> None:
    assert minor_units(text, currency) == minor


@pytest.mark.parametrize(
    ("currency", "amount", "minor"),
    [
        *((currency, "1.234", 1234) for currency in ("IQD", "LYD", "OMR")),
        *((code, "500", 500) for code in ("BIF", "DJF", "GNF", "KMF", "PYG", "RWF", "UGX")),
        *((code, "500", 500) for code in ("VUV", "XAF", "XOF", "XPF")),
        *((currency, "5", 500) for currency in ("COP", "IDR", "HUF", "TWD", "MGA", "MRU")),
        ("CLF", "1.2345", 12345),
    ],
)
def test_minor_units_are_iso_4217s_and_not_those_of_the_till(
    currency: str, amount: str, minor: int
) -> None:
    assert minor_units(amount, currency) == minor
    assert Money(minor, currency).plain() == Decimal(amount)


@pytest.mark.parametrize("text", ["", "free", "NaN", "Infinity", "12..3", "--1"])
def test_what_is_no_amount_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not an amount"):
        minor_units(text, "CNY")


def test_money_is_shown_with_symbol_thousands_and_its_own_decimals() -> None:
    assert str(Money(123456, "CNY")) == "¥1,234.56"
    assert str(Money(-5, "USD")) == "-$0.05"
    assert str(Money(1200, "JPY")) == "JP¥1,200"
    assert str(Money(1, "CHF")) == "CHF 0.01"
    assert str(Money(5000, "XOF")) == "XOF 5,000"
