"""Prices that two connections of a gateway write at once: heard ones and read ones."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

from django.db import connection

from brokerdesk.ports.trading import Quote

from ..models import Quote as QuoteTable
from ..services.sync import sync_quotes
from ..testing import START, World

SYMBOLS = [f"S{n:03}" for n in range(120)]
ROUNDS = 60


def test_prices_in_opposite_orders_do_not_deadlock(fresh_db: str) -> None:
    world = World()

    def write(symbols: Sequence[str]) -> None:
        quotes = [Quote(symbol, Decimal(1), Decimal(2), START) for symbol in symbols]
        try:
            for _ in range(ROUNDS):
                sync_quotes(world.server.pk, quotes)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        for running in [pool.submit(write, o) for o in (SYMBOLS, SYMBOLS[::-1])]:
            running.result(timeout=60)
    assert QuoteTable.objects.count() == len(SYMBOLS)
