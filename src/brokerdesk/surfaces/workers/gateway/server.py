"""One server's gateway from election to stop."""

import asyncio
import logging

from django.conf import settings

from brokerdesk.kit.clock import now
from brokerdesk.modules.trading.services.operations import recover_in_flight
from brokerdesk.modules.trading.services.servers import keep_report, platform_of, set_health
from brokerdesk.modules.trading.types import ServerRow
from brokerdesk.ports.spec import adapters

from . import metrics
from .commands import Commander
from .context import Context, repeat
from .database import Database
from .deals import DealPoller, lag_s
from .election import Election
from .feeds import Feeds
from .pace import Pace
from .pushes import PushReader
from .rescans import Rescanner
from .rpc import Desk
from .tally import Tally

log = logging.getLogger(__name__)
AWAY_AFTER_S = 10


class ServerGateway:
    """Serves one server once it is elected."""

    def __init__(
        self, server: ServerRow, database: Database, pace: Pace, stop: asyncio.Event
    ) -> None:
        platform = platform_of(server.kind, server.config)
        capabilities = adapters.get("trading", server.kind).capabilities
        self.context = Context(server, platform, database, pace, capabilities, stop)

    async def run(self) -> None:
        """Wait for the election, then work until stopped. A surprise ends it with an exception."""
        context = self.context
        async with Election(context.server.pk, context.stop) as election:
            if not await election.won():
                return
            log.info("serving %s", context.server.code)
            context.tally = Tally(context.server.code)
            stranded = await context.database(recover_in_flight, context.server.pk, at=now())
            if stranded:
                log.warning("%s: %s commands are in doubt", context.server.code, stranded)
            await self._work(election)

    async def _work(self, election: Election) -> None:
        context, pace = self.context, self.context.pace
        poller, feeds, commander = DealPoller(context), Feeds(context), Commander(context)
        pushes = PushReader(context, poller, feeds)
        try:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(election.watch())
                tasks.create_task(repeat(context, context.poll_s, poller.step, context.poll))
                if context.told:
                    tasks.create_task(repeat(context, pace.retry_s, pushes.step))
                tasks.create_task(repeat(context, feeds.pause_s, feeds.step))
                tasks.create_task(repeat(context, pace.work_s, commander.step, context.work))
                tasks.create_task(
                    repeat(context, pace.rescan_s, Rescanner(context).step, context.rescan)
                )
                tasks.create_task(repeat(context, pace.health_s, self._report))
                if settings.NATS_URL:
                    tasks.create_task(context.teller.writer.keep(context.stop))
                    tasks.create_task(Desk(context).run())
        finally:
            for part in (poller, feeds, commander, pushes, context.teller.writer):
                await part.close()

    async def _report(self) -> None:
        """Tell how the server is doing."""
        context, lag = self.context, lag_s(self.context)
        away = lag is None or lag > AWAY_AFTER_S + context.poll_s
        detail = context.unread if away else ""
        told = context.tally.report(context.told_at, context.readings())
        waiting = await context.database(keep_report, context.server.pk, told, at=now())
        metrics.QUEUE.labels(context.server.code).set(waiting)
        if lag is None and not detail:
            return
        metrics.UP.labels(context.server.code).set(0 if away else 1)
        if lag is not None:
            metrics.LAG.labels(context.server.code).set(float(lag))
        state = "away" if away else "up"
        await context.database(
            set_health, context.server.pk, state, lag_s=lag, detail=detail, at=now()
        )
