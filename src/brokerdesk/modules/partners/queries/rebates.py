"""What clients got back of the commission on their trades."""

from collections import defaultdict
from decimal import Decimal
from typing import NamedTuple

from django.db.models import QuerySet, Sum

from brokerdesk.core.db import read_rows
from brokerdesk.modules.ledger.queries import accounts_of, balances

from ..models import Accrual, RebatePayout

_GIVEN = """
SELECT a.currency, sum(a.amount)
FROM trading_account t
JOIN trading_deal d ON d.account_id = t.id
JOIN partners_accrual a ON a.deal_id = d.id AND a.level = 0 AND a.partner_id IS NOT NULL
WHERE t.client_id = %s GROUP BY 1 ORDER BY 1
"""


class RebateSum(NamedTuple):
    """A client's rebates in one currency: given by deals, paid into his wallet, not paid yet."""

    currency: str
    given: Decimal
    paid: Decimal
    payable: Decimal


def rebate_lines(client_pk: int) -> QuerySet[Accrual]:
    """A client's rebates and what took them back, with their deals. A rebate has level 0."""
    rows = Accrual.objects.select_related("deal").filter(level=0, partner__isnull=False)
    return rows.filter(deal__account__client_id=client_pk)


def rebate_payouts(client_pk: int) -> QuerySet[RebatePayout]:
    """What a client was paid, newest first."""
    return RebatePayout.objects.filter(client_id=client_pk).order_by("-pk")


def rebate_sums(client_pk: int, client_id: str) -> list[RebateSum]:
    """What a client got back by currency; none for a client without rebates."""
    prefix = f"client:{client_id}:rebate:"
    owed = [row for row in accounts_of(f"client:{client_id}") if row.code.startswith(prefix)]
    if not owed:
        return []
    known = balances([row.code for row in owed])
    given: dict[str, Decimal] = defaultdict(Decimal, read_rows(_GIVEN, [client_pk]))
    paid = dict(
        RebatePayout.objects.filter(client_id=client_pk)
        .values_list("currency")
        .annotate(total=Sum("amount"))
    )
    return [
        RebateSum(row.asset, given[row.asset], paid.get(row.asset, Decimal(0)), known[row.code])
        for row in owed
    ]
