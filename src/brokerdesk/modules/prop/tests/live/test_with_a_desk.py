"""The watcher at a real desk: prices, deals and readings in, verdicts out."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction

from brokerdesk.kit.clock import fixed
from brokerdesk.modules.trading.models import Account, Position, Quote, Symbol
from brokerdesk.modules.trading.services.ingest import ingest_deals
from brokerdesk.modules.trading.testing import make_deal
from brokerdesk.modules.valuation.services.desk.chores import Chores
from brokerdesk.modules.valuation.services.desk.desk import ShardDesk
from brokerdesk.modules.valuation.services.desk.lots import Lot, Told
from brokerdesk.ports.trading import DealEntry, DealKind

from ...models import Decision, JournalEntry
from ...services.live.watcher import PropWatcher
from .making import FUNDED, Live, percent, rule

pytestmark = pytest.mark.django_db
S = timedelta(seconds=1)
TRAILING = rule("max_overall_loss", amount=percent("5"), mode="trail_intraday_equity")


class Venue:
    """A platform of one account that a test plays, and the desk that hears of it."""

    def __init__(self, live: Live, *, pushed: bool = True) -> None:
        self.live, self.pushed = live, pushed
        self.at, self.seq, self.tickets = live.at, 0, 500
        self.account = Account.objects.get(pk=live.stage.account_id or 0)
        Symbol.objects.create(
            server=live.world.server, name="EURUSD", base="EUR", profit_currency="USD",
            margin_currency="EUR", digits=5, contract_size=100_000, tick_size="0.00001",
            tick_value=1, volume_min=1, volume_max=1, volume_step=1, calc_mode="forex",
            synced_at=live.at,
        )  # fmt: skip
        self.figures("100000")
        self.sit()

    def sit(self) -> None:
        """A desk takes the shard over, at what is stored."""
        self.watcher = PropWatcher()
        self.desk = ShardDesk(0, 1, [self.watcher])
        with fixed(self.at):
            self.desk.load(None, self.at)
            self.trusted()
            self.desk.open(self.at)

    def figures(self, balance: str) -> None:
        Account.objects.filter(pk=self.account.pk).update(
            balance=Decimal(balance), equity=Decimal(balance), figures_at=self.at
        )

    def open(self, lots: str, price: str) -> int:
        """The trader buys."""
        self.tickets += 1
        Position.objects.create(
            server=self.live.world.server, ticket=self.tickets, login=self.account.login or 0,
            account=self.account, symbol="EURUSD", side="buy", lots=Decimal(lots),
            contract_size=100_000, price_open=Decimal(price), price_current=0, stop_loss=0,
            take_profit=0, profit=0, swap=0, opened_at=self.at, synced_at=self.at,
        )  # fmt: skip
        self._ingest(lots=Decimal(lots), price=Decimal(price), position_id=self.tickets)
        return self.tickets

    def close(self, ticket: int, profit: str) -> None:
        """He sells it again."""
        held = Position.objects.get(ticket=ticket)
        held.delete()
        self.tickets += 1
        self._ingest(
            kind=DealKind.SELL, entry=DealEntry.OUT, position_id=ticket, lots=held.lots,
            lots_closed=held.lots, price_position=held.price_open, profit=Decimal(profit),
            balance_effect=Decimal(profit),
        )  # fmt: skip

    def _ingest(self, **values: Any) -> None:
        deal = make_deal(ticket=self.tickets, login=self.account.login or 0, at=self.at, **values)
        ingest_deals(self.live.world.server.pk, [deal], watermark_s=None, at=self.at)

    def lot(
        self, bid: str = "", *, after: timedelta = S, settled_to: datetime | None = None,
        logins: Sequence[int] = (),
    ) -> None:  # fmt: skip
        """The gateway tells: a price, who changed, up to when all is known."""
        self.at += after
        self.live.at = self.at
        self.seq += 1
        price = Decimal(bid or "1")
        quotes = (Told("EURUSD", price, price + Decimal("0.0001"), self.at),) if bid else ()
        if bid:
            Quote.objects.update_or_create(
                server=self.live.world.server, symbol="EURUSD",
                defaults={"bid": price, "ask": price + Decimal("0.0001"), "at": self.at},
            )  # fmt: skip
        known = self.at if self.pushed else settled_to
        lot = Lot(
            self.seq, self.live.world.server.pk, self.at, quotes=quotes, logins=tuple(logins),
            settled_to=known, positions_at=known, pushed=self.pushed,
        )  # fmt: skip
        with fixed(self.at):
            self.trusted()
            self.desk.take(lot)
            Chores(self.desk).run()

    def trusted(self) -> None:
        """As if the platform's figures were compared just now."""
        for kept in self.desk.accounts.kept.values():
            kept.agrees, kept.compared_at = True, self.at

    def told(self) -> None:
        self.lot(logins=[self.account.login or 0])

    def store(self) -> None:
        with fixed(self.at):
            self.desk.flush_peaks()
            with transaction.atomic():
                self.watcher.store(self.seq, self.at)
            self.watcher.stored()
        self.live.stage.refresh_from_db()
        self.live.attempt.refresh_from_db()


