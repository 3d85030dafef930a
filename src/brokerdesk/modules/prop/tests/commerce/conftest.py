"""A shop: a brand that sells one programme, its clients with money, accounts that trade."""

import json
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from brokerdesk.core.actors import SYSTEM, Actor
from brokerdesk.core.events.testing import drain
from brokerdesk.kit.clock import fixed
from brokerdesk.modules.ledger.queries import balances
from brokerdesk.modules.ledger.services import chart, post
from brokerdesk.modules.ledger.types import Posting, TxRequest
from brokerdesk.modules.trading.models import Account, Operation
from brokerdesk.modules.trading.services.ingest import ingest_deals
from brokerdesk.modules.trading.services.operations import claim_due, record_answer
from brokerdesk.modules.trading.testing import START, World, make_client, make_deal, make_product
from brokerdesk.modules.trading.types import WorkKind
from brokerdesk.ports.outcome import Accepted
from brokerdesk.ports.trading import DealEntry, DealKind
from tests.harness.worlds import Keeper

from ...documents import programme_of
from ...engine import State, evaluate, read_event
from ...models import Action, Attempt, JournalEntry, Order, Programme, ProgrammeVersion, Stage
from ...services.checkout import Wish
from ...services.lifecycle import begin_stage
from ...services.orders import Sale, create_order
from ...services.payouts.requesting import frozen
from ...types import ActionKind, ActionState

FINN = Actor("staff", "stf_finn", "Finn Finance")
DANA = Actor("staff", "stf_dana", "Dana Dealer")
DAY = timedelta(days=1)


def rule(name: str, **keys: Any) -> dict[str, Any]:
    return {"rule": name, **keys}


def percent(number: str) -> dict[str, str]:
    return {"percent": number, "of": "initial"}


CHALLENGE: dict[str, Any] = {
    "name": "Challenge",
    "rules": [
        rule("max_daily_loss", amount=percent("5")),
        rule("max_overall_loss", amount=percent("10")),
        rule("profit_target", amount=percent("10")),
        rule("min_trading_days", days=4),
        rule("weekend_flat", action="warn"),
    ],
}
FUNDED: dict[str, Any] = {
    "name": "Funded",
    "funded": True,
    "split": "0.80",
    "rules": [
        rule("max_daily_loss", amount=percent("5")),
        rule("max_overall_loss", amount=percent("10")),
    ],
}


