"""How fast deals are stored with de-duplication."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from .deals import BATCH, COPY_ANCHOR, CopyAnchor, DealFactory, live_accounts
from .harness import Slice, benchmark
from .world import World

if TYPE_CHECKING:
    from brokerdesk.ports.trading import PlatformDeal


class IngestContest:
    """Ours: the ingest service, a batch a call and commit, a tenth of each seen before."""

    def __init__(self, world: World) -> None:
        self._server_pk, logins = live_accounts("ingest")
        self._deals = DealFactory(logins, closing=False)
        self._anchor = CopyAnchor(
            world.database_url, self._server_pk, DealFactory(logins, closing=False)
        )
        self._stored = 0

    def ours(self, seconds: float) -> Slice:
        """Ingest for so long; making the deals is not counted."""
        from brokerdesk.kit.clock import now
        from brokerdesk.modules.trading.services.ingest import ingest_deals

        n, spent = 0, 0.0
        again: list[PlatformDeal] = []
        while spent < seconds:
            fresh = self._deals.batch(BATCH - len(again))
            deals = [*again, *fresh]
            started = time.perf_counter()
            done = ingest_deals(self._server_pk, deals, watermark_s=None, at=now())
            spent += time.perf_counter() - started
            n += len(deals)
            self._stored += done.stored
            again = fresh[: BATCH // 10]
        return Slice(n=n, seconds=spent)

    def theirs(self, seconds: float) -> Slice:
        """Copy for so long."""
        return self._anchor.slice(seconds)

    def check(self) -> None:
        """Each ticket is stored once and in a batch that says so."""
        from django.db.models import Sum

        from brokerdesk.modules.trading.models import Deal, DealBatch

        rows = Deal.objects.filter(server_id=self._server_pk)
        counted = DealBatch.objects.filter(server_id=self._server_pk).aggregate(n=Sum("count"))
        if not rows.count() == self._stored == self._deals.ticket == counted["n"]:
            raise RuntimeError("deals are missing or doubled after the run")


@benchmark("trading.ingest", unit="deals/s", anchor=COPY_ANCHOR)
@contextmanager
def ingest(world: World) -> Iterator[IngestContest]:
    """Batches of 1,000 deals through the public service, stored once by server and ticket."""
    yield IngestContest(world)
