"""What the cashier shows on other rooms' pages."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from brokerdesk.core.texts import translated
from brokerdesk.core.ui import (
    Panel,
    SearchHit,
    TimelineItem,
    UiRequest,
    counter,
    panel,
    search,
    timeline,
    url,
)
from brokerdesk.core.ui.panels import may_see
from brokerdesk.core.ui.texts import money_text
from brokerdesk.core.words import words
from brokerdesk.kit.clock import now
from brokerdesk.modules.clients.queries import client, client_in_scope

from ..models import Deposit, Transfer, Withdrawal
from ..queries import wallets
from ..types import DepositStatus, TransferStatus, WithdrawalStatus
from . import scope
from .signs import deposit_sign, transfer_sign, withdrawal_sign

SHOWN = ("public_id", "amount", "currency", "state", "created_at")
LIVE = ("deposit.", "withdrawal.", "transfer.")
WALLET_LIVE = (
    *LIVE, "prop.order_paid", "prop.order_refunded", "prop.payout_paid", "prop.prize_paid",
    "commission.paid", "rebate.paid",
)  # fmt: skip
"""What moves a wallet: also what rooms above book there."""
WAITING = Q(
    state__in=[
        WithdrawalStatus.REQUESTED,
        WithdrawalStatus.SECOND_APPROVAL,
        WithdrawalStatus.REVIEW,
    ]
) | Q(state=WithdrawalStatus.APPROVED, psp__manual=True)
LOOKED_AT = Q(state=DepositStatus.REVIEW) | Q(
    state=DepositStatus.PENDING, psp__manual=True, proofs__isnull=False
)


@panel(
    "client_card",
    title=_("Wallets"),
    order=20,
    permission="cashier.wallet.view",
    live=WALLET_LIVE,
    icon="wallet",
)
def client_wallets(request: UiRequest, client_id: str) -> Panel | None:
    """The client's wallets and his latest money."""
    row = client_in_scope(request.actor, client_id, "cashier.wallet.view")
    if row is None:
        return None
    of_client = Q(client_id=row.pk)
    transfers = Transfer.objects.filter(of_client)
    return Panel(
        "cashier/panels/wallets.html",
        {
            "wallets": wallets(row.pk),
            "moves": _newest_first(
                deposit=Deposit.objects.filter(of_client).values(*SHOWN),
                withdrawal=Withdrawal.objects.filter(of_client).values(*SHOWN),
                transfer=transfers.values(*SHOWN, "reason", "direction", "account__login"),
            ),
        },
    )


def _newest_first(**kinds: QuerySet[Any, dict[str, Any]]) -> list[dict[str, Any]]:
    """The latest five of each kind, in one order."""
    rows = [
        {**row, "kind": kind, "sign": _sign(kind, row)}
        for kind, of in kinds.items()
        for row in of.order_by("-pk")[:5]
    ]
    return sorted(rows, key=lambda row: row["created_at"], reverse=True)


def _sign(kind: str, row: dict[str, Any]) -> str:
    if kind == "transfer":
        return transfer_sign(row["state"], row["direction"])
    return (deposit_sign if kind == "deposit" else withdrawal_sign)(row["state"])


@panel(
    "office_dashboard",
    title=_("Money in and out, last 24 h"),
    order=40,
    permission="cashier.deposit.view",
    live=("deposit.credited", "withdrawal.paid"),
    width=6,
    icon="cash",
)
def flows(request: UiRequest) -> Panel:
    """Credited and paid out by currency, and what is left of it."""
    since = now() - timedelta(days=1)
    came = _sums(scope.deposits(request).filter(credited_at__gte=since), "received")
    went = _sums(scope.withdrawals(request).filter(paid_at__gte=since), "amount")
    zero = (Decimal(0), 0)
    rows = [
        {
            "currency": currency,
            "came": came.get(currency, zero),
            "went": went.get(currency, zero),
            "net": came.get(currency, zero)[0] - went.get(currency, zero)[0],
        }
        for currency in sorted({*came, *went})
    ]
    return Panel("cashier/panels/flows.html", {"rows": rows})


def _sums(
    rows: QuerySet[Deposit] | QuerySet[Withdrawal], column: str
) -> dict[str, tuple[Decimal, int]]:
    grouped = rows.order_by().values("currency").annotate(total=Sum(column), count=Count("pk"))
    return {g["currency"]: (g["total"], g["count"]) for g in grouped}


@panel(
    "office_dashboard",
    title=_("Payment providers"),
    order=55,
    permission="cashier.psp.view",
    live=("psp.",),
    width=6,
    icon="credit-card",
)
@panel(
    "office_operations",
    title=_("Payment providers"),
    order=20,
    permission="cashier.psp.view",
    live=("psp.",),
    icon="credit-card",
)
def providers(request: UiRequest) -> Panel:
    """Health of each payment method."""
    return Panel("cashier/panels/psps.html", {"psps": scope.psps(request).order_by("title")})