@dataclass
class Shop:
    """One programme of 100,000 for 155 USD on a demo product; the clock moves by hand."""

    world: World = field(default_factory=World)
    at: datetime = START
    product: Any = field(init=False)
    programme: Programme = field(init=False)
    tickets: int = 5000

    def __post_init__(self) -> None:
        self.product = make_product(self.world.brand, self.world.server, kind="demo")
        self.programme = self.sell()

    @property
    def client(self) -> Any:
        return self.world.client

    def later(self, by: timedelta) -> datetime:
        self.at += by
        return self.at

    def terms(self, **more: Any) -> dict[str, Any]:
        given: dict[str, Any] = {
            "fee": {"amount": "155", "currency": "USD"},
            "products": [self.product.public_id],
            "split": ["0.80", "0.90"],
        }
        return given | more

    def sell(
        self, code: str = "two-step", *, kind: str = "challenge", phases: Any = None, **terms: Any
    ) -> Programme:
        """Publish a programme; `terms` beside the usual ones."""
        programme = Programme.objects.create(
            brand=self.world.brand, code=code, title=code.title(), family=code, kind=kind,
            state="offered", created_at=self.at,
        )  # fmt: skip
        document = {
            "name": code.title(), "version": "1", "currency": "USD", "initial_balance": "100000",
            "clock": {"zone": "Europe/Prague", "reset": "00:00"},
            "phases": phases or [CHALLENGE, FUNDED],
        }  # fmt: skip
        ProgrammeVersion.objects.create(
            programme=programme, number=1, document=document, terms=self.terms(**terms),
            fingerprint="x", created_by="staff:test", created_at=self.at,
            published_by="staff:test", published_at=self.at,
        )  # fmt: skip
        return programme

    def wish(self, programme: Programme | None = None, **more: Any) -> Wish:
        chosen = programme or self.programme
        return Wish(chosen.public_id, self.product.public_id, **more)

    def order(
        self, programme: Programme | None = None, *, key: str = "k1", client: Any = None,
        pay_now: bool = False, **more: Any,
    ) -> Order:  # fmt: skip
        buyer = client or self.client
        actor = Actor("client", buyer.public_id, "client")
        return create_order(
            buyer.public_id, self.wish(programme, **more), Sale(key, pay_now=pay_now),
            actor=actor, at=self.at,
        )  # fmt: skip

    def fill(self, amount: str, client: Any = None, *, key: str = "fill") -> None:
        """Put money into a wallet, out of suspense."""
        owner, entity = client or self.client, self.world.brand.entity_id
        wallet = chart.client_wallet(owner.public_id, "USD", entity)
        source = chart.suspense("USD", entity)
        flow = Posting(source.code, wallet.code, Decimal(amount), "USD")
        name = f"{key}:{owner.public_id}:{self.at.isoformat()}"
        post(TxRequest(name, "test.fill", (flow,), self.at), accounts=(wallet, source))

    def money(self, client: Any = None) -> Decimal:
        """What a wallet holds."""
        owner = client or self.client
        code = chart.client_wallet(owner.public_id, "USD", self.world.brand.entity_id).code
        return balances([code]).get(code, Decimal(0))

    def booked(self, spec: Any, name: str) -> Decimal:
        """The balance of an income or expense account."""
        code = spec(name, "USD", self.world.brand.entity_id).code
        return balances([code]).get(code, Decimal(0))

    def provision(self, attempt: Attempt) -> Stage:
        """The platform opened the account of the present stage, and it is judged from now on."""
        stage = Stage.objects.filter(attempt=attempt).latest("pk")
        login = 2000 + stage.pk
        Operation.objects.filter(account=stage.account_id).update(state="settled")
        Account.objects.filter(pk=stage.account_id or 0).update(
            login=login, state="active", provisioned_at=self.at, balance=stage.initial
        )
        with fixed(self.at):
            assert begin_stage(stage.public_id, deal_pk=0, began_at=self.at, at=self.at)
        stage.refresh_from_db()
        return stage

    def funded(self, programme: Programme | None = None, *, key: str = "f1") -> Attempt:
        """An attempt of a programme whose only phase is funded, paid and running."""
        chosen = programme or self.sell(f"instant-{key}", phases=[FUNDED])
        self.fill("155", key=key)
        order = self.order(chosen, key=key, pay_now=True)
        attempt = Attempt.objects.get(order=order)
        self.provision(attempt)
        attempt.refresh_from_db()
        return attempt

    def tell(self, stage: Stage, **event: Any) -> None:
        """Give the engine an event and keep it in the journal, as a desk does."""
        stage.refresh_from_db()
        body = {"at": self.at.isoformat().replace("+00:00", "Z"), **event}
        programme = programme_of(stage.document)
        decision = evaluate(
            State.from_json(bytes(stage.engine or b"")), programme, read_event(json.dumps(body))
        )
        stage.engine, stage.seq = decision.state.to_json(), stage.seq + 1
        stage.balance = decision.state.balance
        stage.save()
        closed = event["type"] == "position_closed"
        cause = {"kind": "deal", "ticket": event["position"]} if closed else {}
        JournalEntry.objects.create(
            stage=stage, seq=stage.seq, at=self.at, event=body, cause=cause, recorded_at=self.at
        )

    def trade(self, attempt: Attempt, profit: str, *, position: str = "") -> str:
        """Open and close a position of the present stage."""
        stage = Stage.objects.filter(attempt=attempt).latest("pk")
        self.tickets += 1
        name = position or str(self.tickets)
        self.tell(stage, type="position_opened", position=name, symbol="EURUSD", lots="1")
        self.later(timedelta(minutes=5))
        self.tell(
            stage, type="position_closed", position=name, profit=profit, commission="0", swap="0"
        )
        return name

    def block_done(self, attempt: Attempt) -> None:
        """The platform shows that the account is blocked."""
        waiting = Action.objects.filter(stage__attempt=attempt, kind=ActionKind.BLOCK)
        waiting.update(state=ActionState.DONE, done_at=self.at)
        with fixed(self.at):
            frozen(attempt.public_id, at=self.at)

    def platform(self, attempt: Attempt, outcome: Any = None) -> None:
        """Play the gateway: answer the account's money, and bring its deal."""
        stage = Stage.objects.filter(attempt=attempt).latest("pk")
        account = Account.objects.get(pk=stage.account_id or 0)
        for work in claim_due(self.world.server.pk, limit=20, at=self.at):
            if work.kind != WorkKind.BALANCE or work.login != account.login:
                continue
            self.tickets += 1
            record_answer(work.work_id, outcome or Accepted(self.tickets), at=self.at)
            if outcome is None:
                self.bring(account.login or 0, work.amount, work.comment)
        with fixed(self.at):
            drain(twice=True)

    def bring(self, login: int, amount: Decimal, comment: str) -> None:
        """A balance deal of the account is ingested."""
        deal = make_deal(
            ticket=self.tickets, login=login, kind=DealKind.BALANCE, entry=DealEntry.NONE,
            symbol="", lots=Decimal(0), profit=amount, balance_effect=amount, comment=comment,
            at=self.at,
        )  # fmt: skip
        ingest_deals(self.world.server.pk, [deal], watermark_s=None, at=self.at)

    def another(self, name: str) -> Any:
        """Another client of the brand."""
        return make_client(self.world.brand, name)


@pytest.fixture(scope="module")
def opened(keep: Keeper) -> Shop:
    """The shop as it opens."""
    return keep(Shop)


@pytest.fixture
def shop(db: None, opened: Shop) -> Iterator[Shop]:
    """That shop, for one test."""
    with fixed(opened.at):
        yield deepcopy(opened)


__all__ = ["DANA", "DAY", "FINN", "START", "SYSTEM", "Shop"]
