"""What one gateway did since it was elected, for operators and Prometheus."""

import os
import socket
import time
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from brokerdesk.core.texts import note
from brokerdesk.kit.clock import now
from brokerdesk.modules.trading.types import GatewayTally, Reading

from . import metrics

RATE_S = 60.0


@dataclass(slots=True)
class Tally:
    """Counts what happens to one server; each count is also told to Prometheus."""

    server: str
    since: datetime = field(default_factory=now)
    deals: int = 0
    commands: int = 0
    errors: int = 0
    error: str = ""
    error_at: datetime | None = None
    connects: int = 0
    _kept: dict[str, int] = field(default_factory=dict)
    _recent: deque[tuple[float, int]] = field(default_factory=deque)
    _began: float = field(default_factory=time.monotonic)

    def stored(self, deals: int) -> None:
        """Count deals that are new here."""
        metrics.DEALS.labels(self.server).inc(deals)
        if deals:
            self.deals += deals
            self._recent.append((time.monotonic(), deals))

    def connected(self, purpose: str, *, kept: bool) -> None:
        """Count a connection; where it is to be kept, all but a purpose's first are reconnects."""
        metrics.CONNECTS.labels(self.server, purpose).inc()
        self.connects += 1
        if kept:
            self._kept[purpose] = self._kept.get(purpose, 0) + 1

    def commanded(self, kind: str, outcome: str) -> None:
        """Count a command that was sent."""
        metrics.COMMANDS.labels(self.server, kind, outcome).inc()
        self.commands += 1

    def failed(self, why: str) -> None:
        """Count a failure of the platform, and keep the last one's words."""
        metrics.ERRORS.labels(self.server).inc()
        self.errors += 1
        self.error, self.error_at = why, now()

    def report(self, told_at: datetime | None, readings: Mapping[str, Reading]) -> GatewayTally:
        """Sum it up as of now."""
        return GatewayTally(
            process=f"{socket.gethostname()}:{os.getpid()}",
            since=self.since,
            polled_at=readings["deals"].at,
            told_at=told_at,
            deals=self.deals,
            deals_per_s=self._rate(),
            commands=self.commands,
            connects=self.connects,
            reconnects=sum(self._kept.values()) - len(self._kept),
            errors=self.errors,
            error=note(self.error),
            error_at=self.error_at,
            readings=readings,
        )

    def _rate(self) -> Decimal:
        """Deals per second over the last minute, or since the start when that is sooner."""
        ends = time.monotonic()
        while self._recent and self._recent[0][0] < ends - RATE_S:
            self._recent.popleft()
        seconds = max(1.0, min(RATE_S, ends - self._began))
        return Decimal(str(round(sum(n for _, n in self._recent) / seconds, 3)))