def said(venue: Venue) -> list[str]:
    rows = Decision.objects.filter(stage=venue.live.stage).exclude(type="day_started")
    return list(rows.order_by("seq", "place").values_list("type", flat=True))


def test_a_tick_ends_a_challenge() -> None:
    venue = Venue(Live())
    venue.lot("1.1000")
    venue.open("10", "1.1001")
    venue.told()
    venue.lot("1.0952")
    assert not venue.watcher.decided
    venue.lot("1.0950")
    venue.store()
    assert (said(venue), venue.live.attempt.state) == (["breach"], "failed")
    row = Decision.objects.get(type="breach")
    assert row.line["measured"] == "94900"
    cause = JournalEntry.objects.get(stage=venue.live.stage, seq=row.seq).cause
    assert (cause["kind"], cause["symbol"], cause["bid"]) == ("tick", "EURUSD", "1.095")


def test_on_a_polled_server_the_truth_comes_with_the_next_reading() -> None:
    venue = Venue(Live(), pushed=False)
    venue.lot("1.1000", settled_to=venue.at + S)
    venue.open("10", "1.1001")
    venue.lot(settled_to=venue.at + S, logins=[venue.account.login or 0])
    venue.lot("1.0950")
    venue.store()
    assert (said(venue), venue.live.attempt.state) == (["held"], "held")
    venue.lot("1.1000", settled_to=venue.at)
    venue.store()
    assert said(venue) == ["held", "released", "breach"]
    assert venue.live.attempt.state == "failed"


def test_a_position_closed_before_the_tick_refutes_it() -> None:
    venue = Venue(Live(), pushed=False)
    venue.lot("1.1000", settled_to=venue.at + S)
    ticket = venue.open("10", "1.1001")
    venue.lot(settled_to=venue.at + S, logins=[venue.account.login or 0])
    venue.at += S
    venue.close(ticket, "-100")
    venue.lot("1.0950")
    venue.store()
    assert said(venue) == ["held"]
    venue.figures("99900")
    venue.lot(settled_to=venue.at + S, logins=[venue.account.login or 0])
    venue.lot("1.1000", settled_to=venue.at + S)
    venue.store()
    assert (said(venue), venue.live.attempt.state) == (["held", "released"], "active")
    assert venue.live.stage.balance == Decimal(99_900)


def test_a_reset_is_judged_by_the_price_before_it() -> None:
    venue = Venue(Live())
    venue.lot("1.1000")
    venue.open("10", "1.1001")
    venue.told()
    midnight = venue.at.replace(hour=0, minute=0, second=0) + timedelta(days=1)
    venue.lot("1.0990", after=midnight - venue.at - S)
    venue.lot("1.1050", after=2 * S)
    venue.store()
    row = Decision.objects.filter(stage=venue.live.stage, type="day_started").latest("seq")
    assert (row.line["equity"], row.at) == ("98900", midnight)


def test_a_peak_on_the_way_raises_the_floor() -> None:
    venue = Venue(Live(phases=[{"name": "Trailing", "rules": [TRAILING]}, FUNDED]))
    venue.lot("1.1000")
    venue.open("10", "1.1000")
    venue.told()
    venue.lot("1.1040")
    venue.lot("1.0995")
    venue.store()
    assert said(venue) == []
    assert venue.live.stage.floor == Decimal(99_000)
    venue.lot("1.0989")
    venue.store()
    assert said(venue) == ["breach"]


def test_another_desk_goes_on_where_one_stopped() -> None:
    venue = Venue(Live())
    venue.lot("1.1000")
    ticket = venue.open("10", "1.1001")
    venue.told()
    venue.store()
    venue.at += S
    venue.close(ticket, "1000")
    venue.figures("101000")
    venue.sit()
    venue.lot("1.1000")
    venue.store()
    assert venue.live.stage.balance == Decimal(100_000), "nobody knows the price before the deal"
    venue.lot("1.1000", after=timedelta(minutes=10))
    venue.store()
    assert (venue.live.stage.balance, venue.live.stage.equity) == (
        Decimal(101_000), Decimal(101_000),
    )  # fmt: skip
    kinds = [row.event["type"] for row in JournalEntry.objects.order_by("seq")]
    assert kinds.count("position_closed") == 1