@panel(
    "portal_home",
    title=_("Wallets"),
    order=20,
    permission="cashier.wallet.view",
    live=WALLET_LIVE,
    icon="wallet",
)
def home_wallets(request: UiRequest) -> Panel:
    """The client's own wallets."""
    return Panel(
        "cashier/panels/portal_wallets.html",
        {"wallets": wallets(request.client.pk)},
        actions=(
            (_("Deposit"), url("portal", "cashier.deposit_new")),
            (_("Withdraw"), url("portal", "cashier.withdraw")),
        ),
    )


@timeline("client", permission="cashier.deposit.view")
def deposit_items(client_id: str, *, limit: int, before: datetime | None) -> list[TimelineItem]:
    """Deposits of a client."""
    rows = Deposit.objects.filter(client_id=client(client_id).pk)
    return _items(rows, _t("Deposit of %(amount)s"), "deposit", limit, before)


@timeline("client", permission="cashier.withdrawal.view")
def withdrawal_items(client_id: str, *, limit: int, before: datetime | None) -> list[TimelineItem]:
    """Withdrawals of a client."""
    rows = Withdrawal.objects.filter(client_id=client(client_id).pk)
    return _items(rows, _t("Withdrawal of %(amount)s"), "withdrawal", limit, before)


@timeline("client", permission="cashier.transfer.view")
def transfer_items(client_id: str, *, limit: int, before: datetime | None) -> list[TimelineItem]:
    """Transfers of a client."""
    rows = Transfer.objects.filter(client_id=client(client_id).pk)
    return _items(rows, _t("Transfer of %(amount)s"), "transfer", limit, before)


def _items(
    rows: QuerySet[Deposit] | QuerySet[Withdrawal] | QuerySet[Transfer],
    title: str,
    kind: str,
    limit: int,
    before: datetime | None,
) -> list[TimelineItem]:
    if before is not None:
        rows = rows.filter(created_at__lt=before)
    found = rows.order_by("-created_at").values(*SHOWN, "reason", "requested_by")
    return [
        TimelineItem(
            row["created_at"],
            "money",
            title % {"amount": money_text(row["amount"], row["currency"])},
            f"{words(row['state'])} {translated(row['reason'])}".strip(),
            url("backoffice", f"cashier.{kind}", **{f"{kind}_id": row["public_id"]}),
            row["requested_by"],
        )
        for row in found[:limit]
    ]


@counter(
    "withdrawals_waiting",
    title=_("Withdrawals to decide"),
    url_name="cashier.withdrawals",
    permission="cashier.withdrawal.view",
    live=("withdrawal.",),
)
def withdrawals_waiting(request: UiRequest) -> int:
    """Withdrawals that wait for the actor: as finance, as compliance, or as both."""
    queues = {
        "cashier.withdrawal.approve": WAITING,
        "cashier.withdrawal.review": Q(state=WithdrawalStatus.COMPLIANCE_REVIEW),
    }
    return sum(
        scope.withdrawals(request, right).filter(queue).count()
        for right, queue in queues.items()
        if may_see(request, right)
    )


@counter(
    "transfers_waiting",
    title=_("Transfers to look at"),
    url_name="cashier.transfers",
    permission="cashier.transfer.settle",
    live=("transfer.",),
)
def transfers_waiting(request: UiRequest) -> int:
    """Transfers in review, and corrected ones whose wallet lacked something."""
    looked_at = Q(state=TransferStatus.REVIEW) | Q(shortfall__gt=0)
    return scope.transfers(request, "cashier.transfer.settle").filter(looked_at).count()


@counter(
    "deposits_waiting",
    title=_("Wires to confirm"),
    url_name="cashier.deposits",
    permission="cashier.deposit.confirm",
    live=("deposit.",),
)
def deposits_waiting(request: UiRequest) -> int:
    """Wires with a proof, and deposits in review."""
    rows = scope.deposits(request, "cashier.deposit.confirm").filter(LOOKED_AT)
    return rows.order_by().values("pk").distinct().count()


@search("cashier", permission="cashier.deposit.view", title=_("Money"), order=40)
def find(request: UiRequest, text: str) -> list[SearchHit]:
    """Deposits, withdrawals and transfers by their references."""
    deposits = scope.deposits(request).filter(scope.deposit_named(text))
    withdrawals = scope.withdrawals(request).filter(scope.withdrawal_named(text))
    transfers = scope.transfers(request).filter(scope.transfer_named(text))
    return [
        *(_hit("deposit", row, row.reference) for row in deposits[:5]),
        *(_hit("withdrawal", row, row.public_id) for row in withdrawals[:5]),
        *(_hit("transfer", row, row.public_id) for row in transfers[:5]),
    ]


def _hit(kind: str, row: Deposit | Withdrawal | Transfer, name: str) -> SearchHit:
    return SearchHit(
        name,
        f"{money_text(row.amount, row.currency)} · {words(row.state)}",
        url("backoffice", f"cashier.{kind}", **{f"{kind}_id": row.public_id}),
    )
