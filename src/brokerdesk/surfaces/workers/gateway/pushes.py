"""What a platform tells by itself: stored at once, and never taken for the whole truth."""

import asyncio
from collections.abc import AsyncIterator

from brokerdesk.kit.clock import now
from brokerdesk.kit.texts import Marked
from brokerdesk.kit.texts import noop as _
from brokerdesk.modules.trading.services import sync
from brokerdesk.modules.trading.services.ingest import ingest_deals
from brokerdesk.ports.trading import Hint, PlatformAway

from . import metrics
from .context import Context
from .deals import DealPoller
from .feeds import Feeds
from .members import Members
from .waiting import pause

# What comes while one hint is stored, and so long after it, is stored together.
GATHER_S = 0.02


class PushReader:
    """Listens on a connection of its own; each connection begins with a reading of deals.

    The watermark follows readings only: what is told may be lost, late or out of order. Logins
    outside the server's group mask are told of too, and left out here.
    """

    def __init__(self, context: Context, poller: DealPoller, feeds: Feeds) -> None:
        self._context, self._poller, self._feeds = context, poller, feeds
        self._link = context.link("pushes")

    async def step(self) -> None:
        """Listen until the connection ends."""
        context = self._context
        async with self._link.use() as session:
            if session.push_port is None:
                raise PlatformAway(Marked(_("the platform tells nothing by itself")))
            hints, members = session.push_port.hints(), Members(context)
            context.poll.set()
            context.teller.listening_since = now()
            try:
                while (hint := await self._next(hints)) is not None:
                    await self._take(await members.of(hint, session))
                    await pause(context.stop, GATHER_S)
            finally:
                context.teller.listening_since = None

    async def close(self) -> None:
        """Close the connection."""
        await self._link.close()

    async def _next(self, hints: AsyncIterator[Hint]) -> Hint | None:
        """Wait for the next hint; None when the gateway is to stop.

        Raises:
            PlatformAway: the connection ended.
        """
        coming = asyncio.ensure_future(_first(hints))
        stopped = asyncio.ensure_future(self._context.stop.wait())
        try:
            await asyncio.wait({coming, stopped}, return_when=asyncio.FIRST_COMPLETED)
            return await coming if coming.done() else None
        finally:
            coming.cancel()
            stopped.cancel()

    async def _take(self, hint: Hint) -> None:
        context = self._context
        server_pk, code = context.server.pk, context.server.code
        metrics.HINTS.labels(code).inc()
        received_at = context.told_at = now()
        if hint.deals:
            with metrics.INGEST.labels(code).time():
                result = await context.database(
                    ingest_deals, server_pk, hint.deals, watermark_s=None, at=now()
                )
            context.tally.stored(result.stored)
            context.moved_logins.update(deal.login for deal in hint.deals)
            self._poller.pushed(hint.deals)
            await context.teller.deals({deal.login for deal in hint.deals})
        if hint.quotes:
            await context.database(sync.sync_quotes, server_pk, hint.quotes)
            await context.teller.quotes(hint.quotes, received_at, heard=True)
        context.moved_logins.update(hint.logins)
        if hint.positions or hint.deals or hint.logins:
            self._feeds.hurry()


async def _first(hints: AsyncIterator[Hint]) -> Hint:
    async for hint in hints:
        return hint
    raise PlatformAway(Marked(_("the platform tells nothing any more")))
