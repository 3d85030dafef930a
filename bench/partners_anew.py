"""Commission of many accrued deals computed anew and compared with what stands."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import psycopg

from .harness import SLICE_S, Slice, benchmark
from .partners import LEVELS, AccrueContest
from .world import World

SEED = 10_000  # deals that are ingested and accrued; the others are copies of them
COPIES = 10  # 100,000 deals; `--scale 10` makes them a million
ANCHOR = "COPY of the same deals' accrual rows out of the database"
_SHIFTED = {
    "ticket": "o.ticket + %(shift)s",
    "occurred_at": "o.occurred_at + %(shift)s * interval '1 ms'",
}
_COLUMNS = """
SELECT quote_ident(attname) FROM pg_attribute
WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped AND attname <> 'id'
"""
_DEALS = """
INSERT INTO trading_deal ({names}) SELECT {values} FROM trading_deal o
WHERE o.server_id = %(server)s AND o.ticket <= %(seed)s ORDER BY o.id
"""
_LINES = """
INSERT INTO partners_accrual ({names}) SELECT {values}
FROM partners_accrual a JOIN trading_deal o ON o.id = a.deal_id
JOIN trading_deal n ON n.server_id = o.server_id AND n.ticket = o.ticket + %(shift)s
WHERE o.server_id = %(server)s AND o.ticket <= %(seed)s ORDER BY a.id
"""
_OUT = """
COPY (
    SELECT deal_id, partner_id, level, kind, amount, currency, reason FROM partners_accrual
    WHERE deal_id IN (SELECT id FROM trading_deal WHERE occurred_at >= %s AND occurred_at < %s)
) TO STDOUT
"""
_SPOIL = """
UPDATE partners_accrual SET amount = amount + 0.00000001
WHERE id = (SELECT max(id) FROM partners_accrual)
"""


def multiply(owner: psycopg.Connection[tuple[Any, ...]], server_pk: int, copies: int) -> None:
    """Copy the first deals of a server and their lines, in their order; nothing else refers."""
    statements = [
        _insert(owner, "trading_deal", _DEALS, "o", _SHIFTED),
        _insert(owner, "partners_accrual", _LINES, "a", {"deal_id": "n.id"}),
    ]
    for copy in range(1, copies):
        given = {"server": server_pk, "seed": SEED, "shift": copy * SEED}
        for statement in statements:
            owner.execute(statement.encode(), given)
    owner.commit()
    owner.autocommit = True
    owner.execute("VACUUM ANALYZE trading_deal, partners_accrual")


def _insert(
    owner: psycopg.Connection[tuple[Any, ...]],
    table: str,
    query: str,
    alias: str,
    other: dict[str, str],
) -> str:
    names = [str(row[0]) for row in owner.execute(_COLUMNS, [table])]
    values = [other.get(name, f"{alias}.{name}") for name in names]
    return query.format(names=", ".join(names), values=", ".join(values))


class RecomputeContest(AccrueContest):
    """Ours: compute accrued deals anew, in two processes. Theirs: read their lines."""

    def __init__(self, world: World) -> None:
        super().__init__(world, "recompute")
        while self._ticket < SEED:
            super().ours(0.001)
        self._all, self._deals_read = SEED * COPIES * world.scale, 0
        self._database_url = world.database_url
        with psycopg.connect(world.database_url) as owner:
            multiply(owner, self._server.pk, COPIES * world.scale)

    def ours(self, seconds: float) -> Slice:
        """Compute all deals anew at once; to warm up, a hundredth of them."""
        started = time.perf_counter()
        deals, differing = self._recomputed(self._all // (100 if seconds < SLICE_S else 1))
        if differing:
            raise RuntimeError(f"{differing} lines differ when computed anew")
        return Slice(n=deals, seconds=time.perf_counter() - started)

    def _recomputed(self, count: int) -> tuple[int, int]:
        """How many of the first deals were computed, and how many lines differ."""
        from brokerdesk.kit.clock import now
        from brokerdesk.modules.partners.services import recompute
        from brokerdesk.modules.trading.testing import START

        until = START + timedelta(milliseconds=count + 1)
        found = recompute(self._brand.pk, START, until, at=now())
        if (found.deals, found.lines) != (count, count * LEVELS):
            raise RuntimeError(f"{found.lines} lines of {found.deals} deals, not {count}")
        return found.deals, len(found.differing)

    def theirs(self, seconds: float) -> Slice:
        """Copy the deals' lines out for so long, ten thousand deals at a time."""
        from django.db import connection

        from brokerdesk.modules.trading.testing import START

        n, started = 0, time.perf_counter()
        while time.perf_counter() - started < seconds:
            begin = START + timedelta(milliseconds=self._deals_read % self._all + 1)
            self._deals_read += SEED
            period = (begin, begin + timedelta(milliseconds=SEED))
            with connection.cursor() as cursor, cursor.cursor.copy(_OUT, period) as lines:
                n += sum(bytes(block).count(b"\n") for block in lines) // LEVELS
        return Slice(n=n, seconds=time.perf_counter() - started)

    def check(self) -> None:
        """A line that is changed by the smallest amount is found, and no other."""
        with psycopg.connect(self._database_url) as owner:
            owner.execute(_SPOIL)
        deals, differing = self._recomputed(self._all)
        if differing != 1:
            raise RuntimeError(f"{differing} lines of {deals} deals differ, not the one changed")


@benchmark("partners.recompute", unit="deals/s", anchor=ANCHOR)
@contextmanager
def recompute(world: World) -> Iterator[RecomputeContest]:
    """Five levels, 500 rules, 20,000 partners; 100,000 deals that were accrued."""
    yield RecomputeContest(world)
