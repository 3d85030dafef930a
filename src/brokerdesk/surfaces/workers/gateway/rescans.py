"""Comparisons of stored deals with the platform's own: what was edited, deleted or came late."""

import logging
from datetime import UTC, datetime

from brokerdesk.kit.clock import now
from brokerdesk.kit.slices import Slices
from brokerdesk.modules.trading.services.rescan import apply_rescan, logins_with_gaps
from brokerdesk.ports.trading import DealWindow, PlatformDeal, Session

from . import metrics
from .context import Context
from .deals import DAY_S
from .members import EVERYBODY
from .waiting import pause

log = logging.getLogger(__name__)
FIRST_S = 600  # of what is compared: pieces grow where deals are few
NIGHT_HOURS = range(1, 6)


class Rescanner:
    """The last 24 hours every few minutes and when asked; at the server's night the last weeks."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._night: str = ""
        self._outside: frozenset[int] = frozenset()

    async def step(self) -> None:
        """Compare once. The connection is opened for it and closed after it."""
        await self._first_reading()
        if self._context.stop.is_set():
            return
        server_now_s, asked = self._context.server_now_s(), self._context.rescans_asked
        link = self._context.link("rescan", kept=False)
        self._outside = frozenset()
        try:
            async with link.use() as session:
                start_s = server_now_s - self._back_s(server_now_s)
                slices = Slices(start_s, server_now_s, first_s=FIRST_S)
                for from_s, to_s in slices:
                    window = DealWindow(
                        from_s, to_s, self._context.server.group_mask, first_s=to_s - from_s + 1
                    )
                    began = now()
                    deals = [d async for part in session.deals_port.deals(window) for d in part]
                    slices.held(len(deals))
                    await self._find_outside(session, window, deals, began)
                    await self._compare(window, deals, began)
                    if self._context.stop.is_set():
                        return
        finally:
            await link.close()
        self._context.rescans_done = asked

    async def _first_reading(self) -> None:
        """Wait until deals were read once."""
        context = self._context
        while context.polled_at is None and not context.stop.is_set():
            await pause(context.stop, context.pace.retry_s)

    def _back_s(self, server_now_s: int) -> int:
        """How far to go back: once in the server's night the whole history that is watched."""
        wall = datetime.fromtimestamp(server_now_s, UTC)
        night = wall.date().isoformat()
        if wall.hour in NIGHT_HOURS and night != self._night:
            self._night = night
            return self._context.pace.history_days * DAY_S
        return DAY_S

    async def _find_outside(
        self, session: Session, window: DealWindow, deals: list[PlatformDeal], began: datetime
    ) -> None:
        """Ask who is in our groups when deals are missing: who left them took theirs along."""
        context = self._context
        if window.group_mask == EVERYBODY:
            return
        gaps = await context.database(logins_with_gaps, context.server.pk, window, deals, at=began)
        if gaps - self._outside:
            inside = await session.accounts_port.logins(window.group_mask)
            self._outside |= gaps.difference(inside)

    async def _compare(
        self, window: DealWindow, deals: list[PlatformDeal], began: datetime
    ) -> None:
        context = self._context
        result = await context.database(
            apply_rescan, context.server.pk, window, deals, at=began, outside=self._outside
        )
        for finding in ("late", "edited", "deleted"):
            count = getattr(result, finding)
            if count:
                log.warning("%s: %s deals %s", context.server.code, count, finding)
                metrics.RESCANS.labels(context.server.code, finding).inc(count)
