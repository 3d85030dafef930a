"""Transfers between wallet and trading account, carried by platform operations."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import Q

from brokerdesk.core.actors import SYSTEM, Actor
from brokerdesk.core.texts import note
from brokerdesk.core.words import worded
from brokerdesk.kit.errors import NotFound
from brokerdesk.kit.texts import Marked
from brokerdesk.kit.texts import noop as _
from brokerdesk.modules.clients.queries import client as client_of
from brokerdesk.modules.clients.types import ClientRow
from brokerdesk.modules.compliance.queries import require_may
from brokerdesk.modules.ledger.types import AccountSpec
from brokerdesk.modules.trading.queries import account as account_of
from brokerdesk.modules.trading.queries import difference
from brokerdesk.modules.trading.services.operations import request_operation
from brokerdesk.modules.trading.types import AccountKind, AccountRow, AccountState, OperationRequest

from ..errors import (
    AccountNotReady,
    AccountSwitchedOff,
    CurrencyMismatch,
    InsufficientFunds,
    RequestKeyReused,
)
from ..events import TransferCompleted, TransferInReview, TransferRejected, TransferRequested
from ..locks import lock_transfer_of, lock_transfers_at, lock_wish
from ..models import Transfer
from ..rows import transfer_row
from ..rules import at_scale, check_amount
from ..types import Direction, TransferRow, TransferStatus
from .corrections import settle_with_wallet
from .history import begin, move
from .postings import Books, Draft, transit_of
from .telling import about_transfer, tell

OPEN = frozenset({TransferStatus.REQUESTED, TransferStatus.REVIEW})
PURPOSE = {Direction.TO_ACCOUNT: "transfer_in", Direction.TO_WALLET: "transfer_out"}


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked for; an empty currency means the account's own."""

    direction: Direction
    account_id: str
    amount: Decimal
    currency: str
    key: str


_LEAST, _MOST = Decimal("0.00000001"), Decimal(10) ** 15


def transfer_to_account(
    *,
    client_id: str,
    account_id: str,
    amount: Decimal,
    key: str,
    actor: Actor,
    at: datetime,
    currency: str = "",
) -> TransferRow:
    """Move wallet money onto a trading account. The same key and input give the same transfer.

    Locks: trading account, then wallet account.
    Posts: available -> in transit; the platform's ingested deal moves it on to the mirror.
    Emits: TransferRequested.
    Raises:
        CurrencyMismatch: `currency`, when given, is not the account's.
        AccountNotReady, AccountSwitchedOff, AmountInvalid, InsufficientFunds, NotFound,
        RequestKeyReused, VerificationRequired, ClientBlocked: as named.
    """
    wish = Wish(Direction.TO_ACCOUNT, account_id, amount, currency, key)
    return _transfer(client_id, wish, actor=actor, at=at)


def transfer_to_wallet(
    *,
    client_id: str,
    account_id: str,
    amount: Decimal,
    key: str,
    actor: Actor,
    at: datetime,
    currency: str = "",
) -> TransferRow:
    """Move money of a trading account into the wallet. The platform has the last word on it.

    Locks: trading account.
    Posts: nothing yet; the ingested deal moves mirror -> in transit, then it is available.
    Emits: TransferRequested.
    Raises: as transfer_to_account.
    """
    wish = Wish(Direction.TO_WALLET, account_id, amount, currency, key)
    return _transfer(client_id, wish, actor=actor, at=at)


