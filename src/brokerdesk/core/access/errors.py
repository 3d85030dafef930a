"""Refusals of access control."""

from brokerdesk.kit.errors import DomainError, Forbidden, InvalidInput, NotFound


class GrantBeyondOwn(Forbidden):
    """Nobody gives a right that he lacks."""

    code = "grant_beyond_own"


class NoSuchRole(NotFound):
    """There is no role with this code."""

    code = "no_such_role"


class UnknownPermission(InvalidInput):
    """No room declares this permission."""

    code = "unknown_permission"


class BadApiKey(DomainError):
    """The key is missing, unknown, expired, revoked, or used from another address."""

    code = "unauthorized"
    status = 401


class RateLimited(DomainError):
    """Too many requests; try again after `retry_after_s`."""

    code = "rate_limited"
    status = 429

    def __init__(self, message: str, *, retry_after_s: int) -> None:
        super().__init__(message, retry_after_s=str(retry_after_s))
        self.retry_after_s = retry_after_s
