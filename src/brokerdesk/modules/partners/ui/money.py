"""What a partner has coming, for pages."""

from decimal import Decimal

from ..models import Partner, Plan
from ..queries import payable


def payables(partner: Partner) -> list[tuple[str, Decimal]]:
    """What is payable per currency of his brand's plans; zeros included."""
    currencies = Plan.objects.filter(brand_id=partner.brand_id).values_list("currency", flat=True)
    return [(currency, payable(partner, currency)) for currency in sorted(set(currencies))]
