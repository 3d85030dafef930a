"""How fast all that is open is added up and valued: exposure by symbol, and a what-if."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

import psycopg

from .harness import Slice, benchmark
from .world import World

ACCOUNTS, PER_ACCOUNT, SYMBOLS = 5_000, 20, 60
ANCHOR = "sums of the same positions by symbol in PostgreSQL, in float8, unvalued"
_PLAIN = """
SELECT symbol, side, count(*), sum(lots::float8), sum(lots::float8 * price_open::float8)
FROM trading_position GROUP BY 1, 2
"""
_ACCOUNTS = """
INSERT INTO trading_account (public_id, brand_id, entity_id, client_id, product_id, server_id, kind,
    login, "group", currency, leverage, state, failure, may_deposit, may_withdraw, may_transfer,
    may_trade, pays_partner, visible, balance, credit, equity, margin, margin_free, level, floating,
    figures_at, gap, opening_due, created_at)
SELECT 'acc_b' || n, brand_id, entity_id, client_id, product_id, server_id, kind, 10000 + n,
    "group", currency, leverage, state, failure, true, true, true, true, true, true, 10000, 0,
    10000, 2000, 8000, 500, 0, now(), 0, false, now()
FROM trading_account, generate_series(1, %s) n WHERE login = 1001
"""
_POSITIONS = """
INSERT INTO trading_position (server_id, ticket, login, account_id, symbol, side, lots,
    contract_size, price_open, price_current, stop_loss, take_profit, profit, swap, opened_at,
    synced_at)
SELECT a.server_id, a.login * 1000 + n, a.login, a.id, 'S' || (a.id * 7 + n * 13) %% %s,
    CASE WHEN (a.id + n) %% 3 = 0 THEN 'sell' ELSE 'buy' END, 0.1 * (1 + n %% 5), 100000,
    1 + (a.id * 31 + n * 17) %% 1000 / 10000.0, 1, 0, 0, 0, -0.01 * n, now(), now()
FROM trading_account a, generate_series(1, %s) n WHERE a.login > 10000
"""


class RiskContest:
    """Ours: one call a time; theirs: the plain sums on a connection that prepares nothing."""

    def __init__(self, world: World, work: Callable[[], Any], unit: int) -> None:
        self._work, self._unit = work, unit
        self._anchor = psycopg.connect(world.database_url, autocommit=True)
        self._anchor.prepare_threshold = None

    def ours(self, seconds: float) -> Slice:
        """Ask again and again for so long."""
        return self._timed(self._work, seconds)

    def theirs(self, seconds: float) -> Slice:
        """Add up for so long."""
        return self._timed(lambda: self._anchor.execute(_PLAIN).fetchall(), seconds)

    def _timed(self, work: Callable[[], Any], seconds: float) -> Slice:
        n, spent, latencies = 0, 0.0, []
        while spent < seconds:
            started = time.perf_counter()
            work()
            took = time.perf_counter() - started
            spent, n = spent + took, n + self._unit
            latencies.append(took * 1000)
        return Slice(n=n, seconds=spent, latencies_ms=latencies)

    def check(self) -> None:
        """The figures hold every position, and floating is what SQL makes of it."""
        from brokerdesk.modules.risk.queries import exposure
        from brokerdesk.modules.risk.types import View

        rows = exposure(View(None, "USD"), shared=False)
        found = sum(row.floating for row in rows), sum(row.positions for row in rows)
        query = """
            SELECT sum(CASE side WHEN 'buy' THEN 1.0500 - price_open ELSE price_open - 1.0502 END
                       * lots * contract_size + swap), count(*) FROM trading_position
        """
        wanted = self._anchor.execute(query).fetchone()
        if wanted is None or abs(found[0] - wanted[0]) > Decimal("0.01") or found[1] != wanted[1]:
            raise RuntimeError(f"exposure says {found}, the database {wanted}")


def _fill(world: World) -> int:
    """Make accounts, symbols with prices, and positions."""
    from django.apps import apps

    from brokerdesk.kit.clock import now
    from brokerdesk.modules.trading.testing import START
    from brokerdesk.modules.trading.testing import World as Trading

    get = apps.get_model
    if get("trading", "Account").objects.filter(login=10_001).exists():
        return int(get("trading", "Position").objects.count())
    trading = Trading()
    for n in range(SYMBOLS):
        get("trading", "Symbol").objects.create(
            server=trading.server, name=f"S{n}", base="EUR" if n == 0 else f"B{n}",
            profit_currency="USD", margin_currency="USD", digits=5, contract_size=100_000,
            tick_size=0, tick_value=0, volume_min=0, volume_max=0, volume_step=0,
            calc_mode="forex", synced_at=START,
        )  # fmt: skip
        get("trading", "Quote").objects.create(
            server=trading.server, symbol=f"S{n}", bid=Decimal("1.0500"), ask=Decimal("1.0502"),
            at=now(),
        )  # fmt: skip
    with psycopg.connect(world.database_url, autocommit=True) as owner:
        owner.execute(_ACCOUNTS, [ACCOUNTS * world.scale])
        owner.execute(_POSITIONS, [SYMBOLS, PER_ACCOUNT])
        owner.execute("ANALYZE trading_account; ANALYZE trading_position")
    return ACCOUNTS * world.scale * PER_ACCOUNT


@benchmark("risk.exposure", unit="positions/s", anchor=ANCHOR)
@contextmanager
def exposure_by_symbol(world: World) -> Iterator[RiskContest]:
    """Exposure of 100,000 positions by symbol, books and rates included; latency is one call."""
    from brokerdesk.modules.risk.queries import exposure
    from brokerdesk.modules.risk.types import View

    positions = _fill(world)
    yield RiskContest(world, lambda: exposure(View(None, "USD"), shared=False), positions)


@benchmark("risk.what_if", unit="positions/s", anchor=ANCHOR)
@contextmanager
def shock(world: World) -> Iterator[RiskContest]:
    """A what-if over 100,000 positions of 5,000 accounts; latency is one call."""
    from brokerdesk.modules.risk.engine.shock import Shock
    from brokerdesk.modules.risk.queries.whatif import what_if

    positions, asked = _fill(world), Shock({"S1*": -0.05}, {"EUR": 0.02})
    yield RiskContest(world, lambda: what_if(asked, None, "USD", shared=False), positions)
