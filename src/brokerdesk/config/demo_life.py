"""Demo activity: clients who register, pay in, fund and pay out, while bots trade for them.

Runs beside the demo house only. It uses the rooms' public services and the provider's own page.
"""

import logging
import random
import signal
import threading
from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import httpx

from brokerdesk.core.actors import Actor
from brokerdesk.core.events import wake
from brokerdesk.kit.clock import now
from brokerdesk.kit.errors import DomainError
from brokerdesk.modules.brands.queries import brands
from brokerdesk.modules.brands.types import BrandRow
from brokerdesk.modules.cashier import services as cashier
from brokerdesk.modules.cashier.queries import deposits_of, methods_for, wallets
from brokerdesk.modules.cashier.queries.rows import withdrawals
from brokerdesk.modules.cashier.types import DepositRow
from brokerdesk.modules.clients.queries import client_by_email
from brokerdesk.modules.clients.types import ClientRow
from brokerdesk.modules.staff.queries import staff_by_email
from brokerdesk.modules.trading.queries import accounts_of, products_for
from brokerdesk.modules.trading.services.accounts import request_account
from brokerdesk.modules.trading.types import AccountKind, AccountRow, AccountState

from .demo_partners import DemoPartners
from .demo_people import person
from .demo_world import FIRST_CLIENT, TREE, client_count, register

QUICK_STEPS, QUICK_S, STEADY_S = 240, 0.25, 3.0
LOOKED_AT = 0.1
LEFT_IN_WALLET = Decimal(500)
CARDS = ("4242 4242 4242 4242",) * 12 + ("4000 0000 0000 0002", "4000 0000 0000 0077")
LEFT_TO_VISITORS = timedelta(minutes=5)
LOG = logging.getLogger("brokerdesk.demo")


class DemoLife:
    """One step at a time, somebody does something that clients do."""

    def __init__(self, seed: int = 7) -> None:
        self._draw = random.Random(seed)
        self._http = httpx.Client(timeout=5, follow_redirects=False)
        self._newest: dict[int, int] = {}

    def step(self) -> str:
        """Let one client of one brand do what comes next for him; say what it was."""
        brand = self._draw.choice(brands())
        if self._draw.random() < 0.04:
            return self._register(brand)
        client = client_by_email(brand.pk, person(self._someone(brand)).email)
        if client is None or client.level < 1:
            return "nothing"
        try:
            return self._next(brand, client)
        except DomainError as error:
            return f"refused: {error.code}"

    def _someone(self, brand: BrandRow) -> int:
        """Anybody; more often the first, whose sign-in is printed and who is looked at."""
        first = FIRST_CLIENT * brand.pk + 100
        if self._draw.random() < LOOKED_AT:
            return first
        return first + self._draw.randrange(client_count(brand.code))

    def _register(self, brand: BrandRow) -> str:
        number = FIRST_CLIENT * brand.pk + 500 + self._newest.get(brand.pk, 0)
        self._newest[brand.pk] = self._newest.get(brand.pk, 0) + 1
        if client_by_email(brand.pk, person(number).email) is None:
            register(brand, number, now())
        return "register"

    def _next(self, brand: BrandRow, client: ClientRow) -> str:
        actor = Actor("client", client.public_id, client.name, brand.pk)
        accounts = [a for a in accounts_of(client.pk) if a.kind is AccountKind.LIVE]
        if not accounts:
            return self._open(client, actor)
        account = accounts[0]
        paid_in = deposits_of(client.pk, limit=5)
        if not paid_in or self._draw.random() < 0.1:
            return self._deposit(client, account, actor)
        waiting = next((d for d in paid_in if d.redirect_url and d.state == "redirected"), None)
        if waiting is not None:
            return self._pay(waiting)
        if account.state is not AccountState.ACTIVE:
            return "nothing"
        held = next((w for w in wallets(client.pk) if w.asset == account.currency), None)
        spare = held.available - self._kept(brand, client) if held is not None else Decimal(0)
        if spare >= 100:
            return self._spend(client, account, spare, actor)
        if account.balance > 500 and self._draw.random() < 0.1:
            return self._take_back(client, account, actor)
        return "nothing"

    def _kept(self, brand: BrandRow, client: ClientRow) -> Decimal:
        """What stays in a wallet: some for the visitor, who signs in as the first client."""
        first = person(FIRST_CLIENT * brand.pk + 100).email
        return LEFT_IN_WALLET if client.email == first else Decimal(0)

    def _open(self, client: ClientRow, actor: Actor) -> str:
        offered = [p for p in products_for(client.brand_pk) if p.kind is AccountKind.LIVE]
        product = self._draw.choice(offered)
        request_account(
            client_id=client.public_id,
            product_id=product.public_id,
            currency=product.currency,
            leverage=product.leverages[-1],
            actor=actor,
            at=now(),
        )
        return "open account"

    def _deposit(self, client: ClientRow, account: AccountRow, actor: Actor) -> str:
        method = methods_for(client.brand_pk, "deposit", account.currency)[0]
        row = cashier.start_deposit(
            client_id=client.public_id,
            psp_id=method.public_id,
            amount=Decimal(self._draw.choice((200, 500, 1_000, 2_500, 5_000))),
            currency=account.currency,
            key=uuid4().hex,
            actor=actor,
            at=now(),
        )
        return self._pay(row) if row.redirect_url else "deposit"

    def _pay(self, row: DepositRow) -> str:
        card = {"number": self._draw.choice(CARDS), "expiry": "12 / 34", "cvc": "123"}
        self._http.post(row.redirect_url, data={**card, "name": "Demo Client"})
        return "pay"

    def _spend(
        self, client: ClientRow, account: AccountRow, available: Decimal, actor: Actor
    ) -> str:
        if self._draw.random() < 0.12:
            method = methods_for(client.brand_pk, "withdrawal", account.currency)[0]
            cashier.request_withdrawal(
                client_id=client.public_id,
                psp_id=method.public_id,
                amount=(available / 4).quantize(Decimal(1)),
                currency=account.currency,
                destination={"account": "4242424242424242", "name": client.name},
                key=uuid4().hex,
                actor=actor,
                at=now(),
            )
            return "withdraw"
        cashier.transfer_to_account(
            client_id=client.public_id,
            account_id=account.public_id,
            amount=(available * Decimal("0.8")).quantize(Decimal(1)),
            key=uuid4().hex,
            actor=actor,
            at=now(),
        )
        return "fund"

    def _take_back(self, client: ClientRow, account: AccountRow, actor: Actor) -> str:
        cashier.transfer_to_wallet(
            client_id=client.public_id,
            account_id=account.public_id,
            amount=Decimal(100),
            key=uuid4().hex,
            actor=actor,
            at=now(),
        )
        return "take back"


