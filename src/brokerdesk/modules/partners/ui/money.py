"""Money of partners, for pages."""

from decimal import Decimal

from brokerdesk.core.ui.texts import money_text
from brokerdesk.kit.money import scale_of

from ..models import Partner
from ..queries import payable
from ..queries.currencies import currencies_of


def payables(partner: Partner) -> list[tuple[str, Decimal]]:
    """What is payable per currency in which he earns; zeros included."""
    return [(currency, payable(partner, currency)) for currency in currencies_of(partner)]


def about(amount: Decimal, asset: str) -> str:
    """An amount that is only compared, rounded to its asset's unit."""
    return money_text(round(amount, scale_of(asset)), asset)
