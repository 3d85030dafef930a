"""New deals in: a watermark, an overlap, and what was seen already."""

import logging
from decimal import Decimal

from brokerdesk.kit.clock import now
from brokerdesk.modules.trading import queries
from brokerdesk.modules.trading.services.ingest import ingest_deals
from brokerdesk.ports.trading import DealWindow, PlatformDeal, Session

from . import metrics
from .context import Context

log = logging.getLogger(__name__)
DAY_S = 86_400
# A busy server is not asked for the whole overlap every second.
BUSY_ROWS = 2_000
SHORT_OVERLAP_S = 10
FULL_EVERY_S = 30


class DealPoller:
    """Reads a server's new deals again and again.

    The watermark is the newest deal's time, never "now"; a window starts an overlap before it, or
    before the server's clock where that went back. Deals seen with the same content are not handed
    on again.
    """

    def __init__(self, context: Context) -> None:
        self._context = context
        self._link = context.link("deals")
        self._watermark_s = 0
        self._seen: dict[int, tuple[int, bytes]] = {}
        self._rows = 0
        self._full_at_s = 0

    async def step(self) -> None:
        """Read once from the watermark on."""
        context = self._context
        polls = metrics.POLLS
        with polls.labels(context.server.code, "failed").count_exceptions():
            async with self._link.use() as session:
                if context.clock is None:
                    context.clock = await session.market_port.clock()
                if not self._watermark_s:
                    await self._start()
                await self._read(session)
        context.polled_at, context.failure = now(), ""
        polls.labels(context.server.code, "ok").inc()

    async def close(self) -> None:
        """Close the connection."""
        await self._link.close()

    async def _start(self) -> None:
        state = await self._context.database(queries.gateway_state, self._context.server.pk)
        first = self._context.server_now_s() - self._context.pace.history_days * DAY_S
        self._watermark_s = state.watermark_s or first

    async def _read(self, session: Session) -> None:
        server_now_s = self._context.server_now_s()
        from_s = min(self._watermark_s, server_now_s) - self._overlap_s(server_now_s)
        window = DealWindow(from_s, server_now_s + DAY_S, self._context.server.group_mask)
        rows = 0
        async for part in session.deals_port.deals(window):
            rows += len(part)
            await self._store(part)
        self._rows = rows
        self._forget(from_s)

    def _overlap_s(self, server_now_s: int) -> int:
        full = self._context.pace.overlap_s
        if self._rows > BUSY_ROWS and abs(server_now_s - self._full_at_s) < FULL_EVERY_S:
            return min(full, SHORT_OVERLAP_S)
        self._full_at_s = server_now_s
        return full

    async def _store(self, part: list[PlatformDeal]) -> None:
        newest_s = max(deal.server_time_ms for deal in part) // 1000
        fresh = [
            deal
            for deal in part
            if self._seen.get(deal.ticket) != (deal.server_time_ms, deal.digest)
        ]
        if fresh:
            context = self._context
            with metrics.INGEST.labels(context.server.code).time():
                result = await context.database(
                    ingest_deals, context.server.pk, fresh, watermark_s=newest_s, at=now()
                )
            metrics.DEALS.labels(context.server.code).inc(result.stored)
            context.moved_logins.update(deal.login for deal in fresh)
            self._seen.update((d.ticket, (d.server_time_ms, d.digest)) for d in fresh)
        self._watermark_s = max(self._watermark_s, newest_s)

    def _forget(self, from_s: int) -> None:
        """Drop what the next windows cannot show again."""
        keep_ms = (min(from_s, self._watermark_s) - self._context.pace.overlap_s) * 1000
        if len(self._seen) > 2 * BUSY_ROWS:
            self._seen = {t: seen for t, seen in self._seen.items() if seen[0] >= keep_ms}


def lag_s(context: Context) -> Decimal | None:
    """Seconds since the last complete reading; None before the first."""
    if context.polled_at is None:
        return None
    return Decimal(str(round((now() - context.polled_at).total_seconds(), 3)))
