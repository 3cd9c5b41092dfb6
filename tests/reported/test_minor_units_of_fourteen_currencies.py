"""ISO 4217 gives some currencies no decimals and some three."""

import pytest

from guisu.ground.kernel.money import minor_units

WHOLE = "XAF XOF XPF PYG UGX RWF GNF BIF DJF KMF VUV"
THOUSANDTHS = "OMR IQD LYD"


@pytest.mark.xfail(reason="unlisted currencies count as having two decimals", raises=AssertionError)
@pytest.mark.parametrize(
    ("code", "amount", "minor"),
    [
        *((code, "500", 500) for code in WHOLE.split()),
        *((code, "1.234", 1234) for code in THOUSANDTHS.split()),
    ],
)
def test_minor_units_are_those_of_iso_4217(code: str, amount: str, minor: int) -> None:
    assert minor_units(amount, code) == minor
