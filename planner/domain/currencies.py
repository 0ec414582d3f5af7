"""Smallest units of currencies, as ISO 4217 lists them: amounts are counted, added and shown in these."""

from decimal import Decimal

USUAL_DIGITS = 2
DIGITS: dict[str, int] = {
    **dict.fromkeys(
        (
            *(
                "BIF",
                "CLP",
                "DJF",
                "GNF",
                "ISK",
                "JPY",
                "KMF",
                "KRW",
                "PYG",
                "RWF",
                "UGX",
                "UYI",
                "VND",
                "VUV",
            ),
            *("XAF", "XOF", "XPF"),
        ),
        0,
    ),
    **dict.fromkeys(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"), 3),
    **dict.fromkeys(("CLF", "UYW"), 4),
}
"""Decimals of the currencies that have not two (ISO 4217:2015, list one)."""


def minor_digits(currency: str) -> int:
    """Decimals of a currency: 2 for USD and for codes that are not listed, 0 for JPY, 3 for KWD."""
    return DIGITS.get(currency, USUAL_DIGITS)


def units_in(currency: str) -> int:
    """Smallest units in one: 100 for USD, 1 for JPY."""
    return int(10 ** minor_digits(currency))


def from_units(units: int, currency: str) -> Decimal:
    """An amount of so many smallest units, with the decimals of its currency."""
    return Decimal(units).scaleb(-minor_digits(currency))


def nothing(currency: str) -> Decimal:
    """No money, with the decimals of the currency: sums that begin with it keep them."""
    return from_units(0, currency)


def step(currency: str) -> Decimal:
    """The smallest unit as an amount, to round to."""
    return from_units(1, currency)


def plain_amount(amount: Decimal, currency: str) -> str:
    """For programs: 1234.50 USD, 1234 JPY."""
    return f"{amount:.{minor_digits(currency)}f}"


def shown_amount(amount: Decimal, currency: str) -> str:
    """For people, without the currency: 1,234.50 USD, 1,234 JPY."""
    return f"{amount:,.{minor_digits(currency)}f}"
