"""Payment methods, deposits, withdrawals, transfers, refunds and their history."""

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from ..errors import DepositNotFound, PspNotFound, TransferNotFound, WithdrawalNotFound
from ..models import Deposit, Psp, Refund, StateChange, Transfer, Withdrawal
from ..rows import (
    deposit_row,
    history_row,
    psp_row,
    refund_row,
    transfer_row,
    withdrawal_row,
)
from ..types import DepositRow, HistoryRow, PspRow, RefundRow, TransferRow, WithdrawalRow

UNSHOWN = ("client__search", "psp__config")  # long, and to be decrypted


def deposits() -> QuerySet[Deposit]:
    """All deposits with what their rows need."""
    return Deposit.objects.select_related("client", "psp").defer(*UNSHOWN)


def withdrawals() -> QuerySet[Withdrawal]:
    """All withdrawals with what their rows need."""
    return Withdrawal.objects.select_related("client", "psp").defer(*UNSHOWN)


def transfers() -> QuerySet[Transfer]:
    """All transfers with what their rows need."""
    return Transfer.objects.select_related("client", "account").defer("client__search")


def refunds() -> QuerySet[Refund]:
    """All refunds with what their rows need, newest first."""
    rows = Refund.objects.select_related("deposit", "deposit__psp").order_by("-pk")
    return rows.defer("deposit__psp__config")


def psp(psp_id: str) -> PspRow:
    """One payment method by its public id or code.

    Raises:
        PspNotFound: there is none.
    """
    rows = Psp.objects.select_related("brand")
    found = rows.filter(public_id=psp_id).first() or rows.filter(code=psp_id).first()
    if found is None:
        raise PspNotFound(_("there is no such payment method"))
    return psp_row(found)


def all_psps() -> list[PspRow]:
    """All payment methods, by brand and order."""
    rows = Psp.objects.select_related("brand").order_by("brand__name", "sort", "pk")
    return [psp_row(p) for p in rows]


def methods_for(brand_pk: int, way: str, currency: str = "") -> list[PspRow]:
    """The methods that a brand's clients may use; `way` is "deposit" or "withdrawal"."""
    rows = Psp.objects.select_related("brand").filter(brand_id=brand_pk, enabled=True)
    rows = (
        rows.filter(deposit_enabled=True)
        if way == "deposit"
        else rows.filter(withdrawal_enabled=True)
    )
    if currency:
        rows = rows.filter(currencies__contains=[currency])
    return [psp_row(p) for p in rows.order_by("sort", "pk")]


def deposit(deposit_id: str) -> DepositRow:
    """One deposit.

    Raises:
        DepositNotFound: there is none.
    """
    found = deposits().filter(public_id=deposit_id).first()
    if found is None:
        raise DepositNotFound(_("there is no such deposit"))
    return deposit_row(found)


def deposit_of_key(client_pk: int, key: str) -> str | None:
    """The public id of the deposit that a client asked for with a key."""
    rows = Deposit.objects.filter(client_id=client_pk, key=key)
    return rows.values_list("public_id", flat=True).first()


def deposits_of(client_pk: int, *, limit: int = 50) -> list[DepositRow]:
    """A client's deposits, newest first."""
    return [deposit_row(d) for d in deposits().filter(client_id=client_pk).order_by("-pk")[:limit]]


def withdrawal(withdrawal_id: str) -> WithdrawalRow:
    """One withdrawal.

    Raises:
        WithdrawalNotFound: there is none.
    """
    found = withdrawals().filter(public_id=withdrawal_id).first()
    if found is None:
        raise WithdrawalNotFound(_("there is no such withdrawal"))
    return withdrawal_row(found)


def withdrawals_of(client_pk: int, *, limit: int = 50) -> list[WithdrawalRow]:
    """A client's withdrawals, newest first."""
    rows = withdrawals().filter(client_id=client_pk).order_by("-pk")[:limit]
    return [withdrawal_row(w) for w in rows]


def transfer(transfer_id: str) -> TransferRow:
    """One transfer.

    Raises:
        TransferNotFound: there is none.
    """
    found = transfers().filter(public_id=transfer_id).first()
    if found is None:
        raise TransferNotFound(_("there is no such transfer"))
    return transfer_row(found)


def transfers_of(client_pk: int, *, limit: int = 50) -> list[TransferRow]:
    """A client's transfers, newest first."""
    rows = transfers().filter(client_id=client_pk).order_by("-pk")[:limit]
    return [transfer_row(t) for t in rows]


def refunds_of(deposit_id: str) -> list[RefundRow]:
    """A deposit's refunds that staff started, newest first."""
    return [refund_row(r) for r in refunds().filter(deposit__public_id=deposit_id)]


def refunds_of_client(client_pk: int, *, limit: int = 50) -> list[RefundRow]:
    """A client's refunds that staff started, newest first."""
    return [refund_row(r) for r in refunds().filter(deposit__client_id=client_pk)[:limit]]


def history_of(*subjects: str) -> list[HistoryRow]:
    """The changes of state of a deposit, withdrawal, transfer or refunds, oldest first."""
    rows = StateChange.objects.filter(subject__in=subjects)
    return [history_row(c) for c in rows.order_by("pk")]
