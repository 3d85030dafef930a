"""How far the reading of deals came, and from where to read on. Pure."""

from collections.abc import Sequence

from brokerdesk.ports.trading import PlatformDeal

# A busy server is not asked for the whole overlap every time, and never for minutes of it: what
# comes later than that is found by the comparison of the last day.
BUSY_ROWS = 2_000
SHORT_OVERLAP_S = 5
BUSY_OVERLAP_S = 60
FULL_EVERY_S = 60


class Progress:
    """A watermark in server seconds and what was seen around it.

    The watermark is the newest deal's time, never "now". A window starts an overlap before it, or
    before the server's clock where that went back. Deals seen with the same content are not handed
    on again.
    """

    def __init__(self, watermark_s: int, overlap_s: int) -> None:
        self.watermark_s = watermark_s
        self._overlap_s = overlap_s
        self._seen: dict[int, tuple[int, bytes]] = {}
        self._most = 2 * BUSY_ROWS
        self._full = True
        self._full_rows = 0
        self._full_at_s = 0

    def start_s(self, server_now_s: int) -> int:
        """Where the next window starts."""
        since_full_s = abs(server_now_s - self._full_at_s)
        self._full = self._full_rows <= BUSY_ROWS or since_full_s >= FULL_EVERY_S
        if self._full:
            self._full_at_s = server_now_s
        busy = self._full_rows > BUSY_ROWS
        longest_s = BUSY_OVERLAP_S if self._full else SHORT_OVERLAP_S
        overlap_s = min(self._overlap_s, longest_s) if busy else self._overlap_s
        return min(self.watermark_s, server_now_s) - overlap_s

    def fresh(self, part: Sequence[PlatformDeal]) -> list[PlatformDeal]:
        """The deals of a piece that are new, or changed since they were seen."""
        return [d for d in part if self._seen.get(d.ticket) != (d.server_time_ms, d.digest)]

    def saw(self, part: Sequence[PlatformDeal]) -> None:
        """Note deals that were stored without a reading: the watermark stays."""
        self._seen.update((d.ticket, (d.server_time_ms, d.digest)) for d in part)

    def stored(self, part: Sequence[PlatformDeal]) -> None:
        """Note that a piece is stored."""
        self.saw(part)
        newest_ms = max((deal.server_time_ms for deal in part), default=0)
        self.watermark_s = max(self.watermark_s, newest_ms // 1000)
        if len(self._seen) > self._most:  # a long window would be remembered whole
            self._forget(self.watermark_s - self._overlap_s)

    def finished(self, start_s: int, rows: int) -> None:
        """Note that a window was read whole; forget what the next ones cannot show."""
        if self._full:
            self._full_rows = rows
        if len(self._seen) > 2 * BUSY_ROWS:
            self._forget(min(start_s, self.watermark_s) - self._overlap_s)

    def _forget(self, before_s: int) -> None:
        """Forget deals of before; the next time, when twice as many as are left were seen."""
        before_ms = before_s * 1000
        self._seen = {t: seen for t, seen in self._seen.items() if seen[0] >= before_ms}
        self._most = 2 * max(BUSY_ROWS, len(self._seen))

    def __len__(self) -> int:
        """How many deals are remembered."""
        return len(self._seen)
