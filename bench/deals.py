"""Deals for the benchmarks, and the plain COPY they are measured against."""

import time
from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

import psycopg

from .harness import Slice

if TYPE_CHECKING:
    from brokerdesk.ports.trading import PlatformDeal

CLIENTS = 500
BATCH = 1_000
LEVELS = 3
COPY_ANCHOR = "COPY of the same rows into a table with the same indexes"


class DealFactory:
    """Makes decoded platform deals with rising tickets over some logins."""

    def __init__(self, logins: Sequence[int], *, closing: bool) -> None:
        self._logins = logins
        self._closing = closing
        self.ticket = 0
        self.closed = 0

    def batch(self, size: int) -> "list[PlatformDeal]":
        """Make a batch; with `closing` every second deal of a login shard closes with a result."""
        return [self._next() for _ in range(size)]

    def _next(self) -> "PlatformDeal":
        from brokerdesk.modules.trading.rules import SHARDS
        from brokerdesk.modules.trading.testing import make_deal
        from brokerdesk.ports.trading import DealEntry

        self.ticket += 1
        login = self._logins[self.ticket % len(self._logins)]
        if not self._closing or self.ticket // SHARDS % 2:
            return make_deal(ticket=self.ticket, login=login)
        self.closed += 1
        result, lots = Decimal(self.ticket % 199 - 99), Decimal("0.10")
        return make_deal(
            ticket=self.ticket,
            login=login,
            entry=DealEntry.OUT,
            lots=lots,
            lots_closed=lots,
            profit=result,
            commission=Decimal("-0.70"),
            balance_effect=result - Decimal("0.70"),
        )


def live_accounts(prefix: str) -> tuple[int, list[int]]:
    """Make a brand, a server and live accounts; give the server's key and the logins."""
    from brokerdesk.modules.trading.testing import (
        make_account,
        make_brand,
        make_client,
        make_product,
        make_server,
    )

    brand = make_brand(prefix)
    server = make_server(brand, prefix)
    product = make_product(brand, server)
    logins = list(range(10_000, 10_000 + CLIENTS))
    for login in logins:
        make_account(make_client(brand, f"c{login}"), product, login)
    return server.pk, logins


class CopyAnchor:
    """Plain COPY of deal rows into a table with the indexes of the real one."""

    def __init__(self, database_url: str, server_pk: int, deals: DealFactory) -> None:
        self._server_pk = server_pk
        self._deals = deals
        with psycopg.connect(database_url) as owner:
            owner.execute("DROP TABLE IF EXISTS bench_deal")
            owner.execute("CREATE TABLE bench_deal (LIKE trading_deal INCLUDING ALL)")
            owner.execute("GRANT INSERT ON bench_deal TO brokerdesk_app")

    def slice(self, seconds: float) -> Slice:
        """Copy batches and commit each for so long."""
        from django.db import connection, transaction
        from psycopg import sql

        from brokerdesk.kit.clock import now
        from brokerdesk.modules.trading.services.staging import COLUMNS, deal_values

        copy = sql.SQL("COPY bench_deal ({}) FROM STDIN").format(
            sql.SQL(", ").join(map(sql.Identifier, COLUMNS))
        )
        n, spent = 0, 0.0
        while spent < seconds:
            rows = [
                deal_values(self._server_pk, deal, 1, None, now())
                for deal in self._deals.batch(BATCH)
            ]
            started = time.perf_counter()
            with (
                transaction.atomic(),
                connection.cursor() as cursor,
                cursor.cursor.copy(copy) as sink,
            ):
                for row in rows:
                    sink.write_row(row)
            spent += time.perf_counter() - started
            n += BATCH
        return Slice(n=n, seconds=spent)
