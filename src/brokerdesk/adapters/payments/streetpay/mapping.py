"""StreetPay's objects ↔ the port's. Pure."""

from decimal import Decimal
from typing import Any

from brokerdesk.kit.money import scale_of
from brokerdesk.kit.texts import Marked
from brokerdesk.kit.texts import noop as _
from brokerdesk.ports.payments import (
    DepositOrder,
    DepositState,
    PaymentError,
    PayoutOrder,
    PayoutState,
    ProviderPayment,
    StatementLine,
)

from .wire import Line, Payment, PaymentStatus, Payout, PayoutStatus, Refund

DEPOSIT_STATES = {
    PaymentStatus.OPEN: DepositState.PENDING,
    PaymentStatus.PROCESSING: DepositState.PENDING,
    PaymentStatus.SUCCEEDED: DepositState.SUCCEEDED,
    PaymentStatus.FAILED: DepositState.FAILED,
    PaymentStatus.EXPIRED: DepositState.EXPIRED,
    PaymentStatus.CANCELLED: DepositState.CANCELLED,
    PaymentStatus.PARTIALLY_REFUNDED: DepositState.PARTIALLY_REFUNDED,
    PaymentStatus.REFUNDED: DepositState.REFUNDED,
    PaymentStatus.DISPUTED: DepositState.CHARGEBACK_OPEN,
    PaymentStatus.DISPUTE_WON: DepositState.CHARGEBACK_WON,
    PaymentStatus.DISPUTE_LOST: DepositState.CHARGEBACK_LOST,
}
PAYOUT_STATES = {
    PayoutStatus.PENDING: PayoutState.PENDING,
    PayoutStatus.PAID: PayoutState.PAID,
    PayoutStatus.FAILED: PayoutState.FAILED,
    PayoutStatus.RETURNED: PayoutState.RETURNED,
}


def to_minor(amount: Decimal, currency: str) -> int:
    """Turn major units into minor ones.

    Raises:
        PaymentError: the amount is finer than the currency.
    """
    minor = amount.scaleb(scale_of(currency))
    if minor != minor.to_integral_value():
        raise PaymentError(
            Marked(
                _("%(amount)s is finer than %(currency)s allows"), amount=amount, currency=currency
            )
        )
    return int(minor)


def to_major(minor: int, currency: str) -> Decimal:
    """Turn minor units into major ones, at the currency's scale."""
    return Decimal(minor).scaleb(-scale_of(currency))


def payment_body(order: DepositOrder) -> dict[str, Any]:
    """Ask for a hosted payment."""
    return {
        "reference": order.reference,
        "amount": to_minor(order.amount, order.currency),
        "currency": order.currency,
        "description": order.description,
        "customer": order.customer_reference,
        "return_url": order.return_url,
        "webhook_url": order.webhook_url,
    }


def payout_body(order: PayoutOrder) -> dict[str, Any]:
    """Ask for a payout."""
    return {
        "reference": order.reference,
        "amount": to_minor(order.amount, order.currency),
        "currency": order.currency,
        "destination": dict(order.destination),
        "customer": order.customer_reference,
        "webhook_url": order.webhook_url,
    }


def deposit(payment: Payment) -> ProviderPayment:
    """Read a payment; before it is paid the amount is the asked one."""
    return ProviderPayment(
        provider_ref=payment.id,
        our_reference=payment.reference,
        direction="deposit",
        state=DEPOSIT_STATES[payment.status],
        amount=to_major(payment.received or payment.amount, payment.currency),
        currency=payment.currency,
        fee=to_major(payment.fee, payment.currency),
        refunded=to_major(payment.refunded, payment.currency),
        dispute_fee=to_major(payment.dispute_fee, payment.currency),
        reason=payment.reason,
        updated_at=payment.updated_at,
    )


def payout(found: Payout) -> ProviderPayment:
    """Read a payout."""
    return ProviderPayment(
        provider_ref=found.id,
        our_reference=found.reference,
        direction="payout",
        state=PAYOUT_STATES[found.status],
        amount=to_major(found.amount, found.currency),
        currency=found.currency,
        fee=to_major(found.fee, found.currency),
        refunded=Decimal(0),
        reason=found.reason,
        updated_at=found.updated_at,
    )


def refund(found: Refund) -> ProviderPayment:
    """Read a refund."""
    amount = to_major(found.amount, found.currency)
    return ProviderPayment(
        provider_ref=found.id,
        our_reference=found.reference,
        direction="refund",
        state=DepositState.REFUNDED,
        amount=amount,
        currency=found.currency,
        fee=Decimal(0),
        refunded=amount,
        reason="",
        updated_at=found.created_at,
    )


def line(found: Line) -> StatementLine:
    """Read a statement line."""
    return StatementLine(
        provider_ref=found.payment,
        our_reference=found.reference,
        kind=found.kind,
        amount=to_major(found.amount, found.currency),
        fee=to_major(found.fee, found.currency),
        currency=found.currency,
        booked_at=found.booked_at,
    )
