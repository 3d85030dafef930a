"""A trader whose challenge failed: the rows that a desk leaves, and who may see them."""

import json
from collections.abc import Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.apps import apps

from brokerdesk.core.access import permission_specs
from brokerdesk.core.access.services import ensure_role
from brokerdesk.core.ui.testing import Visitors
from brokerdesk.kit.clock import fixed
from brokerdesk.kit.instants import written
from brokerdesk.modules.clients.testing import World as People
from brokerdesk.modules.clients.testing import make_world
from brokerdesk.modules.staff.defaults import ensure_defaults
from brokerdesk.modules.trading.models import Account, Symbol
from brokerdesk.modules.trading.testing import make_account, make_product, make_server
from brokerdesk.modules.trading.tests.visitors import office_visitors
from brokerdesk.modules.valuation.types import Key, Levels, Price, Valued
from tests.harness.worlds import Keeper
from tests.prop_oracle.small import daily, overall, percent, programme

from ...documents import programme_of
from ...engine import State, begin, evaluate, fingerprint, read_event
from ...models import (
    Attempt,
    Decision,
    JournalEntry,
    Order,
    Programme,
    ProgrammeVersion,
    Report,
    Stage,
)
from ...services.reports import begin_report, seal_due, seal_from
from ...types import DecisionType
from .making import EURUSD, USDJPY, market

START = datetime(2026, 3, 2, 8, tzinfo=UTC)
DOCUMENT = programme(daily(percent("5")), overall(percent("10")))
OPENED = {"type": "position_opened", "position": "1", "symbol": "EURUSD", "lots": "1"}
LOST = {"type": "state", "balance": "100000", "equity": "94999.99"}
DOUBTED = {**LOST, "quality": "suspect"}
ROLE = "prop_desk"


@dataclass
class RecordedDesk:
    """A desk that owns every account and remembers prices: what reports ask of one."""

    quotes: dict[Key, list[Price]] = field(default_factory=dict)
    shard: int = 0
    shards: int = 1

    def owns(self, account_pk: int) -> bool:
        return True

    def value(self, account_pk: int, at: datetime | None = None) -> Valued:
        raise LookupError("no account is valued here")

    def prices(self, key: Key, since: datetime, until: datetime) -> Sequence[Price]:
        return [price for price in self.quotes.get(key, ()) if since <= price.at <= until]

    def watch(self, name: str, account_pk: int, levels: Levels | None) -> None:
        raise LookupError("nothing is watched here")


@dataclass
class Scene:
    """Alice's challenge of 100,000 with its journal; `at` is the last instant."""

    people: People
    stage: Stage
    visitors: Visitors
    at: datetime = START
    desk: RecordedDesk = field(default_factory=RecordedDesk)

    @property
    def account(self) -> Account:
        return Account.objects.get(pk=self.stage.account_id or 0)

    def tell(self, event: dict[str, Any], *, after: timedelta = timedelta(hours=1)) -> None:
        """Give the engine an event and keep what a desk keeps of it."""
        self.at += after
        body, seq = {"at": written(self.at), **event}, self.stage.seq + 1
        before = bytes(self.stage.engine or b"")
        said = evaluate(
            State.from_json(before), programme_of(self.stage.document), read_event(json.dumps(body))
        )
        found = market(body, self.at)
        cause = {"kind": "tick", "tick_seq": 7, "symbol": "EURUSD", "venue_at": written(self.at)}
        JournalEntry.objects.create(
            stage=self.stage, seq=seq, at=self.at, event=body, cause=cause, recorded_at=self.at
        )
        valued = dict(found.account or {}) or None
        for name in ("currency", "instruments"):
            (valued or {}).pop(name, None)
        for place, line in enumerate(said.lines):
            row = line.row()
            Decision.objects.create(
                stage=self.stage, seq=seq, place=place, type=str(row["type"]), at=line.at,
                rule=str(row.get("rule", "")), line=row, before=before,
                after=said.state.to_json(), valued=valued, received_at=self.at,
                recorded_at=self.at + timedelta(milliseconds=3),
            )  # fmt: skip
        self.stage.engine, self.stage.seq = said.state.to_json(), seq
        self.stage.save()

    def lose(self, event: dict[str, Any] = LOST) -> Decision:
        """A position is opened and the daily floor crossed."""
        self.tell(OPENED)
        self.tell(event)
        decision = Decision.objects.filter(
            type__in=(DecisionType.BREACH, DecisionType.HELD)
        ).latest("pk")
        if decision.type == DecisionType.BREACH:
            self.end("failed")
        else:
            Stage.objects.filter(pk=self.stage.pk).update(state="held")
            Attempt.objects.filter(pk=self.stage.attempt_id).update(state="held")
        return decision

    def end(self, outcome: str) -> None:
        """The stage and its attempt have ended."""
        Stage.objects.filter(pk=self.stage.pk).update(
            state="ended", outcome=outcome, ended_at=self.at
        )
        Attempt.objects.filter(pk=self.stage.attempt_id).update(state=outcome, ended_at=self.at)

    def quote(self) -> None:
        """The prices that the value rests on, and one a little later that nobody believed."""
        account: Any = market({"at": "", **LOST}, self.at).account
        for name, price in account["prices"].items():
            self.desk.quotes[(self.account.server_id, name)] = [_price(price, self.at)]

    def report(self, decision: Decision, *, desk: bool = True) -> Report:
        """The decision's report, sealed."""
        begin_report(decision, at=self.at)
        late = self.at + timedelta(minutes=1 if desk else 6)
        if desk:
            self.quote()
            seal_from(self.desk, late)
        assert seal_due(at=late) == 1
        return Report.objects.get(decision=decision)


