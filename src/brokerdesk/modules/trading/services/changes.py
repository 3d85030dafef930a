"""Jobs on one account that go straight to its platform: group, leverage, credit, close, cancel."""

from collections.abc import Collection
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import Q, QuerySet, Sum

from brokerdesk.core.actors import Actor
from brokerdesk.core.audit import record
from brokerdesk.core.words import worded
from brokerdesk.kit.ids import new_reference
from brokerdesk.kit.masks import matches
from brokerdesk.kit.texts import Marked
from brokerdesk.kit.texts import noop as _
from brokerdesk.ports.spec import adapters
from brokerdesk.ports.trading import Capability

from ..errors import (
    AccountNotReady,
    AmountInvalid,
    LeverageNotOffered,
    NotOfferedThere,
    ProductNotFound,
    StateConflict,
)
from ..events import OperationRequested
from ..locks import lock_account
from ..models import Account, Operation, Order, Position, Product
from ..rows import operation_row
from ..rules import check_amount
from ..types import AccountState, OperationRow, WorkKind, WorkState
from .operations import emit_operation

READY = (AccountState.ACTIVE, AccountState.READ_ONLY)
OPEN_WORK = (WorkState.QUEUED, WorkState.SENDING, WorkState.UNKNOWN, WorkState.ACCEPTED)


def require_capability(account: Account, capability: Capability) -> None:
    """Refuse what the account's platform cannot do.

    Raises:
        NotOfferedThere: as said.
    """
    if capability not in adapters.get("trading", account.server.kind).capabilities:
        raise NotOfferedThere(
            Marked(_("%(server)s cannot do this"), server=account.server.title), field="account_id"
        )


def ready_account(
    account_id: str, capability: Capability, states: Collection[AccountState] = READY
) -> Account:
    """Lock an account that is open on a platform which can do something.

    Raises:
        AccountNotReady: it is not open, or in none of the states.
        NotOfferedThere: the platform cannot do it.
    """
    account = lock_account(account_id)
    if account.login is None or account.state not in states:
        raise AccountNotReady(
            Marked(_("the trading account's state is “%(state)s”"), state=worded(account.state)),
            field="account_id",
        )
    require_capability(account, capability)
    return account


@transaction.atomic
def change_leverage(
    account_id: str, leverage: int, *, actor: Actor, reason: str, at: datetime
) -> OperationRow:
    """Ask the platform for another leverage; the account shows it once the platform took it.

    Locks: account.
    Raises:
        AccountNotReady, NotOfferedThere: as named.
        LeverageNotOffered: the product does not offer it, or the account has it already.
        StateConflict: another change of it is on its way.
    """
    account = ready_account(account_id, Capability.LEVERAGE)
    check_leverage(account, leverage)
    return _queue(account, {"leverage": leverage}, actor=actor, reason=reason, at=at)


def check_leverage(account: Account, leverage: int) -> None:
    """Refuse a leverage that the account's product does not offer, or that it has already.

    Raises:
        LeverageNotOffered: as said.
    """
    offered = [value for value in account.product.leverages if value != account.leverage]
    if leverage not in offered:
        listed = ", ".join(f"1:{value}" for value in offered) or "–"
        raise LeverageNotOffered(
            Marked(_("choose one of %(offered)s"), offered=listed), field="leverage"
        )


@transaction.atomic
def move_to_product(
    account_id: str, product_id: str, *, actor: Actor, reason: str, at: datetime
) -> OperationRow:
    """Move an account to another product of its brand on the same server: it changes its group.

    Locks: account.
    Raises:
        AccountNotReady, NotOfferedThere: as named.
        ProductNotFound: there is none of the same brand, server, kind and currency.
        StateConflict: it is the account's own, or another change is on its way.
    """
    account = ready_account(account_id, Capability.GROUPS)
    product = siblings_of(account).filter(public_id=product_id).first()
    if product is None:
        raise ProductNotFound(
            Marked(_("choose a product of the same server, kind and currency")), field="product_id"
        )
    change = {"group": product.group, "product": product.pk}
    return _queue(account, change, actor=actor, reason=reason, at=at)


