"""A desk to look from: a brand whose clients hold positions, with prices and rates."""

from copy import deepcopy
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.apps import apps

from brokerdesk.modules.trading.services.ingest import ingest_deals
from brokerdesk.modules.trading.testing import START, World, make_account, make_client, make_product
from tests.harness.worlds import Keeper

D = Decimal
SYMBOLS = {
    "EURUSD": ("EUR", "USD", "forex", 100_000, "1.1000", "1.1002"),
    "USDJPY": ("USD", "JPY", "forex", 100_000, "150.00", "150.02"),
    "GBPUSD": ("GBP", "USD", "forex", 100_000, "1.2500", "1.2504"),
    "US30": ("USD", "USD", "cfd_index", 1, "40000", "40004"),
    "XAUUSD": ("XAU", "USD", "cfd", 100, "2000.00", "2000.50"),
}


def get(app: str, model: str) -> Any:
    return apps.get_model(app, model)


@dataclass
class Desk:
    """Alice's account in USD and Bob's in EUR, both live, and what platforms quote."""

    world: World = field(default_factory=World)
    bob: Any = field(init=False)
    tickets: int = 5000

    def __post_init__(self) -> None:
        world = self.world
        euro = make_product(world.brand, world.server, currency="EUR")
        self.bob = make_account(make_client(world.brand, "Bob"), euro, 1002)
        for name, (base, quoted, mode, size, bid, ask) in SYMBOLS.items():
            get("trading", "Symbol").objects.create(
                server=world.server, name=name, base=base, profit_currency=quoted,
                margin_currency=base, digits=5, contract_size=size, tick_size=0, tick_value=0,
                volume_min=0, volume_max=0, volume_step=0, calc_mode=mode, synced_at=START,
            )  # fmt: skip
            self.quote(name, bid, ask)

    @property
    def alice(self) -> Any:
        """Alice's account."""
        return self.world.account

    def quote(self, symbol: str, bid: str, ask: str, at: datetime = START) -> None:
        """Let the platform quote a symbol."""
        get("trading", "Quote").objects.update_or_create(
            server=self.world.server, symbol=symbol,
            defaults={"bid": D(bid), "ask": D(ask), "at": at},
        )  # fmt: skip

    def position(
        self, account: Any, symbol: str, side: str, lots: str, price: str, **more: Any
    ) -> Any:
        """Let an account hold a position."""
        self.tickets += 1
        values = {
            "price_current": D(price), "stop_loss": 0, "take_profit": 0, "profit": 0,
            "swap": 0, "opened_at": START, "synced_at": START, **more,
        }  # fmt: skip
        return get("trading", "Position").objects.create(
            server=account.server, ticket=self.tickets, login=account.login, account=account,
            symbol=symbol, side=side, lots=D(lots), contract_size=SYMBOLS[symbol][3],
            price_open=D(price), **values,
        )  # fmt: skip

    def close(self, account: Any, profit: str, *, at: datetime, **fields: Any) -> None:
        """Let an account close a trade with a profit."""
        deal = self.world.closing(profit, login=account.login, at=at, **fields)
        ingest_deals(self.world.server.pk, [deal], watermark_s=None, at=at)


@pytest.fixture(scope="module")
def opened(keep: Keeper) -> Desk:
    """A small desk."""
    return keep(Desk)


@pytest.fixture
def desk(db: None, opened: Desk) -> Desk:
    """That desk, for one test."""
    return deepcopy(opened)


def later(hours: int = 1) -> datetime:
    """So many hours after the world began."""
    return START + timedelta(hours=hours)
