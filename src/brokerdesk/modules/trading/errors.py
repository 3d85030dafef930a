"""Refusals of the trading room."""

from brokerdesk.kit.errors import DomainError, NotFound


class ServerNotFound(NotFound):
    code = "server_not_found"


class ProductNotFound(NotFound):
    code = "product_not_found"


class AccountNotFound(NotFound):
    code = "account_not_found"


class OperationNotFound(NotFound):
    code = "operation_not_found"


class LoginNotFound(NotFound):
    code = "login_not_found"


class DifferenceNotFound(NotFound):
    code = "difference_not_found"


class RequestNotFound(NotFound):
    code = "request_not_found"


class BulkNotFound(NotFound):
    code = "bulk_job_not_found"


class NotOfferedThere(DomainError):
    code = "not_offered_there"


class RequestDecided(DomainError):
    code = "request_decided"


class ServerInUse(DomainError):
    code = "server_in_use"


class DuplicateCode(DomainError):
    code = "duplicate_code"


class ConfigInvalid(DomainError):
    code = "config_invalid"
    status = 422


class PlatformShared(DomainError):
    code = "platform_shared"


class ConnectionFailed(DomainError):
    code = "connection_failed"
    status = 502


class ProductClosed(DomainError):
    code = "product_closed"


class TooManyAccounts(DomainError):
    code = "too_many_accounts"


class LeverageNotOffered(DomainError):
    code = "leverage_not_offered"
    status = 422


class CurrencyNotOffered(DomainError):
    code = "currency_not_offered"
    status = 422


class AccountNotReady(DomainError):
    code = "account_not_ready"


class AccountSwitchedOff(DomainError):
    code = "account_switched_off"
    status = 403


class CurrencyMismatch(DomainError):
    code = "currency_mismatch"
    status = 422


class AmountInvalid(DomainError):
    code = "amount_invalid"
    status = 422


class NotRetryable(DomainError):
    code = "not_retryable"


class StateConflict(DomainError):
    code = "state_conflict"


class ChangedMeanwhile(DomainError):
    code = "changed_meanwhile"


class LoginTaken(DomainError):
    code = "login_taken"


class LoginNotRead(DomainError):
    code = "login_not_read"


class GroupNotOffered(DomainError):
    code = "group_not_offered"
    status = 422


class FourEyesRequired(DomainError):
    code = "four_eyes_required"
    status = 403


class GatewayAway(DomainError):
    code = "gateway_away"
    status = 503


class CalculationRefused(DomainError):
    code = "calculation_refused"


class PasswordRefused(DomainError):
    code = "password_refused"


class PasswordInDoubt(DomainError):
    code = "password_in_doubt"
    status = 503
