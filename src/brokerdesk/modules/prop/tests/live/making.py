"""A stage on a desk that a test steers: one symbol, positions and deals, valued exactly."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction

from brokerdesk.kit.clock import fixed
from brokerdesk.modules.trading.models import Account
from brokerdesk.modules.trading.queries import deals_after
from brokerdesk.modules.trading.services.ingest import ingest_deals
from brokerdesk.modules.trading.testing import START, World, make_deal, make_product
from brokerdesk.modules.trading.types import DealRow
from brokerdesk.modules.valuation.types import (
    Cause,
    CauseKind,
    Doubt,
    DoubtSeen,
    Facts,
    Key,
    Levels,
    Mark,
    Price,
    Quality,
    Valued,
)
from brokerdesk.ports.trading import DealEntry, DealKind

from ...models import Attempt, Order, Programme, ProgrammeVersion, Stage
from ...services.lifecycle import begin_stage, start_attempt
from ...services.lifecycle.accounts import opening_balance
from ...services.live.watcher import PropWatcher

CONTRACT = Decimal(100_000)
SYMBOL = "EURUSD"
ZERO = Decimal(0)


def rule(name: str, **keys: Any) -> dict[str, Any]:
    return {"rule": name, **keys}


def percent(number: str) -> dict[str, str]:
    return {"percent": number, "of": "initial"}


LOSSES = (
    rule("max_daily_loss", amount=percent("5")),
    rule("max_overall_loss", amount=percent("10")),
)
CHALLENGE = {"name": "Challenge", "rules": [*LOSSES, rule("profit_target", amount=percent("10"))]}
FUNDED = {"name": "Funded", "funded": True, "split": "0.80", "rules": list(LOSSES)}


@dataclass
class Held:
    """A position: lots above zero are bought. closed: what was closed of it, and when."""

    ticket: int
    lots: Decimal
    price: Decimal
    opened_at: datetime
    closed: list[tuple[datetime, Decimal]] = field(default_factory=list)

    def left(self, at: datetime) -> Decimal:
        """The lots open just after an instant."""
        return self.lots - sum((lots for when, lots in self.closed if when <= at), ZERO)


@dataclass
class SmallDesk:
    """Implements the protocol for one account; the test moves price and time."""

    account_pk: int
    balance: Decimal
    at: datetime
    ticks: list[tuple[datetime, Decimal]]
    positions: list[Held] = field(default_factory=list)
    moves: list[tuple[datetime, Decimal]] = field(default_factory=list)
    levels: dict[int, Levels | None] = field(default_factory=dict)
    quality: Quality = Quality.REPORTED
    shard: int = 0
    shards: int = 1

    def owns(self, account_pk: int) -> bool:
        return account_pk % self.shards == self.shard

    def watch(self, name: str, account_pk: int, levels: Levels | None) -> None:
        self.levels[account_pk] = levels

    def price_at(self, at: datetime) -> Decimal:
        return next(price for when, price in reversed(self.ticks) if when <= at)

    def value(self, account_pk: int, at: datetime | None = None) -> Valued:
        if account_pk != self.account_pk:
            raise KeyError(account_pk)
        when = at or self.at
        price = self.price_at(when)
        marks = tuple(
            self._mark(one, lots, price)
            for one in self.positions
            if one.opened_at <= when and (lots := one.left(when))
        )
        floating = sum((mark.value for mark in marks), ZERO)
        balance = self.balance + sum((sum_ for moved, sum_ in self.moves if moved <= when), ZERO)
        seen = () if self.quality is Quality.REPORTED else (DoubtSeen(Doubt.UNSETTLED),)
        return Valued(
            account_pk, when, 0, balance, ZERO, floating, balance + floating, ZERO, None, marks,
            {SYMBOL: Price(price, price, when, 0, when)} if marks else {}, self.quality, seen,
        )  # fmt: skip

    def _mark(self, one: Held, lots: Decimal, price: Decimal) -> Mark:
        profit = (price - one.price) * lots * CONTRACT
        side = "buy" if lots > 0 else "sell"
        return Mark(
            one.ticket, SYMBOL, side, abs(lots), CONTRACT, one.price, price, profit, Decimal(1),
            profit, ZERO, one.opened_at,
        )  # fmt: skip

    def prices(self, key: Key, since: datetime, until: datetime) -> Sequence[Price]:
        return [Price(p, p, at, 0, at) for at, p in self.ticks if since <= at <= until]


@dataclass
class Live:
    """One stage that is judged, and the desk it is judged on."""

    phases: Sequence[Mapping[str, Any]] = (CHALLENGE, FUNDED)
    terms: Mapping[str, Any] = field(default_factory=dict)
    clock: Mapping[str, str] = field(default_factory=lambda: {"zone": "UTC", "reset": "00:00"})
    world: World = field(default_factory=World)
    at: datetime = START
    begun: bool = True
    seq: int = 0
    tickets: int = 100
    desk: SmallDesk = field(init=False)
    watcher: PropWatcher = field(init=False)
    stage: Stage = field(init=False)
    attempt: Attempt = field(init=False)

    def __post_init__(self) -> None:
        product = make_product(self.world.brand, self.world.server, kind="demo")
        programme = Programme.objects.create(
            brand=self.world.brand, code="p", title="P", family="p", created_at=self.at
        )
        document = {
            "name": "P", "version": "1", "currency": "USD", "initial_balance": "100000",
            "clock": dict(self.clock), "phases": list(self.phases),
        }  # fmt: skip
        terms = {
            "fee": {"amount": "100", "currency": "USD"}, "products": [product.public_id],
            "split": ["0.80"], **self.terms,
        }  # fmt: skip
        version = ProgrammeVersion.objects.create(
            programme=programme, number=1, document=document, terms=terms, created_by="t",
            created_at=self.at,
        )  # fmt: skip
        order = Order.objects.create(
            brand=self.world.brand, client=self.world.client, version=version, state="paid",
            document=document, terms=terms, fingerprint="x", product_id=product.public_id,
            price=100, currency="USD", created_at=self.at,
        )  # fmt: skip
        attempt_id = start_attempt(order.public_id, at=self.at)
        self.attempt = Attempt.objects.get(public_id=attempt_id)
        self.stage = Stage.objects.get(attempt=self.attempt)
        if self.begun:
            self.provision()

    def provision(self) -> None:
        """The present stage's account is open and judged; a watcher begins."""
        self.stage = Stage.objects.filter(attempt=self.attempt).latest("pk")
        Account.objects.filter(pk=self.stage.account_id or 0).update(
            login=2000 + self.stage.pk, state="active", balance=self.stage.initial
        )
        with fixed(self.at):
            begin_stage(self.stage.public_id, deal_pk=0, began_at=self.at, at=self.at)
        self.stage.refresh_from_db()
        self.desk = SmallDesk(
            self.stage.account_id or 0, opening_balance(self.stage), self.at,
            [(self.at, Decimal("1.1"))],
        )  # fmt: skip
        self.begin()

    def begin(self) -> None:
        """A watcher takes the shard over; what was not stored before is gone."""
        self.watcher = PropWatcher()
        self.desk.levels = dict(self.watcher.begin(self.desk))

    def later(self, **by: float) -> datetime:
        """Let time go on; the instants on the way come first."""
        self.at += timedelta(**by)
        self.desk.at = self.at
        self.instants()
        return self.at

    def instants(self) -> None:
        """Show the account at all instants that are due."""
        while (instant := self.watcher.next_instant()) is not None and instant <= self.at:
            for pk in self.watcher.accounts_at(instant):
                just = instant - timedelta(microseconds=1)
                with fixed(self.at):
                    self.watcher.at_instant(instant, self.desk.value(pk, just))

    def tick(self, price: str, *, kind: CauseKind = CauseKind.TICK, seq: int = 0) -> Cause:
        """A tick, and an exact look at the account."""
        self.later(seconds=1)
        self.seq += 1
        self.desk.ticks.append((self.at, Decimal(price)))
        quote = Price(Decimal(price), Decimal(price), self.at, seq or self.seq, self.at)
        key = (self.world.server.pk, SYMBOL)
        cause = Cause(kind, self.at, seq or self.seq, self.at, key, quote)
        self.look(cause)
        return cause

    def look(self, cause: Cause, at: datetime | None = None) -> None:
        with fixed(self.at):
            self.watcher.crossed(self.desk.value(self.desk.account_pk, at), cause)

    def settled(self, cause: Cause, *, true: bool) -> None:
        """What was estimated is known now."""
        kind = CauseKind.CONFIRMED if true else CauseKind.REFUTED
        self.desk.quality = Quality.REPORTED
        self.look(replace(cause, kind=kind), cause.at)

    def open(self, lots: str = "1", *, cost: str = "0", tell: bool = True) -> int:
        """Open a position at the last price."""
        self.later(seconds=1)
        self.tickets += 1
        amount = Decimal(lots)
        price = self.desk.price_at(self.at)
        self.desk.positions.append(Held(self.tickets, amount, price, self.at))
        self._deal(
            cost, tell, kind=DealKind.BUY if amount > 0 else DealKind.SELL, lots=abs(amount),
            price=price, commission=Decimal(cost),
        )  # fmt: skip
        return self.tickets

    def close(self, ticket: int, lots: str | None = None, *, tell: bool = True) -> Decimal:
        """Close a position at the last price, whole or in part; gives its profit."""
        self.later(seconds=1)
        held = next(one for one in self.desk.positions if one.ticket == ticket)
        sign = 1 if held.lots > 0 else -1
        amount = held.left(self.at) if lots is None else sign * Decimal(lots)
        price = self.desk.price_at(self.at)
        profit = (price - held.price) * amount * CONTRACT
        held.closed.append((self.at, amount))
        self.tickets += 1
        self._deal(
            str(profit), tell, kind=DealKind.SELL if amount > 0 else DealKind.BUY,
            entry=DealEntry.OUT, position_id=ticket, lots=abs(amount), lots_closed=abs(amount),
            price=price, profit=profit,
        )  # fmt: skip
        return profit

    def move(self, amount: str, *, tell: bool = True) -> None:
        """Money that no trade made."""
        self.later(seconds=1)
        self.tickets += 1
        value = Decimal(amount)
        self._deal(
            amount, tell, kind=DealKind.BALANCE, entry=DealEntry.NONE, symbol="", lots=ZERO,
            profit=value,
        )  # fmt: skip

    def _deal(self, effect: str, tell: bool, **values: Any) -> None:
        account = Account.objects.get(pk=self.stage.account_id or 0)
        self.desk.moves.append((self.at, Decimal(effect)))
        deal = make_deal(
            ticket=self.tickets, login=account.login or 0, at=self.at,
            balance_effect=Decimal(effect), **values,
        )  # fmt: skip
        ingest_deals(self.world.server.pk, [deal], watermark_s=None, at=self.at)
        if tell:
            self.tell()

    def deals(self) -> tuple[DealRow, ...]:
        """All deals of the account in order of occurrence, told or not."""
        rows = deals_after([(self.stage.account_id or 0, 0)], START - timedelta(days=1))
        return tuple(sorted(rows, key=lambda deal: (deal.occurred_at, deal.pk)))

    def tell(self) -> None:
        """The platform told all there is."""
        self.seq += 1
        pk = self.stage.account_id or 0
        facts = Facts(pk, self.at, self.seq, self.at, self.deals(), self.at, True)
        with fixed(self.at):
            self.watcher.told(facts, self.desk.value(pk))

    def store(self) -> None:
        """The shard's transaction."""
        with fixed(self.at):
            with transaction.atomic():
                self.watcher.store(self.seq, self.at)
            self.watcher.stored()
        self.stage.refresh_from_db()
        self.attempt.refresh_from_db()
