"""From a decoded deal to stored, mirrored, accrued for three levels and reported, all durable."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import TYPE_CHECKING

from .deals import COPY_ANCHOR, LEVELS, CopyAnchor, DealFactory, live_accounts
from .harness import Slice, benchmark
from .world import World

if TYPE_CHECKING:
    from brokerdesk.ports.trading import PlatformDeal

BATCH = 1_000
STEADY_BATCH = 80  # every TICK_S: 320 deals/s
STEADY_S = 2.0
TICK_S = 0.25
PATIENCE_S = 30.0
BACKLOG_S = 240.0
WORKERS = ("relay", "consumers")


@contextmanager
def workers(world: World) -> Iterator[None]:
    """Run the relay and the consumers as the house does: processes of their own."""
    env = os.environ | {
        "DATABASE_URL": world.database_url,
        "NATS_URL": world.nats_url,
        "DATA_DIR": str(world.data_dir),
    }
    started = [
        subprocess.Popen(
            [sys.executable, "-m", "brokerdesk.surfaces.cli", "worker", name],
            env=env,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        for name in WORKERS
    ]
    try:
        yield
    finally:
        for process in started:
            process.terminate()
        for process in started:
            process.wait(timeout=15)


def make_partners(logins: list[int]) -> None:
    """Put every client below a chain of three partners with a plan of three levels."""
    from django.apps import apps

    from brokerdesk.core.actors import SYSTEM
    from brokerdesk.kit.clock import now
    from brokerdesk.modules.partners.services import (
        add_plan,
        apply_as_partner,
        approve_partner,
        attribute_client,
    )
    from brokerdesk.modules.trading.models import Account
    from brokerdesk.modules.trading.testing import make_client

    accounts = Account.objects.filter(login__in=logins, server__code="pipeline")
    brand = apps.get_model("brands", "Brand").objects.get(code="pipeline")
    body = {
        "distribution": "level",
        "levels": ["6", "3", "1"],
        "rules": [{"basis": "lot", "value": "1"}],
    }
    add_plan(brand_pk=brand.pk, name="Bench", currency="USD", body=body, default=True, actor=SYSTEM)
    code = ""
    for level in range(LEVELS):
        client = make_client(brand, f"partner{level}")
        if code:
            attribute_client(client.public_id, code, actor=SYSTEM, at=now(), reason="bench")
        partner = apply_as_partner(client.public_id, actor=SYSTEM)
        approve_partner(partner.public_id, actor=SYSTEM, at=now())
        code = partner.code
    for account in accounts.select_related("client"):
        attribute_client(account.client.public_id, code, actor=SYSTEM, at=now(), reason="bench")


class Watch:
    """Notes when the accruals of each batch can be read, and when all is reported."""

    def __init__(self) -> None:
        self.since: dict[int, float] = {}
        self.latencies_ms: list[float] = []

    def follow(self, until: float) -> None:
        """Look for waiting batches every few milliseconds; their accruals end the wait."""
        from django.db import connection

        with connection.cursor() as cursor:
            while self.since and time.perf_counter() < until:
                cursor.execute(
                    "SELECT DISTINCT batch_id FROM partners_accrual WHERE batch_id = ANY(%s)",
                    [list(self.since)],
                )
                now = time.perf_counter()
                for (batch_id,) in cursor.fetchall():
                    self.latencies_ms.append((now - self.since.pop(batch_id)) * 1000)
                time.sleep(0.004)
        connection.close()


class PipelineContest:
    """Ours: ingest in batches, and wait until every handler is done."""

    def __init__(self, world: World) -> None:
        self._server_pk, logins = live_accounts("pipeline")
        make_partners(logins)
        self._deals = DealFactory(logins, closing=True)
        self._last_ids: tuple[int, ...] = ()
        self._anchor = CopyAnchor(
            world.database_url, self._server_pk, DealFactory(logins, closing=True)
        )

    def ours(self, seconds: float) -> Slice:
        """Flood for so long and until all is durable; then a steady 300 deals/s for latency."""
        count = max(BATCH, int(seconds * 3_000) // BATCH * BATCH)
        batches = [self._deals.batch(BATCH) for _ in range(count // BATCH)]
        started = time.perf_counter()
        for deals in batches:
            self._ingest(deals)
        self._wait_for_all()
        spent = time.perf_counter() - started
        return Slice(n=count, seconds=spent, latencies_ms=self._steady())

    def _ingest(self, deals: "list[PlatformDeal]") -> tuple[int, ...]:
        from brokerdesk.core.events import wake
        from brokerdesk.kit.clock import now
        from brokerdesk.modules.trading.services.ingest import ingest_deals

        done = ingest_deals(self._server_pk, deals, watermark_s=None, at=now())
        wake()
        self._last_ids = done.batch_ids
        return done.batch_ids

    def _wait_for_all(self) -> None:
        """Wait until every batch is accrued and reported.

        The last batch of each login shard is accrued last; looking at more would slow it down.
        """
        until = time.perf_counter() + PATIENCE_S
        while self._behind():
            if time.perf_counter() > until:
                raise RuntimeError("the handlers did not catch up")
            time.sleep(0.02)

    def _behind(self) -> bool:
        from django.db.models import Sum

        from brokerdesk.modules.partners.models import Accrual
        from brokerdesk.modules.reports.models import DailyFigure

        seen = Accrual.objects.filter(batch_id__in=self._last_ids).values("batch_id").distinct()
        if seen.count() < len(self._last_ids):
            return True
        figures = DailyFigure.objects.filter(brand__code="pipeline").values_list("metric")
        counted: dict[str, int] = dict(figures.annotate(n=Sum("count")))
        return (
            counted.get("volume", 0) < self._deals.ticket
            or counted.get("commissions", 0) < self._deals.closed * LEVELS
        )

    def _steady(self) -> list[float]:
        """Ingest what a poll brings, four polls a second; time each batch to readable accruals.

        A gateway polls once a second by default; more, smaller batches are the harder case. Of so
        many deals in a row each login shard has some that close: every batch accrues.
        """
        watch = Watch()
        began = time.perf_counter()
        follower: threading.Thread | None = None
        for tick in range(int(STEADY_S / TICK_S)):
            pause = began + tick * TICK_S - time.perf_counter()
            if pause > 0:
                time.sleep(pause)
            deals = self._deals.batch(STEADY_BATCH)
            arrived = time.perf_counter()
            for batch_id in self._ingest(deals):
                watch.since[batch_id] = arrived
            if follower is None or not follower.is_alive():
                follower = threading.Thread(target=watch.follow, args=(arrived + PATIENCE_S,))
                follower.start()
        if follower is not None:
            follower.join()
        watch.follow(time.perf_counter() + PATIENCE_S)
        return watch.latencies_ms

    def theirs(self, seconds: float) -> Slice:
        """Copy for so long."""
        return self._anchor.slice(seconds)

    def check(self) -> None:
        """Mirrors, accruals and figures agree with the deals."""
        from django.db.models import Sum

        from brokerdesk.modules.ledger.queries import drifts, trial_balance
        from brokerdesk.modules.partners.models import Accrual
        from brokerdesk.modules.trading.models import Account, Deal

        self._wait_for_all()
        deals = Deal.objects.filter(server_id=self._server_pk)
        effect = deals.aggregate(n=Sum("balance_effect"))["n"] or Decimal(0)
        own = Account.objects.filter(server_id=self._server_pk).values_list("public_id", flat=True)
        codes = {f"account:{account_id}:mirror" for account_id in own}
        mirrors = sum(
            (row.balance for row in trial_balance() if row.code.rpartition(":")[0] in codes),
            Decimal(0),
        )
        accrued = Accrual.objects.filter(deal__server_id=self._server_pk)
        paid = accrued.aggregate(n=Sum("amount"))["n"]
        closed = deals.filter(entry="out").aggregate(n=Sum("lots"))["n"]
        if mirrors != effect or paid != closed * 10 or drifts():
            raise RuntimeError(f"mirrors {mirrors} of {effect}, accrued {paid} of {closed * 10}")


@benchmark("pipeline.deals", unit="deals/s", anchor=COPY_ANCHOR)
@contextmanager
def pipeline(world: World) -> Iterator[PipelineContest]:
    """Deals through ingest, relay, consumers, accrual and reports."""
    contest = PipelineContest(world)
    with workers(world):
        _wait_for_handlers()
        yield contest


def _wait_for_handlers() -> None:
    """Wait until all is handled that earlier benchmarks, which run without workers, left behind."""
    from brokerdesk.core.events.health import health
    from brokerdesk.core.events.queries import waiting
    from brokerdesk.core.events.registry import groups

    until = time.perf_counter() + BACKLOG_S
    while (found := health()).waiting or found.unpublished or any(waiting(g) for g in groups()):
        if time.perf_counter() > until:
            raise RuntimeError("relay and consumers did not catch up with earlier events")
        time.sleep(1)
