"""What goes in and out over REST. Amounts are decimal strings."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from brokerdesk.core.rest import Amount, In, Out

from ..models import Deposit, Transfer, Withdrawal
from ..rows import deposit_row, transfer_row, withdrawal_row
from ..types import DepositRow, PspRow, TransferRow, WithdrawalRow

Id = Annotated[str, Field(min_length=1, max_length=40)]
Currency = Annotated[str, Field(pattern=r"^[A-Z0-9]{3,8}$")]


class MethodOut(Out):
    """A payment method of the key's brand."""

    id: str
    title: str
    manual: bool
    currencies: list[str]
    deposits: bool
    withdrawals: bool


class WalletOut(Out):
    """A client's money of one asset."""

    asset: str
    available: Amount
    reserved: Amount


class DepositOut(Out):
    """A deposit. `redirect_url` is where the client pays, once it is there."""

    id: str
    reference: str
    client_id: str
    method_id: str
    amount: Amount
    currency: str
    received: Amount
    fee: Amount
    refunded: Amount
    state: str
    reason: str
    redirect_url: str
    created_at: datetime
    credited_at: datetime | None


class WithdrawalOut(Out):
    """A withdrawal. `destination` is masked."""

    id: str
    client_id: str
    method_id: str
    amount: Amount
    fee: Amount
    currency: str
    destination: str
    state: str
    reason: str
    created_at: datetime
    paid_at: datetime | None


class TransferOut(Out):
    """A transfer between wallet and trading account.

    `correction` came into the wallet (+) or left it (-) beyond `amount`, because the platform
    changed the transfer's deal.
    """

    id: str
    client_id: str
    account_id: str
    login: int | None
    direction: str
    amount: Amount
    currency: str
    state: str
    reason: str
    correction: Amount
    created_at: datetime
    completed_at: datetime | None


class DepositIn(In):
    """A deposit to start."""

    client_id: Id
    method_id: Id
    amount: Amount
    currency: Currency
    return_url: Annotated[str, Field(max_length=500, pattern=r"^(https?://.*)?$")] = ""


class DestinationIn(In):
    """A beneficiary."""

    account: Annotated[str, Field(max_length=64)]
    name: Annotated[str, Field(max_length=120)]
    bank: Annotated[str, Field(max_length=120)] = ""


class WithdrawalIn(In):
    """A withdrawal to request; people of the brokerage decide it."""

    client_id: Id
    method_id: Id
    amount: Amount
    currency: Currency
    destination: DestinationIn


class TransferIn(In):
    """A transfer; `direction` is to_account or to_wallet."""

    client_id: Id
    account_id: Id
    direction: Annotated[str, Field(pattern="^to_(account|wallet)$")]
    amount: Amount
    currency: Annotated[str, Field(pattern=r"^([A-Z0-9]{3,8})?$")] = ""


def method_out(row: PspRow) -> MethodOut:
    """A method as the API shows it."""
    return MethodOut(
        id=row.public_id,
        title=row.title,
        manual=row.manual,
        currencies=list(row.currencies),
        deposits=row.enabled and row.deposit_enabled,
        withdrawals=row.enabled and row.withdrawal_enabled,
    )


def deposit_out(found: Deposit | DepositRow) -> DepositOut:
    """A deposit as the API shows it."""
    row = deposit_row(found) if isinstance(found, Deposit) else found
    names = ("reference", "client_id", "currency", "reason", "redirect_url")
    figures = ("amount", "received", "fee", "refunded", "created_at", "credited_at")
    return DepositOut(
        id=row.public_id,
        method_id=row.psp_id,
        state=row.state.value,
        **{name: getattr(row, name) for name in (*names, *figures)},
    )


def withdrawal_out(found: Withdrawal | WithdrawalRow) -> WithdrawalOut:
    """A withdrawal as the API shows it."""
    row = withdrawal_row(found) if isinstance(found, Withdrawal) else found
    names = ("client_id", "amount", "fee", "currency", "reason", "created_at", "paid_at")
    return WithdrawalOut(
        id=row.public_id,
        method_id=row.psp_id,
        destination=row.hint,
        state=row.state.value,
        **{name: getattr(row, name) for name in names},
    )


def transfer_out(found: Transfer | TransferRow) -> TransferOut:
    """A transfer as the API shows it."""
    row = transfer_row(found) if isinstance(found, Transfer) else found
    names = ("client_id", "account_id", "login", "amount", "currency", "reason", "correction")
    return TransferOut(
        id=row.public_id,
        direction=row.direction.value,
        state=row.state.value,
        created_at=row.created_at,
        completed_at=row.completed_at,
        **{name: getattr(row, name) for name in names},
    )
