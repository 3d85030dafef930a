"""Amounts on the provider's wire: integers in minor units."""

_DECIMALS = dict.fromkeys(("JPY", "KRW", "VND", "CLP"), 0) | dict.fromkeys(
    ("KWD", "BHD", "JOD", "OMR", "TND"), 3
)


def decimals(currency: str) -> int:
    """Number of decimals of a currency (ISO 4217)."""
    return _DECIMALS.get(currency, 2)


def _unit(currency: str) -> int:
    return {0: 1, 2: 100, 3: 1000}[decimals(currency)]


def shown(amount: int, currency: str) -> str:
    """Write minor units as people read them, such as `1,250.00 USD`."""
    places = decimals(currency)
    whole, rest = divmod(abs(amount), 10**places)
    tail = f".{rest:0{places}}" if places else ""
    return f"{'-' if amount < 0 else ''}{whole:,}{tail} {currency}"


def card_fee(amount: int, currency: str) -> int:
    """Fee of a card payment: 2.9 % rounded half up, plus 0.30."""
    fixed = 30 * _unit(currency) // 100
    return (amount * 29 + 500) // 1000 + fixed


def payout_fee(currency: str) -> int:
    """Fee of a payout: 1.00."""
    return _unit(currency)


def dispute_fee(currency: str) -> int:
    """Fee of a chargeback: 15.00."""
    return 15 * _unit(currency)