@transaction.atomic
def _transfer(client_id: str, wish: Wish, *, actor: Actor, at: datetime) -> TransferRow:
    client = client_of(client_id)
    known = _known(client, wish)
    if known is not None:
        return transfer_row(known)
    account = account_of(wish.account_id)
    _check_account(account, client, wish)
    exact = check_amount(wish.amount, account.currency, _LEAST, _MOST)
    require_may(client.pk, "transfer")
    if wish.direction == Direction.TO_WALLET:
        _check_free(account, exact)
    transfer = Transfer(
        brand_id=client.brand_pk,
        entity_id=account.entity_pk,
        client_id=client.pk,
        account_id=account.pk,
        server_code=account.server_code,
        key=wish.key,
        direction=wish.direction,
        amount=exact,
        currency=account.currency,
        requested_by=actor.ref,
        created_at=at,
    )
    signed = exact if wish.direction == Direction.TO_ACCOUNT else -exact
    operation = request_operation(
        OperationRequest(
            account_id=account.public_id,
            amount=signed,
            counter_account=transit_of(transfer),
            purpose=PURPOSE[wish.direction],
            note=transfer.public_id,
        ),
        actor=actor,
        at=at,
    )
    transfer.operation_id = operation.public_id
    transfer.save()
    begin(transfer, actor=actor, at=at)
    if wish.direction == Direction.TO_ACCOUNT:
        wallet = Books(client.public_id, account.currency, account.entity_pk).wallet()
        _draft(transfer, "sent", at).flow(wallet, transit_of(transfer), exact).post(actor)
    tell(TransferRequested(**about_transfer(transfer)), transfer, actor)
    return transfer_row(transfer)


def _check_account(account: AccountRow, client: ClientRow, wish: Wish) -> None:
    if account.client_pk != client.pk:
        raise NotFound(Marked(_("there is no such trading account")), field="account_id")
    if account.kind != AccountKind.LIVE:
        raise AccountNotReady(Marked(_("a demo account holds no real money")), field="account_id")
    if account.state not in {AccountState.ACTIVE, AccountState.READ_ONLY}:
        raise AccountNotReady(
            Marked(_("the trading account's state is “%(state)s”"), state=worded(account.state)),
            field="account_id",
        )
    if wish.currency and wish.currency != account.currency:
        raise CurrencyMismatch(
            Marked(
                _("the account is in %(currency)s, not in %(wanted)s"),
                currency=account.currency,
                wanted=wish.currency,
            ),
            field="account_id",
        )
    switches = account.switches
    way = switches.deposit if wish.direction == Direction.TO_ACCOUNT else switches.withdraw
    if not (way and switches.transfer):
        raise AccountSwitchedOff(
            Marked(_("transfers are switched off for this trading account")), field="account_id"
        )


def _check_free(account: AccountRow, amount: Decimal) -> None:
    """Refuse what the account surely does not hold, by figures that know of all that came in."""
    if account.figures_at is None:
        return
    unseen = Q(completed_at=None) | Q(completed_at__gte=account.figures_at)
    came = Transfer.objects.filter(unseen, account_id=account.pk, direction=Direction.TO_ACCOUNT)
    free = max(min(account.balance, account.equity - account.margin), Decimal(0))
    if amount > free and not came.exists():
        raise InsufficientFunds(
            Marked(
                _("at most %(free)s %(currency)s can leave this trading account now"),
                free=at_scale(free, account.currency),
                currency=account.currency,
            ),
            field="amount",
        )


def _known(client: ClientRow, wish: Wish) -> Transfer | None:
    if not 0 < len(wish.key) <= 128:
        raise RequestKeyReused(Marked(_("a key has 1 to 128 characters")), field="key")
    lock_wish(client.pk, wish.key)
    found = (
        Transfer.objects.select_related("client", "account")
        .filter(client_id=client.pk, key=wish.key)
        .first()
    )
    if found is None:
        return None
    same = (found.direction, found.account.public_id, found.amount)
    if same != (wish.direction, wish.account_id, wish.amount):
        raise RequestKeyReused(Marked(_("this key belongs to another transfer")))
    return found


@transaction.atomic
def complete_transfer(operation_id: str, *, at: datetime) -> None:
    """Finish the transfer of a settled operation; operations of others are left alone.

    One that was rejected, and whose deal came after all, takes its money from the wallet again.
    Locks: transfer, then wallet account.
    Posts: in transit -> available, when it goes to the wallet.
    Emits: TransferCompleted.
    """
    transfer = lock_transfer_of(operation_id)
    if transfer is None or transfer.state not in OPEN | {TransferStatus.REJECTED}:
        return
    if transfer.direction == Direction.TO_ACCOUNT and _went_back(transfer):
        moved = settle_with_wallet(transfer, -transfer.amount, "resumed", at)
        transfer.correction = transfer.amount + moved
    if transfer.direction == Direction.TO_WALLET:
        draft = _draft(transfer, "arrived", at)
        draft.flow(transit_of(transfer), _wallet(transfer), transfer.amount).post(SYSTEM)
    transfer.completed_at = at
    transfer.reason = ""
    move(transfer, TransferStatus.COMPLETED, actor=SYSTEM, at=at)
    tell(TransferCompleted(**about_transfer(transfer)), transfer)


