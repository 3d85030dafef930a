"""The rows of the day: challenges, symbols, and what the gateway writes of deals and figures."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal

from django.db import connection, transaction

from brokerdesk.core.actors import SYSTEM
from brokerdesk.kit.clock import fixed
from brokerdesk.modules.prop.models import Order, Programme, ProgrammeVersion, Stage
from brokerdesk.modules.prop.services.lifecycle import begin_stage, start_attempt
from brokerdesk.modules.prop.services.news import Told, add_releases
from brokerdesk.modules.trading.models import (
    Account,
    GatewayReport,
    Position,
    Product,
    Quote,
    Symbol,
)
from brokerdesk.modules.trading.services.ingest import ingest_deals
from brokerdesk.modules.trading.testing import World, make_deal, make_product
from brokerdesk.modules.valuation.models import QuoteRule
from brokerdesk.ports.trading import DealEntry, DealKind, PlatformDeal

from .expected import releases
from .market import SYMBOLS, Day, first_prices
from .programmes import Row, programmes
from .traders import CONTRACTS, Move

FIRST_LOGIN = 5000
BEFORE = timedelta(minutes=1)
_FIGURES = """
UPDATE trading_account a SET balance = v.balance, equity = v.equity,
    floating = v.equity - v.balance, figures_at = %s
