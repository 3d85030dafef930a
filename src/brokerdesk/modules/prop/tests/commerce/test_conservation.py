"""Orders, refunds, second chances and rewards in any order, against a plain oracle."""

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from brokerdesk.core.actors import SYSTEM
from brokerdesk.kit.clock import fixed
from brokerdesk.kit.errors import DomainError
from brokerdesk.modules.cashier.errors import InsufficientFunds
from brokerdesk.modules.ledger.queries import trial_balance
from brokerdesk.modules.ledger.services import chart

from ...commerce_errors import OrderClosed
from ...models import Attempt, Order, Payout
from ...services.orders import cancel_order, pay_order
from ...services.payouts.requesting import request_payout
from ...services.payouts.reviewing import approve, assess, reject
from ...services.refunds import approve_refund, charge_back, propose_refund
from .conftest import DANA, DAY, FINN, FUNDED, Shop

CENT = Decimal("0.01")
PROFITS = st.integers(1, 400_000).map(lambda cents: Decimal(cents) / 100)


class Firm(RuleBasedStateMachine):
    """The oracle keeps the wallet, the fees and the rewards as plain sums."""

    def __init__(self) -> None:
        super().__init__()
        self.block = transaction.atomic()
        self.block.__enter__()
        self.shop = Shop()
        self.clock = fixed(self.shop.at)
        self.clock.__enter__()
        self.sold = self.shop.sell("instant", phases=[FUNDED], refund_fee_at=1, max_share="0.7")
        self.wallet = self.fees = self.rewards = Decimal(0)
        self.keys = 0

    def teardown(self) -> None:
        self.clock.__exit__(None, None, None)
        transaction.set_rollback(True)
        self.block.__exit__(None, None, None)

    @rule(cents=st.integers(1, 50_000))
    def deposit(self, cents: int) -> None:
        self.keys += 1
        self.shop.fill(str(Decimal(cents) / 100), key=f"d{self.keys}")
        self.wallet += Decimal(cents) / 100

    @rule()
    def order(self) -> None:
        self.keys += 1
        self.shop.order(self.sold, key=f"o{self.keys}")

    @rule(data=st.data())
    def pay(self, data: Any) -> None:
        order = self.pick(data, Order.objects.filter(state="awaiting_payment"))
        if order is None:
            return
        try:
            pay_order(order.public_id, actor=SYSTEM, at=self.shop.at, deposit_id=f"dep_{order.pk}")
        except InsufficientFunds:
            assert self.wallet < order.price
            return
        except OrderClosed:
            assert order.expires_at <= self.shop.at
            return
        self.wallet -= order.price
        self.fees += order.price
        self.shop.provision(Attempt.objects.get(order=order))

    @rule(data=st.data(), bank=st.booleans())
    def undo(self, data: Any, bank: bool) -> None:
        order = self.pick(data, Order.objects.filter(state="paid"))
        if order is None:
            return
        left = order.price - order.refunded
        if bank:
            charge_back(f"dep_{order.pk}", at=self.shop.at)
            return
        propose_refund(order.public_id, reason="test", actor=FINN, at=self.shop.at)
        approve_refund(order.public_id, actor=DANA, at=self.shop.at)
        self.wallet += left
        self.fees -= left

    @rule(data=st.data())
    def cancel(self, data: Any) -> None:
        order = self.pick(data, Order.objects.filter(state="awaiting_payment"))
        if order is not None:
            cancel_order(order.public_id, actor=SYSTEM, at=self.shop.at)

    @rule(data=st.data(), profit=PROFITS, ends=st.sampled_from(["pay", "pay", "reject", "none"]))
    def reward(self, data: Any, profit: Decimal, ends: str) -> None:
        attempt = self.pick(data, Attempt.objects.filter(state="funded"))
        if attempt is None:
            return
        self.shop.trade(attempt, str(profit))
        self.shop.later(14 * DAY)
        try:
            payout = request_payout(attempt.public_id, actor=SYSTEM, at=self.shop.at)
        except DomainError:
            return
        self.shop.block_done(attempt)
        if ends == "reject":
            reject(payout.public_id, reason="test", actor=DANA, at=self.shop.at)
        if ends == "pay":
            self.paid_out(attempt, payout)

    def paid_out(self, attempt: Attempt, payout: Payout) -> None:
        fee = attempt.order.price - Order.objects.get(pk=attempt.order_id).refunded
        assess(payout.public_id, actor=FINN, at=self.shop.at)
        approve(payout.public_id, actor=DANA, at=self.shop.at)
        self.shop.platform(attempt)
        stage = attempt.stages.latest("pk")
        self.shop.tell(stage, type="withdrawal", amount=str(payout.asked))
        split = Decimal("0.8") if attempt.rewards == 0 else Decimal("0.9")
        mine = (payout.asked * split).quantize(CENT, rounding=ROUND_HALF_UP)
        mine += fee if attempt.rewards == 0 else 0
        self.wallet += mine
        self.rewards += mine

    def pick(self, data: Any, rows: Any) -> Any:
        found = list(rows.order_by("pk"))
        return data.draw(st.sampled_from(found)) if found else None

    @invariant()
    def nothing_is_lost_or_made(self) -> None:
        assert self.shop.money() == self.wallet
        assert self.shop.booked(chart.income, "prop_fees") == self.fees
        assert self.shop.booked(chart.expense, "prop_rewards") == -self.rewards
        assert sum(row.balance for row in trial_balance()) == 0

    @invariant()
    def what_is_paid_adds_up(self) -> None:
        for payout in Payout.objects.all():
            assert payout.trader + payout.firm == payout.profit
            assert payout.profit + payout.deducted == payout.asked
        for order in Order.objects.all():
            assert 0 <= order.refunded <= order.price


def test_any_order_of_sales_and_rewards(db: None) -> None:
    run_state_machine_as_test(
        Firm,
        settings=settings(
            max_examples=8,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
