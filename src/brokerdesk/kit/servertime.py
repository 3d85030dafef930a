"""Server numbers as UTC: seconds counted as if the server's wall clock were UTC."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

QUARTER_S = 900
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# Zones whose changes the rules follow; only their daylight part is used.
_RULES = {"eu": ZoneInfo("Europe/Berlin"), "us": ZoneInfo("America/New_York")}


def measured_offset_s(server_time_s: int, at: datetime) -> int:
    """Server wall clock minus UTC, to a quarter of an hour."""
    return round((server_time_s - at.timestamp()) / QUARTER_S) * QUARTER_S


@dataclass(frozen=True, slots=True)
class ServerTime:
    """The offset measured at one instant, and the rule by which it differs at others."""

    offset_s: int
    measured_at: datetime
    daylight: str = "none"

    def offset_at(self, at: datetime) -> int:
        """The server's offset at an instant, in seconds."""
        zone = _RULES.get(self.daylight)
        if zone is None:
            return self.offset_s
        then, now = at.astimezone(zone).dst(), self.measured_at.astimezone(zone).dst()
        change = (then or timedelta()) - (now or timedelta())
        return self.offset_s + int(change.total_seconds())

    def utc(self, server_time_ms: int) -> datetime:
        """The UTC instant of a server number in milliseconds."""
        wall = _EPOCH + timedelta(milliseconds=server_time_ms)
        if self.daylight == "none":
            return wall - timedelta(seconds=self.offset_s)
        guess = wall - timedelta(seconds=self.offset_at(wall))
        return wall - timedelta(seconds=self.offset_at(guess))

    def server_s(self, at: datetime) -> int:
        """The server number in seconds of a UTC instant."""
        return int(at.timestamp()) + self.offset_at(at)