FROM unnest(%s::bigint[], %s::numeric[], %s::numeric[]) AS v (login, balance, equity)
WHERE a.login = v.login
"""


@dataclass
class House:
    """A brand with its challenges: the trader of number n has the login FIRST_LOGIN + n."""

    day: Day
    count: int
    world: World = field(default_factory=World)
    documents: Sequence[Row] = field(default_factory=programmes)
    stages: list[Stage] = field(default_factory=list)
    accounts: list[int] = field(default_factory=list)
    _deals: int = 1_000_000

    @property
    def began_at(self) -> datetime:
        """When the challenges begin."""
        return self.day.begin - BEFORE

    def document(self, trader: int) -> Row:
        """The programme of a trader."""
        return self.documents[trader % len(self.documents)]

    def make(self) -> None:
        """Make everything as it stands when the day begins."""
        with fixed(self.began_at):
            self._symbols()
            product = make_product(self.world.brand, self.world.server, kind="demo")
            versions = [self._version(n, row, product) for n, row in enumerate(self.documents)]
            for trader in range(self.count):
                self._stage(trader, versions[trader % len(versions)], product)
            self._news()
        self.read(self.began_at)

    def _symbols(self) -> None:
        server, at = self.world.server, self.began_at
        for place, mask in enumerate(("BTC*", "ETH*")):
            QuoteRule.objects.create(mask=mask, sort=place, trades_weekends=True)
        for one in SYMBOLS:
            Symbol.objects.create(
                server=server, name=one.name, base=one.base, profit_currency=one.profit,
                margin_currency=one.base, digits=one.digits, contract_size=one.contract,
                tick_size=Decimal(1).scaleb(-one.digits), tick_value=1, volume_min=1,
                volume_max=100, volume_step=1, calc_mode=one.mode, synced_at=at,
            )  # fmt: skip
        for name, bid, ask in first_prices():
            Quote.objects.create(server=server, symbol=name, bid=bid, ask=ask, at=at)

    def _version(self, number: int, document: Row, product: Product) -> ProgrammeVersion:
        programme = Programme.objects.create(
            brand=self.world.brand, code=f"p{number}", title=document["name"], family="p",
            created_at=self.began_at,
        )  # fmt: skip
        return ProgrammeVersion.objects.create(
            programme=programme, number=1, document=document, terms={
                "fee": {"amount": "100", "currency": "USD"}, "split": ["0.80"],
                "products": [product.public_id],
            }, created_by="day", created_at=self.began_at,
        )  # fmt: skip

    def _stage(self, trader: int, version: ProgrammeVersion, product: Product) -> None:
        at = self.began_at
        order = Order.objects.create(
            brand=self.world.brand, client=self.world.client, version=version, state="paid",
            document=version.document, terms=version.terms, fingerprint="x",
            product_id=product.public_id, price=100, currency="USD", created_at=at,
        )  # fmt: skip
        start_attempt(order.public_id, at=at)
        stage = Stage.objects.latest("pk")
        Account.objects.filter(pk=stage.account_id or 0).update(
            login=FIRST_LOGIN + trader, state="active", balance=100_000, equity=100_000,
            figures_at=at,
        )  # fmt: skip
        begin_stage(stage.public_id, deal_pk=0, began_at=at, at=at)
        self.stages.append(stage)
        self.accounts.append(stage.account_id or 0)

    def _news(self) -> None:
        instants = {at for row in self.documents for at in releases(row, self.day)}
        told = [Told(at=at, title="Rates") for at in sorted(instants)]
        add_releases(self.world.brand.pk, told, actor=SYSTEM, at=self.began_at)

    # What the gateway writes.

    def deal(self, moves: Iterable[Move]) -> None:
        """Store deals and, with them, positions as the next reading shows them."""
        found: dict[datetime, list[Move]] = defaultdict(list)
        for move in moves:
            found[move.at].append(move)
        for at, together in found.items():
            with fixed(at), transaction.atomic():
                ingest_deals(
                    self.world.server.pk, [self._deal(move) for move in together],
                    watermark_s=None, at=at,
                )  # fmt: skip
                for move in together:
                    self._position(move)

    def _deal(self, move: Move) -> PlatformDeal:
        self._deals += 1
        zero = Decimal(0)
        side = DealKind.BUY if move.long == move.opens else DealKind.SELL
        return make_deal(
            ticket=self._deals, login=FIRST_LOGIN + move.trader, at=move.at, kind=side,
            entry=DealEntry.IN if move.opens else DealEntry.OUT, symbol=move.symbol,
            position_id=move.ticket, lots=move.lots,
            lots_closed=zero if move.opens else move.lots,
            contract_size=Decimal(CONTRACTS[move.symbol]), price=move.price,
            price_position=zero if move.opens else move.price_open, profit=move.profit,
            commission=move.commission, balance_effect=move.profit + move.commission,
        )  # fmt: skip

    def _position(self, move: Move) -> None:
        held = Position.objects.filter(server=self.world.server, ticket=move.ticket)
        if not move.left:
            held.delete()
        elif not move.opens:
            held.update(lots=move.left, synced_at=move.at)
        else:
            Position.objects.create(
                server=self.world.server, account_id=self.accounts[move.trader],
                login=FIRST_LOGIN + move.trader, ticket=move.ticket, symbol=move.symbol,
                side="buy" if move.long else "sell", lots=move.lots,
                contract_size=CONTRACTS[move.symbol], price_open=move.price_open,
                price_current=0, stop_loss=0, take_profit=0, profit=0, swap=0,
                opened_at=move.at, synced_at=move.at,
            )  # fmt: skip

    def read(self, at: datetime) -> None:
        """Note that positions were read."""
        GatewayReport.objects.update_or_create(
            server=self.world.server,
            defaults={
                "process": "day", "since": self.began_at, "reported_at": at, "deals": 0,
                "deals_per_s": 0, "commands": 0, "connects": 0, "reconnects": 0, "errors": 0,
                "readings": {"positions": {"at": at.isoformat(), "every_s": 1}},
            },
        )  # fmt: skip

    def figures(self, at: datetime, figures: Sequence[tuple[Decimal, Decimal]]) -> None:
        """Store what the platform says of balances and equities, in order of traders."""
        logins = [FIRST_LOGIN + trader for trader in range(len(figures))]
        balances, equities = zip(*figures, strict=True)
        with connection.cursor() as cursor:
            cursor.execute(_FIGURES, [at, logins, list(balances), list(equities)])
