"""What the reports room does when others tell a fact."""

from collections.abc import Iterable
from decimal import Decimal

from brokerdesk.core.events import EventMeta, handles
from brokerdesk.kit.clock import now
from brokerdesk.modules.brands.queries import brand, reporting_zones
from brokerdesk.modules.cashier.events import (
    DepositChargedBack,
    DepositCredited,
    DepositRefunded,
    WithdrawalPaid,
    WithdrawalReturned,
)
from brokerdesk.modules.cashier.types import DepositStatus, MovementKind
from brokerdesk.modules.clients.events import ClientRegistered
from brokerdesk.modules.partners.events import (
    CommissionAccrued,
    CommissionReversed,
    EarningBooked,
    PayableAdjusted,
)
from brokerdesk.modules.partners.queries import accrued_in, adjusted_by, earned_by
from brokerdesk.modules.trading.events import DealsCorrected, DealsIngested
from brokerdesk.modules.trading.queries import batch_as_ingested, batch_corrections
from brokerdesk.modules.trading.types import DealRow

from .rules import commissions, day_of, deal_amounts, flow, less, registration
from .services import add

# Lost changes no money: it was taken when the chargeback was opened.
CHARGEBACKS = {
    DepositStatus.CHARGEBACK_OPEN.value: MovementKind.CHARGEBACK,
    DepositStatus.CHARGEBACK_WON.value: MovementKind.CHARGEBACK_WON,
}


def _standing(deals: Iterable[DealRow | None]) -> list[DealRow]:
    return [deal for deal in deals if deal is not None]


@handles(ClientRegistered, group="reports")
def registered(event: ClientRegistered, meta: EventMeta) -> None:
    """Count a registration."""
    if meta.brand_id is not None:
        day = day_of(meta.occurred_at, brand(meta.brand_id).reporting_zone)
        add([registration(meta.brand_id, day)], at=now())


@handles(DealsIngested, group="reports")
def dealt(event: DealsIngested, meta: EventMeta) -> None:
    """Add a batch's volume, results and charges."""
    add(deal_amounts(batch_as_ingested(event.batch_id), reporting_zones()), at=now())


@handles(DealsCorrected, group="reports")
def corrected(event: DealsCorrected, meta: EventMeta) -> None:
    """Take back what corrected deals had added, and add what they are now."""
    found, zones = batch_corrections(event.batch_id), reporting_zones()
    before = deal_amounts(_standing(c.before for c in found), zones)
    after = deal_amounts(_standing(c.after for c in found), zones)
    add([*less(before), *after], at=now())


@handles(DepositCredited, group="reports")
def deposited(event: DepositCredited, meta: EventMeta) -> None:
    """Add a deposit."""
    _move(meta, MovementKind.PAYMENT, event.amount, event.currency)


@handles(DepositRefunded, group="reports")
def refunded(event: DepositRefunded, meta: EventMeta) -> None:
    """Add a refund."""
    _move(meta, MovementKind.REFUND, event.amount, event.currency)


@handles(DepositChargedBack, group="reports")
def charged_back(event: DepositChargedBack, meta: EventMeta) -> None:
    """Add a chargeback, or take back one that was won."""
    kind = CHARGEBACKS.get(event.state)
    if kind is not None:
        _move(meta, kind, event.amount, event.currency)


@handles(WithdrawalPaid, group="reports")
def withdrawn(event: WithdrawalPaid, meta: EventMeta) -> None:
    """Add a withdrawal."""
    _move(meta, MovementKind.PAYOUT, event.amount, event.currency)


@handles(WithdrawalReturned, group="reports")
def returned(event: WithdrawalReturned, meta: EventMeta) -> None:
    """Take back a withdrawal that came back."""
    _move(meta, MovementKind.PAYOUT_RETURN, event.amount, event.currency)


def _move(meta: EventMeta, kind: MovementKind, amount: Decimal, currency: str) -> None:
    if meta.brand_id is not None:
        day = day_of(meta.occurred_at, brand(meta.brand_id).reporting_zone)
        add([flow(meta.brand_id, day, kind, amount, currency)], at=now())


@handles(CommissionAccrued, group="reports")
def accrued(event: CommissionAccrued, meta: EventMeta) -> None:
    """Add what a batch of deals gave the partners."""
    add(commissions(accrued_in(event.batch_id), reporting_zones()), at=now())


@handles(CommissionReversed, group="reports")
def reversed_(event: CommissionReversed, meta: EventMeta) -> None:
    """Add what a correction took from the partners and gave them anew."""
    add(commissions(accrued_in(event.batch_id), reporting_zones()), at=now())


@handles(EarningBooked, group="reports")
def earned(event: EarningBooked, meta: EventMeta) -> None:
    """Add what a partner earned, or gave back, without a deal."""
    add(commissions(earned_by(event.earning_id), reporting_zones()), at=now())


@handles(PayableAdjusted, group="reports")
def adjusted(event: PayableAdjusted, meta: EventMeta) -> None:
    """Add a correction of a partner's period, or what he owed and was forgiven."""
    add(commissions(adjusted_by(event.adjustment_id), reporting_zones()), at=now())
