"""Refusals of the event store."""

from typing import Self

from django.utils.translation import gettext as _

from brokerdesk.kit.errors import DomainError


class EventTooLarge(DomainError):
    """An event carries more than a message may."""

    code = "event_too_large"
    status = 500


class EventsGone(DomainError):
    """The caller asks for events of which some are not kept any more."""

    code = "events_gone"
    status = 410

    @classmethod
    def after(cls, forgotten: int) -> Self:
        """Refuse, naming where the kept events begin."""
        message = _("The oldest event kept is %(oldest)s: ask with since=%(since)s or higher.")
        oldest = forgotten + 1
        return cls(
            message % {"oldest": oldest, "since": forgotten}, field="since", oldest=str(oldest)
        )


class NotParked(DomainError):
    """The event is not parked any more."""

    code = "event_not_parked"
    status = 409


class BusUnavailable(DomainError):
    """NATS is not configured, not reachable, or nobody answers."""

    code = "bus_unavailable"
    status = 503
