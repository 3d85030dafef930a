"""A small world for the desk: accounts with positions, ticks, and a watcher that notes calls."""

from collections.abc import Collection, Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from brokerdesk.modules.trading.models import Account, Position, Quote, Symbol
from brokerdesk.modules.trading.services.ingest import ingest_deals
from brokerdesk.modules.trading.testing import World, make_account
from brokerdesk.modules.valuation.services.desk.desk import ShardDesk
from brokerdesk.modules.valuation.services.desk.lots import Lot, Told
from brokerdesk.modules.valuation.types import Cause, Facts, Levels, Valued

# A Tuesday, in the middle of the trading day.
AT = datetime(2026, 3, 3, 12, 0, tzinfo=UTC)
PAIRS = (
    ("EURUSD", "EUR", "USD"),
    ("USDJPY", "USD", "JPY"),
    ("EURGBP", "EUR", "GBP"),
    ("GBPUSD", "GBP", "USD"),
)


class Recorder:
    """Watches some accounts and notes what it is told."""

    name = "recorder"

    def __init__(self, levels: Mapping[int, Levels] | None = None) -> None:
        self.levels = dict(levels or {})
        self.calls: list[tuple[str, Any]] = []
        self.instants: list[datetime] = []
        self.desk: Any = None

    def begin(self, desk: Any) -> Mapping[int, Levels]:
        self.desk = desk
        return {pk: levels for pk, levels in self.levels.items() if desk.owns(pk)}

    def reload(self, account_pks: Collection[int]) -> None:
        for pk in account_pks:
            self.desk.watch(self.name, pk, self.levels.get(pk))

    def crossed(self, valued: Valued, cause: Cause) -> None:
        self.calls.append((cause.kind.value, valued))

    def told(self, facts: Facts, valued: Valued) -> None:
        self.calls.append(("told", (facts, valued)))

    def peaked(self, valued: Valued, cause: Cause) -> None:
        self.calls.append(("peaked", valued))

    def next_instant(self) -> datetime | None:
        return self.instants[0] if self.instants else None

    def accounts_at(self, instant: datetime) -> Collection[int]:
        self.instants.remove(instant)
        return list(self.levels)

    def at_instant(self, instant: datetime, valued: Valued) -> None:
        self.calls.append(("instant", (instant, valued)))

    def store(self, seq: int, at: datetime) -> None:
        self.calls.append(("store", seq))

    def stored(self) -> None:
        self.calls.append(("stored", None))

    def of(self, kind: str) -> list[Any]:
        """What it was told of one kind."""
        return [what for said, what in self.calls if said == kind]


def make_symbols(world: World) -> None:
    """Make currency pairs of the world's server."""
    for name, base, profit in PAIRS:
        Symbol.objects.create(
            server=world.server, name=name, base=base, profit_currency=profit,
            margin_currency=base, digits=5, contract_size=100_000, tick_size="0.00001",
            tick_value=1, volume_min=1, volume_max=1, volume_step=1, calc_mode="forex",
            synced_at=AT,
        )  # fmt: skip


def fund(account: Account, balance: str, *, at: datetime = AT) -> Account:
    """Give an account figures as its platform would report them."""
    value = Decimal(balance)
    Account.objects.filter(pk=account.pk).update(
        balance=value, equity=value, figures_at=at - timedelta(seconds=30)
    )
    account.refresh_from_db()
    return account


def another(world: World, login: int, balance: str = "1000") -> Account:
    """Make one more account."""
    return fund(make_account(world.client, world.product, login), balance)


def hold(account: Account, ticket: int, side: str = "buy", **fields: Any) -> Position:
    """Give an account a position, by default one lot of EURUSD bought at 1.10."""
    values: dict[str, Any] = {
        "symbol": "EURUSD", "lots": Decimal(1), "price_open": Decimal("1.10"),
        "swap": Decimal(0), "opened_at": AT - timedelta(hours=1), **fields,
    }  # fmt: skip
    return Position.objects.create(
        server=account.server, account=account, ticket=ticket, login=account.login or 0,
        side=side, contract_size=100_000, price_current=0, stop_loss=0, take_profit=0, profit=0,
        synced_at=AT - timedelta(minutes=1), **values,
    )  # fmt: skip


def quoted(world: World, symbol: str, bid: str, ask: str = "", at: datetime = AT) -> None:
    """Have the database know a last price."""
    Quote.objects.update_or_create(
        server=world.server, symbol=symbol, defaults={"bid": bid, "ask": ask or bid, "at": at}
    )


class Feed:
    """Lots of one server, numbered, one second apart unless an instant is given."""

    def __init__(self, server_pk: int, *, pushed: bool = True) -> None:
        self.server_pk, self.pushed = server_pk, pushed
        self.seq, self.at = 0, AT

    def lot(self, *quotes: tuple[str, str, str], **fields: Any) -> Lot:
        """Make a lot; quotes are (symbol, bid, ask), at the lot's instant unless it is given."""
        self.seq += 1
        self.at = fields.pop("received_at", self.at + timedelta(seconds=1))
        venue_at = fields.pop("venue_at", self.at)
        told = tuple(Told(s, Decimal(b), Decimal(a), venue_at) for s, b, a in quotes)
        settled: Any = {"settled_to": self.at} if self.pushed else {}
        given = {"positions_at": self.at, **settled, **fields}
        return Lot(self.seq, self.server_pk, self.at, quotes=told, pushed=self.pushed, **given)


def opened(recorder: Recorder, *, trusted: bool = True, shards: int = 1) -> ShardDesk:
    """A desk that has read the database and marks; trusted: as if compared just now."""
    desk = ShardDesk(0, shards, [recorder])
    desk.load(None, AT)
    if trusted:
        for kept in desk.accounts.kept.values():
            kept.agrees, kept.compared_at = True, AT
    desk.open(AT)
    return desk


def ingest(world: World, *deals: Any, at: datetime = AT) -> None:
    """Store deals as the gateway does."""
    ingest_deals(world.server.pk, deals, watermark_s=None, at=at)