def _approve_some(draw: random.Random) -> None:
    """Let finance approve a waiting withdrawal now and then; some stay in the queue.

    Those of the last minutes are left to the visitor, who may be about to decide one himself.
    """
    finance = staff_by_email("finance@brokerdesk.example")
    old = withdrawals().filter(state="requested", created_at__lt=now() - LEFT_TO_VISITORS)
    waiting = old.order_by("pk").values_list("public_id")
    found = [public_id for (public_id,) in waiting[:20]]
    if finance is None or len(found) < 4:
        return
    actor = Actor("staff", finance.public_id, finance.name)
    try:
        cashier.approve_withdrawal(draw.choice(found), actor=actor, at=now())
    except DomainError as error:
        LOG.info("withdrawal left waiting: %s", error.code)


def _pay_partners(partners: DemoPartners) -> None:
    """Let what partners earned be paid, and contested by the one whose sign-in is printed."""
    for brand in brands():
        shown = client_by_email(brand.pk, person(FIRST_CLIENT * brand.pk + sum(TREE)).email)
        try:
            if shown is not None and (done := partners.step(brand, shown)):
                LOG.info("demo partners: %s", done)
        except DomainError as error:
            LOG.info("demo partners: refused: %s", error.code)


def main(argv: Sequence[str] = ()) -> int:
    """Live until told to stop."""
    stop = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stop.set())
    life, partners, draw, steps = DemoLife(), DemoPartners(), random.Random(3), 0
    while not stop.wait(QUICK_S if steps < QUICK_STEPS else STEADY_S):
        steps += 1
        try:
            done = life.step()
            if steps % 10 == 0:
                _approve_some(draw)
                _pay_partners(partners)
        except httpx.HTTPError as error:
            done = f"the provider is away: {type(error).__name__}"
        wake()
        LOG.info("demo step %s: %s", steps, done)
    return 0