def siblings_of(account: Account) -> QuerySet[Product]:
    """The products that an account can move to; its gateway reads the group of each."""
    products = Product.objects.filter(
        brand_id=account.brand_id,
        server_id=account.server_id,
        kind=account.kind,
        currency=account.currency,
        enabled=True,
        internal=account.product.internal,
    ).exclude(pk=account.product_id)
    mask = account.server.group_mask
    return products.filter(
        group__in=[name for name in products.values_list("group", flat=True) if matches(mask, name)]
    )


def _queue(
    account: Account, change: dict[str, object], *, actor: Actor, reason: str, at: datetime
) -> OperationRow:
    """Queue a change of a locked account; its first field names the sort, `was` what it ends.

    Raises:
        StateConflict: another change of the same sort is on its way.
    """
    purpose = next(iter(change))
    waiting = Operation.objects.filter(account=account, purpose=purpose, state__in=OPEN_WORK)
    if waiting.exists():
        raise StateConflict(Marked(_("another change of it is on its way")), field="account_id")
    before = {"group": account.group, "leverage": account.leverage}
    operation = Operation.objects.create(
        reference=new_reference("C"),
        server_id=account.server_id,
        account=account,
        kind=WorkKind.CHANGE,
        purpose=purpose,
        amount=Decimal(0),
        currency=account.currency,
        change={**change, "was": before[purpose]},
        note=reason[:200],
        due_at=at,
        requested_by=actor.ref,
    )
    _audit(f"trading.account_{purpose}", account, actor, reason, before=before, after=change)
    emit_operation(OperationRequested, operation)
    return operation_row(operation)


@transaction.atomic
def change_credit(
    account_id: str, amount: Decimal, *, actor: Actor, reason: str, at: datetime
) -> OperationRow:
    """Give credit (+) or take it back (-); credit is no money of the client's and moves no wallet.

    Locks: account.
    Emits: OperationRequested.
    Raises:
        AccountNotReady, NotOfferedThere: as named.
        AmountInvalid: as check_amount, or more than the credit there is.
    """
    account = ready_account(account_id, Capability.CREDIT)
    check_amount(amount)
    left = account.credit - _being_taken(account)
    if -amount > left:
        raise AmountInvalid(
            Marked(
                _("the account has %(credit)s %(currency)s of credit"),
                credit=round(left, 2),
                currency=account.currency,
            ),
            field="amount",
        )
    operation = Operation.objects.create(
        reference=new_reference("T"),
        server_id=account.server_id,
        account=account,
        kind=WorkKind.CREDIT,
        purpose="credit",
        amount=amount,
        currency=account.currency,
        note=reason[:200],
        due_at=at,
        requested_by=actor.ref,
    )
    _audit("trading.account_credit", account, actor, reason, after={"amount": str(amount)})
    emit_operation(OperationRequested, operation)
    return operation_row(operation)


def _being_taken(account: Account) -> Decimal:
    """The credit that was asked to be taken and that the account's figures may still show."""
    gone = Q(state__in=OPEN_WORK)
    if account.figures_at is not None:
        gone |= Q(state=WorkState.SETTLED, settled_at__gte=account.figures_at)
    takes = Operation.objects.filter(gone, account=account, kind=WorkKind.CREDIT, amount__lt=0)
    return -(takes.aggregate(sum=Sum("amount"))["sum"] or Decimal(0))


