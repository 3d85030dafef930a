"""Refusals of the event store."""

from brokerdesk.kit.errors import DomainError


class EventTooLarge(DomainError):
    """An event carries more than a message may."""

    code = "event_too_large"
    status = 500


class NotParked(DomainError):
    """The event is not parked any more."""

    code = "event_not_parked"
    status = 409


class BusUnavailable(DomainError):
    """NATS is not configured, not reachable, or nobody answers."""

    code = "bus_unavailable"
    status = 503
