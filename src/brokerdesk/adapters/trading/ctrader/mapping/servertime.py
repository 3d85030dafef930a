"""Server numbers as UTC. A cTrader server counts UTC milliseconds, so the offset is normally 0."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

QUARTER_S = 900
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class ServerTime:
    """How far a server's clock is ahead, measured; `offset_s` to a quarter of an hour."""

    ahead_s: float = 0.0

    @property
    def offset_s(self) -> int:
        """A clock that is wrong by hours is told by its offset, not by wrong instants."""
        return round(self.ahead_s / QUARTER_S) * QUARTER_S

    def utc(self, server_ms: int) -> datetime:
        """The UTC instant of a server number."""
        return _EPOCH + timedelta(milliseconds=server_ms - 1000 * self.offset_s)

    def server_ms(self, at: datetime) -> int:
        """The server number of a UTC instant."""
        return int(at.timestamp() * 1000) + 1000 * self.offset_s
