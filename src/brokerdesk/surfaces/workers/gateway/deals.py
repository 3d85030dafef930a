"""New deals in: read from the watermark on, stored, told."""

from collections.abc import Sequence
from decimal import Decimal

from brokerdesk.kit.clock import now
from brokerdesk.modules.trading import queries
from brokerdesk.modules.trading.services.ingest import ingest_deals
from brokerdesk.ports.trading import DealWindow, PlatformDeal, PlatformError, Session

from . import metrics
from .context import Context, in_words
from .progress import Progress

DAY_S = 86_400
IN_ONE_GO_S, FIRST_S = 900, 60  # a longer gap is read by pieces: it may hold a million deals


class DealPoller:
    """Reads a server's new deals again and again."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._link = context.link("deals")
        self._progress: Progress | None = None

    async def step(self) -> None:
        """Read once from the watermark on."""
        context, began = self._context, now()
        polls = metrics.POLLS
        try:
            with polls.labels(context.server.code, "failed").count_exceptions():
                await self._read_on()
        except PlatformError as error:
            context.unread = in_words(error)
            raise
        context.polled_at, context.unread = now(), ""
        await context.teller.read_deals(began)
        polls.labels(context.server.code, "ok").inc()

    def pushed(self, deals: Sequence[PlatformDeal]) -> None:
        """Note deals that the platform told of and that are stored."""
        if self._progress is not None:
            self._progress.saw(deals)

    async def close(self) -> None:
        """Close the connection."""
        await self._link.close()

    async def _read_on(self) -> None:
        context = self._context
        async with self._link.use() as session:
            if context.clock is None:
                context.clock = await session.market_port.clock()
            if self._progress is None:
                self._progress = await self._start()
            await self._read(session, self._progress)

    async def _start(self) -> Progress:
        """Go on from the stored watermark; at the first contact, some weeks back."""
        pace = self._context.pace
        state = await self._context.database(queries.gateway_state, self._context.server.pk)
        first_s = self._context.server_now_s() - pace.history_days * DAY_S
        return Progress(state.watermark_s or first_s, pace.overlap_s)

    async def _read(self, session: Session, progress: Progress) -> None:
        server_now_s = self._context.server_now_s()
        start_s = progress.start_s(server_now_s)
        end_s, first_s = server_now_s + DAY_S, FIRST_S
        if progress.unread_s(start_s, server_now_s) <= IN_ONE_GO_S:
            first_s = end_s - start_s + 1
        window = DealWindow(start_s, end_s, self._context.server.group_mask, first_s=first_s)
        rows = 0
        async for part in session.deals_port.deals(window):
            rows += len(part)
            await self._store(part, progress)
        progress.finished(start_s, rows)

    async def _store(self, part: list[PlatformDeal], progress: Progress) -> None:
        """Store what is new, and go on to the newest deal read: it may be here by a push."""
        fresh = progress.fresh(part)
        newest_s = max((deal.server_time_ms for deal in part), default=0) // 1000
        if not fresh and newest_s <= progress.watermark_s:
            return
        context = self._context
        with metrics.INGEST.labels(context.server.code).time():
            result = await context.database(
                ingest_deals, context.server.pk, fresh, watermark_s=newest_s, at=now()
            )
        context.tally.stored(result.stored)
        context.moved_logins.update(deal.login for deal in fresh)
        await context.teller.deals({deal.login for deal in fresh})
        progress.stored(part)


def lag_s(context: Context) -> Decimal | None:
    """Seconds since the last complete reading; None before the first.

    What the platform tells by itself does not count: some of it may be lost.
    """
    if context.polled_at is None:
        return None
    return Decimal(str(round((now() - context.polled_at).total_seconds(), 3)))
