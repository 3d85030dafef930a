"""Refusals of the idempotency table."""

from brokerdesk.kit.errors import DomainError


class IdempotencyConflict(DomainError):
    """The key was used before with other input."""

    code = "idempotency_conflict"
    status = 409
