"""Refusals of the cashier. Nothing was changed when one of these is raised."""

from brokerdesk.kit.errors import DomainError, Forbidden, InvalidInput, NotFound


class PspNotFound(NotFound):
    """There is no such payment method for this client."""

    code = "payment_method_not_found"


class DepositNotFound(NotFound):
    """There is no such deposit."""

    code = "deposit_not_found"


class WithdrawalNotFound(NotFound):
    """There is no such withdrawal."""

    code = "withdrawal_not_found"


class TransferNotFound(NotFound):
    """There is no such transfer."""

    code = "transfer_not_found"


class RefundNotFound(NotFound):
    """There is no such refund."""

    code = "refund_not_found"


class MethodClosed(DomainError):
    """The payment method is not offered for this now."""

    code = "payment_method_closed"


class CodeTaken(DomainError):
    """Another payment method has this code."""

    code = "code_taken"


class ConfigInvalid(InvalidInput):
    """The connection's settings are not acceptable."""

    code = "config_invalid"


class ConnectionFailed(DomainError):
    """The provider could not be reached, or refused the key."""

    code = "connection_failed"
    status = 502


class AmountInvalid(InvalidInput):
    """Zero, negative, too fine, or outside the method's limits."""

    code = "amount_invalid"


class CurrencyNotOffered(InvalidInput):
    """The method, or the brand, does not take this currency."""

    code = "currency_not_offered"


class CurrencyMismatch(InvalidInput):
    """Wallet and trading account are in different currencies."""

    code = "currency_mismatch"


class DestinationInvalid(InvalidInput):
    """The beneficiary's details are incomplete."""

    code = "destination_invalid"


class InsufficientFunds(DomainError):
    """Less is available than amount and fee."""

    code = "insufficient_funds"
    status = 422


class RequestKeyReused(DomainError):
    """The key was used before with other input."""

    code = "idempotency_conflict"


class WrongState(DomainError):
    """It was decided, or moved on, already."""

    code = "wrong_state"


class ChangedMeanwhile(DomainError):
    """It changed since the decider saw it."""

    code = "changed_meanwhile"


class FourEyesRequired(Forbidden):
    """Another person has to do this."""

    code = "four_eyes_required"


class ChargebackOpen(Forbidden):
    """Withdrawals wait while a chargeback is open."""

    code = "chargeback_open"


class AccountSwitchedOff(Forbidden):
    """This trading account may not be used for it."""

    code = "account_switched_off"


class AccountNotReady(DomainError):
    """The trading account is not active, or is a demo."""

    code = "account_not_ready"


class ReasonNeeded(InvalidInput):
    """A decision against somebody needs its reason."""

    code = "reason_needed"


class ProofNotFound(NotFound):
    """There is no such file."""

    code = "proof_not_found"


class NotManual(DomainError):
    """Only manual methods are confirmed by hand; providers are asked."""

    code = "not_manual"


class RefundTooLarge(InvalidInput):
    """More than what is left of the deposit."""

    code = "refund_too_large"
