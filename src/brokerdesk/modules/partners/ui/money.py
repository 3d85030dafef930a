"""Money of partners, for pages."""

from decimal import Decimal

from brokerdesk.core.ui.texts import money_text, number_text, places_of
from brokerdesk.kit.money import scale_of

from ..models import Adjustment, Partner
from ..queries import payable
from ..queries.currencies import currencies_of


def payables(partner: Partner) -> list[tuple[str, Decimal]]:
    """What is payable per currency in which he earns; zeros included."""
    return [(currency, payable(partner, currency)) for currency in currencies_of(partner)]


def about(amount: Decimal | None, asset: str) -> str:
    """An amount that is only compared, rounded to its asset's unit; a dash for what is unknown."""
    return money_text(None if amount is None else round(amount, scale_of(asset)), asset)


def corrected(row: Adjustment) -> str:
    """What a correction does: 6.00 → 10.50 (+4.50) USD of a line, else its sum.

    Needs `accrual` joined, or it asks for it.
    """
    if row.accrual is None:
        return money_text(row.amount.normalize(), row.currency)
    was = row.accrual.amount
    before, after, change = (
        number_text(value, places_of(value, row.currency))
        for value in (was, was + row.amount, row.amount)
    )
    sign = "+" if row.amount > 0 else ""
    return f"{before} → {after} ({sign}{change})\u00a0{row.currency}"