@transaction.atomic
def close_position(
    account_id: str,
    ticket: int,
    *,
    lots: Decimal | None = None,
    actor: Actor,
    reason: str,
    at: datetime,
) -> OperationRow:
    """Close a position at the market, whole or so many lots of it.

    Also of a disabled account: it is archived only once it holds none.

    Locks: account.
    Emits: OperationRequested.
    Raises:
        AccountNotReady, NotOfferedThere: as named.
        StateConflict: there is no such position, or it is being closed.
        AmountInvalid: not above zero, or more lots than are open.
    """
    account = ready_account(account_id, Capability.CLOSE_POSITIONS, (*READY, AccountState.DISABLED))
    held = Position.objects.filter(account=account, ticket=ticket).first()
    if held is None:
        raise StateConflict(Marked(_("there is no such open position")), field="ticket")
    if lots is not None and not 0 < lots <= held.lots:
        raise AmountInvalid(
            Marked(_("choose more than 0 and up to %(lots)s lots"), lots=_plain(held.lots)),
            field="lots",
        )
    if ticket in being_closed(account):
        raise StateConflict(Marked(_("the position is being closed")), field="ticket")
    operation = Operation.objects.create(
        reference=new_reference("X"),
        server_id=account.server_id,
        account=account,
        kind=WorkKind.CLOSE,
        purpose="close",
        amount=Decimal(0),
        currency=account.currency,
        change={
            "position": ticket,
            "symbol": held.symbol,
            "side": held.side,
            "held": str(held.lots),
            "lots": "" if lots is None else str(lots),
        },
        note=reason[:200],
        due_at=at,
        requested_by=actor.ref,
    )
    _audit("trading.position_close", account, actor, reason, after=operation.change)
    emit_operation(OperationRequested, operation)
    return operation_row(operation)


def _plain(lots: Decimal) -> str:
    return f"{lots.normalize():f}"


def being_closed(account: Account) -> set[int]:
    """The tickets of an account's positions that a close was asked for and is on its way."""
    closes = Operation.objects.filter(account=account, kind=WorkKind.CLOSE, state__in=OPEN_WORK)
    return {int(change["position"]) for change in closes.values_list("change", flat=True)}


@transaction.atomic
def cancel_order(
    account_id: str, ticket: int, *, actor: Actor, reason: str, at: datetime
) -> OperationRow:
    """Take an order away that waits for its price, also of a disabled account.

    Locks: account.
    Emits: OperationRequested.
    Raises:
        AccountNotReady, NotOfferedThere: as named.
        StateConflict: there is no such order, or it is being taken away.
    """
    account = ready_account(account_id, Capability.CANCEL_ORDERS, (*READY, AccountState.DISABLED))
    waiting = Order.objects.filter(account=account, ticket=ticket).first()
    if waiting is None:
        raise StateConflict(Marked(_("there is no such waiting order")), field="ticket")
    if ticket in being_cancelled(account):
        raise StateConflict(Marked(_("the order is being taken away")), field="ticket")
    operation = Operation.objects.create(
        reference=new_reference("X"),
        server_id=account.server_id,
        account=account,
        kind=WorkKind.CANCEL,
        purpose="cancel",
        amount=Decimal(0),
        currency=account.currency,
        change={
            "order": ticket,
            "symbol": waiting.symbol,
            "kind": waiting.kind,
            "lots": str(waiting.lots),
            "placed_at": waiting.placed_at.isoformat(),
        },
        note=reason[:200],
        due_at=at,
        requested_by=actor.ref,
    )
    _audit("trading.order_cancel", account, actor, reason, after=operation.change)
    emit_operation(OperationRequested, operation)
    return operation_row(operation)


def being_cancelled(account: Account) -> set[int]:
    """The tickets of an account's orders that are on their way to be taken away."""
    asked = Operation.objects.filter(account=account, kind=WorkKind.CANCEL, state__in=OPEN_WORK)
    return {int(change["order"]) for change in asked.values_list("change", flat=True)}


def _audit(
    action: str,
    account: Account,
    actor: Actor,
    reason: str,
    **what: dict[str, object],
) -> None:
    record(
        action,
        subject=account.public_id,
        actor=actor,
        brand_id=account.brand_id,
        reason=reason,
        **what,
    )
