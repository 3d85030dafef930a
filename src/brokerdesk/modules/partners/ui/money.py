"""What a partner has coming, for pages."""

from decimal import Decimal

from ..models import Partner
from ..queries import payable
from ..queries.currencies import currencies_of


def payables(partner: Partner) -> list[tuple[str, Decimal]]:
    """What is payable per currency in which he earns; zeros included."""
    return [(currency, payable(partner, currency)) for currency in currencies_of(partner)]
