"""The world of the room's tests: a brand at a simulated provider, a client, staff."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import httpx
import pytest

from brokerdesk.core.actors import Actor
from brokerdesk.kit.clock import fixed, now
from brokerdesk.modules.cashier import services
from brokerdesk.modules.cashier.queries import deposit, wallet, withdrawal
from brokerdesk.modules.cashier.types import DepositRow, PspRow, PspTerms, WithdrawalRow
from brokerdesk.modules.compliance.services import ensure_brand_defaults
from brokerdesk.modules.ledger.queries import balances, trial_balance
from brokerdesk.modules.trading.testing import World, make_client
from streetsim.psp import PspConfig, PspServer, PspThread

CARD = "4242424242424242"
BENEFICIARY = {"account": "DE0212345601", "name": "Alice Client"}
FINN = Actor(kind="staff", id="stf_finn", label="Finn Finance")
FAY = Actor(kind="staff", id="stf_fay", label="Fay Finance")
CAROL = Actor(kind="staff", id="stf_carol", label="Carol Compliance")


def terms(**changes: Any) -> PspTerms:
    return PspTerms(**{"title": "Cards", "currencies": ("USD",), **changes})


@dataclass
class Money:
    """The world with a provider; the clock moves by hand."""

    psp_server: PspServer
    world: World = field(default_factory=World)
    at: datetime = field(default_factory=now)
    psp: PspRow = field(init=False)
    keys: int = 0

    def __post_init__(self) -> None:
        ensure_brand_defaults(self.world.brand.pk)
        self.psp = self.add("streetpay", code="street")

    def add(self, kind: str, *, code: str, **changes: Any) -> PspRow:
        config: dict[str, object] = {
            "base_url": self.psp_server.url,
            "api_key": "sk_street",
            "webhook_secret": "whsec_street",
            "timeout_s": 1,
        }
        if kind == "bank_wire":
            config = {"beneficiary": "North Ltd", "iban": "CY00 1234"}
        return services.add_psp(
            brand_pk=self.world.brand.pk,
            code=code,
            kind=kind,
            terms=terms(**changes),
            config=config,
            actor=FINN,
        )

    @property
    def client_id(self) -> str:
        return str(self.world.client.public_id)

    @property
    def client(self) -> Actor:
        return Actor("client", self.client_id, "Alice", self.world.brand.pk)

    def key(self) -> str:
        self.keys += 1
        return f"key-{self.keys}"

    def later(self, seconds: float) -> datetime:
        self.at += timedelta(seconds=seconds)
        return self.at

    def control(self, act: str, **body: Any) -> Any:
        answer = httpx.post(f"{self.psp_server.control_url}/control/{act}", json=body, verify=False)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def fault(self, command: str, do: str, **options: Any) -> None:
        when = {"command": command, "nth": 1}
        self.control("fault", **{"when": when, "do": do, "with": options})

    def start(self, amount: Any = "250.00", **changes: Any) -> DepositRow:
        given: dict[str, Any] = {
            "client_id": self.client_id,
            "psp_id": self.psp.public_id,
            "amount": Decimal(amount),
            "currency": "USD",
            "key": self.key(),
            "actor": self.client,
            "at": self.at,
        }
        return services.start_deposit(**{**given, **changes})

    def pay(self, amount: str = "250.00", **changes: Any) -> DepositRow:
        """Deposit and credit."""
        row = self.start(amount, **changes)
        self.control("pay", payment=row.public_id, card=CARD)
        return services.fetch_deposit(row.public_id, at=self.at)

    def ask(self, amount: Any = "100.00", **changes: Any) -> WithdrawalRow:
        given: dict[str, Any] = {
            "client_id": self.client_id,
            "psp_id": self.psp.public_id,
            "amount": Decimal(amount),
            "currency": "USD",
            "destination": BENEFICIARY,
            "key": self.key(),
            "actor": self.client,
            "at": self.at,
        }
        return services.request_withdrawal(**{**given, **changes})

    def approved(self, amount: str = "100.00", **changes: Any) -> WithdrawalRow:
        row = self.ask(amount, **changes)
        return services.approve_withdrawal(row.public_id, actor=FINN, at=self.at)

    def deposit(self, row: DepositRow) -> DepositRow:
        return deposit(row.public_id)

    def withdrawal(self, row: WithdrawalRow) -> WithdrawalRow:
        return withdrawal(row.public_id)

    def held(self, asset: str = "USD") -> tuple[Decimal, Decimal]:
        row = wallet(self.world.client.pk, asset)
        return row.available, row.reserved

    def clearing(self) -> Decimal:
        """What the provider owes us."""
        entity = self.world.brand.entity_id
        code = f"psp:{self.psp.code}:clearing:{entity}:USD"
        return -balances([code]).get(code, Decimal(0))

    def transit(self) -> Decimal:
        code = f"psp:{self.psp.code}:payout_transit:{self.world.brand.entity_id}:USD"
        return balances([code]).get(code, Decimal(0))

    def balanced(self) -> bool:
        return sum((row.balance for row in trial_balance()), Decimal(0)) == 0


@pytest.fixture
def street() -> Iterator[PspServer]:
    config = PspConfig(control_port=0, payout_delay_s=600, late_s=600, retry_s=())
    with PspThread(config) as psp:
        yield psp


@pytest.fixture
def money(db: None, street: PspServer) -> Money:
    return Money(street)


@pytest.fixture
def bob(money: Money) -> Actor:
    """Another client of the same brand."""
    client = make_client(money.world.brand, "Bob")
    return Actor("client", str(client.public_id), "Bob", money.world.brand.pk)


__all__ = ["BENEFICIARY", "CARD", "CAROL", "FAY", "FINN", "Money", "fixed", "terms"]
