"""What a person should know before he lets a withdrawal go."""

from decimal import Decimal
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Sum

from brokerdesk.core.ui import UiRequest
from brokerdesk.modules.clients.queries import client_in_scope
from brokerdesk.modules.compliance.queries import level_title

from ..beneficiaries import same_person
from ..models import Deposit, Withdrawal
from ..queries import wallet
from ..types import DepositStatus, WithdrawalStatus


def deciding_facts(request: UiRequest, row: Withdrawal) -> dict[str, Any]:
    """Wallet, level, and what came and went before; nothing where the wallet is not shown."""
    client = client_in_scope(request.actor, row.client.public_id, "cashier.wallet.view")
    if client is None:
        return {}
    lost = Q(state=DepositStatus.CHARGEBACK_LOST)
    came = Deposit.objects.filter(client_id=client.pk, psp_id=row.psp_id).exclude(lost)
    paid = Withdrawal.objects.filter(client_id=client.pk, state=WithdrawalStatus.PAID)
    return {
        "beneficiary": row.destination["name"],
        "other_name": not same_person(row.destination["name"], client.name),
        "wallet": wallet(client.pk, row.currency),
        "level": client.level,
        "level_title": level_title(client.brand_pk, client.level),
        "came": _by_currency(
            came.exclude(credited_at=None), Sum(F("received") - F("refunded"), default=Decimal(0))
        ),
        "paid": _by_currency(paid, Sum("amount")),
    }


def _by_currency(
    rows: QuerySet[Deposit] | QuerySet[Withdrawal], total: Any
) -> list[dict[str, Any]]:
    grouped = rows.order_by().values("currency").annotate(total=total, count=Count("pk"))
    return [dict(row) for row in grouped.order_by("currency")]
