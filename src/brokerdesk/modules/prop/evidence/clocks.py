"""The same instant on every clock that matters, and how long it took to be known."""

from datetime import UTC, datetime, timedelta, timezone

from brokerdesk.kit.instants import written
from brokerdesk.kit.reading import CaseError, Fields

from ..engine import Programme
from ..engine.clock import Clock
from .facts import Row


def clocks(programme: Programme, at: datetime, server_offset_s: int | None) -> Row:
    """Instant, rule clock and server clock, with the day's reset and the next."""
    clock = programme.clock
    day = clock.day_of(at)
    server = None if server_offset_s is None else _shown(at, _fixed(server_offset_s))
    return {
        "at": written(at),
        "rule_zone": clock.zone.key,
        "reset": f"{clock.reset:%H:%M}",
        "rule": at.astimezone(clock.zone).isoformat(),
        "day": day.isoformat(),
        "reset_at": _both(clock, clock.reset_at(day)),
        "next_reset_at": _both(clock, clock.next_after(at)),
        "server": server,
        "server_offset_s": server_offset_s,
    }


def _both(clock: Clock, at: datetime) -> Row:
    return {"utc": written(at), "rule": at.astimezone(clock.zone).isoformat()}


def _fixed(offset_s: int) -> timezone:
    return timezone(timedelta(seconds=offset_s))


def _shown(at: datetime, zone: timezone) -> str:
    return at.astimezone(zone).isoformat()


def latency(cause: Row, received_at: datetime | None, recorded_at: datetime) -> Row:
    """From the venue to the gateway to the database, in milliseconds."""
    venue_at = _instant(cause, "venue_at")
    return {
        "venue_at": written(venue_at) if venue_at else None,
        "received_at": written(received_at) if received_at else None,
        "recorded_at": written(recorded_at),
        "venue_to_received_ms": _ms(venue_at, received_at),
        "received_to_recorded_ms": _ms(received_at, recorded_at),
    }


def _instant(row: Row, name: str) -> datetime | None:
    try:
        return Fields("cause", row).maybe(name, lambda key: Fields("cause", row).instant(key))
    except CaseError:
        return None


def _ms(since: datetime | None, until: datetime | None) -> int | None:
    if since is None or until is None:
        return None
    return round((until.astimezone(UTC) - since.astimezone(UTC)) / timedelta(milliseconds=1))