def _price(row: dict[str, Any], at: datetime) -> Price:
    return Price(Decimal(row["bid"]), Decimal(row["ask"]), at, row["seq"], at)


def make_symbols(server: Any) -> None:
    """What the account trades and is converted by."""
    for one in (EURUSD, USDJPY):
        Symbol.objects.create(
            server=server, name=one.symbol, path="", description="", base=one.base,
            profit_currency=one.profit_currency, margin_currency=one.margin_currency,
            digits=one.digits, contract_size=100000, tick_size=one.tick_size,
            tick_value=one.tick_value, volume_min=1, volume_max=1, volume_step=1,
            calc_mode=one.calc_mode, synced_at=START,
        )  # fmt: skip


def make_stage(brand: Any, client: Any, account: Account) -> Stage:
    """A stage that has just begun."""
    terms = {
        "fee": {"amount": "155", "currency": "USD"},
        "products": [account.product.public_id],
        "split": ["0.80"],
    }
    offered = Programme.objects.create(
        brand=brand, code="two-step", title="Two-step", family="two-step", created_at=START
    )
    bought = programme_of(DOCUMENT)
    shared = {"document": DOCUMENT, "terms": terms, "fingerprint": fingerprint(bought)}
    version = ProgrammeVersion.objects.create(
        programme=offered, number=1, created_by="staff:x", created_at=START, **shared
    )
    order = Order.objects.create(
        brand=brand, client=client, version=version, product_id=account.product.public_id,
        price=155, currency="USD", created_at=START, state="paid", **shared,
    )  # fmt: skip
    attempt = Attempt.objects.create(
        brand=brand, client=client, order=order, title="Two-step 100k", state="active",
        product_id=account.product.public_id, created_at=START, **shared,
    )  # fmt: skip
    return Stage.objects.create(
        attempt=attempt, phase=0, name="Challenge", account=account, document=DOCUMENT,
        fingerprint=str(shared["fingerprint"]), initial=100000, currency="USD", state="live",
        engine=begin(bought, START).state.to_json(), started_at=START, created_at=START,
    )  # fmt: skip


def _scene() -> Scene:
    ensure_defaults()
    rights = [spec.code for spec in permission_specs() if spec.code.startswith("prop.")]
    ensure_role(ROLE, "Prop desk", dict.fromkeys(rights, "all"))
    people = make_world()
    brand: Any = apps.get_model("brands", "Brand").objects.get(pk=people.northwind.pk)
    alice: Any = apps.get_model("clients", "Client").objects.get(pk=people.alice.pk)
    server = make_server(brand)
    make_symbols(server)
    account = make_account(alice, make_product(brand, server, kind="demo"), 7001)
    stage = make_stage(brand, alice, account)
    return Scene(people, stage, office_visitors(people, ROLE))


@pytest.fixture(scope="module")
def staged(keep: Keeper) -> Scene:
    """The challenge as it begins."""
    with fixed(START + timedelta(hours=3)):
        return keep(_scene)


@pytest.fixture
def scene(db: None, staged: Scene) -> Iterator[Scene]:
    """That challenge, for one test."""
    with fixed(START + timedelta(hours=3)):
        yield deepcopy(staged)


@pytest.fixture
def visitors(scene: Scene) -> Visitors:
    return scene.visitors