@transaction.atomic
def reject_transfer(operation_id: str, reason: str, *, at: datetime) -> None:
    """Undo the transfer of an operation that the platform did not perform.

    Locks: transfer, then wallet account.
    Posts: in transit -> available, when it came from the wallet.
    Emits: TransferRejected.
    """
    transfer = lock_transfer_of(operation_id)
    if transfer is None or transfer.state not in OPEN:
        return
    if transfer.direction == Direction.TO_ACCOUNT and not _went_back(transfer):
        draft = _draft(transfer, "back", at)
        draft.flow(transit_of(transfer), _wallet(transfer), transfer.amount).post(SYSTEM)
    _reject(transfer, reason, at)


@transaction.atomic
def hold_transfer(operation_id: str, cause: str, difference_id: str, *, at: datetime) -> None:
    """Show that evidence did not decide a transfer, or speaks against what it decided.

    What is in transit stays there; of a rejected transfer nothing is.
    Locks: transfer.
    Emits: TransferInReview.
    """
    transfer = lock_transfer_of(operation_id)
    if transfer is None or transfer.state not in OPEN | {TransferStatus.REJECTED}:
        return
    transfer.difference_id = difference_id or transfer.difference_id
    undecided = not difference_id or difference(difference_id).closed_at is None
    if transfer.state == TransferStatus.REVIEW or not undecided:
        transfer.save(update_fields=["difference_id"])
        return
    _review(transfer, cause, at)


@transaction.atomic
def review_again(difference_id: str, *, at: datetime) -> None:
    """Show that a late deal of a rejected transfer waits for people again.

    Locks: transfers.
    Emits: TransferInReview.
    """
    for transfer in lock_transfers_at(difference_id):
        if transfer.state == TransferStatus.REJECTED:
            _review(transfer, Marked(_("the deal that came late is open again")), at)


@transaction.atomic
def leave_rejected(difference_id: str, resolution: str, *, at: datetime) -> None:
    """End the review of a rejected transfer whose late deal is dealt with on its own.

    A deal that completes the transfer tells so by its operation.
    Locks: transfers.
    Emits: TransferRejected.
    """
    if resolution == "apply":
        return
    for transfer in lock_transfers_at(difference_id):
        if transfer.state == TransferStatus.REVIEW and _went_back(transfer):
            why = Marked(
                _("its late deal is resolved: %(resolution)s"), resolution=worded(resolution)
            )
            _reject(transfer, why, at)


def _review(transfer: Transfer, cause: str, at: datetime) -> None:
    transfer.reason = note(cause)
    move(transfer, TransferStatus.REVIEW, actor=SYSTEM, at=at, note=transfer.reason)
    tell(TransferInReview(**about_transfer(transfer), cause=transfer.reason), transfer)


def _reject(transfer: Transfer, reason: str, at: datetime) -> None:
    transfer.reason = note(reason)
    transfer.completed_at = at
    move(transfer, TransferStatus.REJECTED, actor=SYSTEM, at=at, note=transfer.reason)
    tell(TransferRejected(**about_transfer(transfer), reason=transfer.reason), transfer)


def _went_back(transfer: Transfer) -> bool:
    """Whether a transfer that is not completed was rejected before: its money is not in transit."""
    return transfer.completed_at is not None


def _wallet(transfer: Transfer) -> AccountSpec:
    return Books(transfer.client.public_id, transfer.currency, transfer.entity_id).wallet()


def _draft(transfer: Transfer, what: str, at: datetime) -> Draft:
    draft = Draft(f"transfer:{transfer.public_id}:{what}", f"transfer.{what}", at)
    draft.meta = {"transfer": transfer.public_id, "account": transfer.account.public_id}
    return draft
