"""Deposits, withdrawals and transfers in any order, with faults, against a plain oracle."""

from decimal import Decimal
from typing import Any, ClassVar

import httpx
import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    invariant,
    rule,
    run_state_machine_as_test,
)

from brokerdesk.core.events.testing import drain
from brokerdesk.modules.cashier import services
from brokerdesk.modules.cashier.errors import InsufficientFunds, WrongState
from brokerdesk.modules.cashier.types import TransferRow, WithdrawalRow
from brokerdesk.modules.trading.services.ingest import ingest_deals
from brokerdesk.modules.trading.services.operations import claim_due, record_answer, record_lookup
from brokerdesk.ports.outcome import Accepted, Rejected, Unknown
from streetsim.psp import PspServer

from .conftest import CARD, FINN, Money

ZERO = Decimal(0)
AMOUNTS = st.integers(100, 50_000).map(lambda cents: Decimal(cents) / 100)
FAULTS = st.sampled_from(["", "", "drop_answer", "cut", "server_error"])


class Cashier(RuleBasedStateMachine):
    """The oracle keeps what each purse must hold; the provider and platform are asked by hand."""

    deposits: Bundle[str] = Bundle("deposits")
    withdrawals: Bundle[str] = Bundle("withdrawals")
    transfers: Bundle[str] = Bundle("transfers")

    street: ClassVar[PspServer]

    def __init__(self) -> None:
        super().__init__()
        street = self.street
        self.block = transaction.atomic()
        self.block.__enter__()
        httpx.post(f"{street.control_url}/control/faults_clear", json={}, verify=False)
        self.money = Money(street)
        self.available = self.reserved = self.mirror = ZERO
        self.paid: dict[str, Decimal] = {}
        self.credited: set[str] = set()
        self.out: dict[str, WithdrawalRow] = {}
        self.moves: dict[str, TransferRow] = {}

    def teardown(self) -> None:
        try:
            self.settle()
        finally:
            transaction.set_rollback(True)
            self.block.__exit__(None, None, None)

    def settle(self) -> None:
        """Ask about everything once more: all three sides must agree."""
        for deposit_id in self.paid:
            self.see(deposit_id)
        for withdrawal_id in list(self.out):
            self.money.later(120)
            self.follow(withdrawal_id)
        report = services.reconcile(self.money.at).ledger_vs_psp
        mine = [d for d in report.differences if "no item of ours" not in d.detail]
        assert mine == []

    def fault(self, command: str, do: str) -> None:
        self.money.control("faults_clear")
        if do:
            self.money.fault(command, do)

    @rule(target=deposits, amount=AMOUNTS, do=FAULTS)
    def start(self, amount: Decimal, do: str) -> str:
        self.fault("payments.create", do)
        row = self.money.start(amount.quantize(Decimal("0.01")) + 1)
        self.fault("", "")
        return row.public_id

    @rule(deposit_id=consumes(deposits), card=st.sampled_from([CARD, CARD, "4000000000000002"]))
    def pay(self, deposit_id: str, card: str) -> None:
        answer = self.money.control("pay", payment=deposit_id, card=card)
        if card == CARD:
            self.paid[deposit_id] = Decimal(answer["received"]) / 100

    @rule(data=st.data())
    def see_one(self, data: st.DataObject) -> None:
        if self.paid:
            self.see(data.draw(st.sampled_from(sorted(self.paid))))

    def see(self, deposit_id: str) -> None:
        services.fetch_deposit(deposit_id, at=self.money.at)
        if deposit_id not in self.credited:
            self.credited.add(deposit_id)
            self.available += self.paid[deposit_id]

    @rule(target=withdrawals, amount=AMOUNTS)
    def ask(self, amount: Decimal) -> str:
        wanted = amount.quantize(Decimal("0.01")) + 1
        if wanted > self.available:
            with pytest.raises(InsufficientFunds):
                self.money.ask(wanted)
            return ""
        row = self.money.ask(wanted)
        self.available -= wanted
        self.reserved += wanted
        self.out[row.public_id] = row
        return row.public_id

    @rule(withdrawal_id=withdrawals, how=st.sampled_from(["approve", "approve", "no", "cancel"]))
    def decide(self, withdrawal_id: str, how: str) -> None:
        row = self.out.get(withdrawal_id)
        if row is None:
            return
        waits = self.money.withdrawal(row).state == "requested"
        sendable = how != "approve" and self.money.withdrawal(row).state == "approved"
        act: Any = services.approve_withdrawal
        more: dict[str, Any] = {"actor": FINN, "at": self.money.at}
        if how == "no":
            act, more["reason"] = services.reject_withdrawal, "no"
        elif how == "cancel":
            act, more["actor"] = services.cancel_withdrawal, self.money.client
        if not (waits or sendable):
            with pytest.raises(WrongState):
                act(withdrawal_id, **more)
            return
        act(withdrawal_id, **more)
        if how != "approve":
            self.reserved -= row.amount
            self.available += row.amount

    @rule(withdrawal_id=withdrawals, do=FAULTS)
    def send(self, withdrawal_id: str, do: str) -> None:
        row = self.out.get(withdrawal_id)
        if row is None:
            return
        approved = self.money.withdrawal(row).state == "approved"
        self.fault("payouts.create", do)
        services.send_withdrawal(withdrawal_id, at=self.money.at)
        self.fault("", "")
        if approved:
            self.reserved -= row.amount

    @rule(withdrawal_id=withdrawals, act=st.sampled_from(["pay", "pay", "fail", "return"]))
    def provider_decides(self, withdrawal_id: str, act: str) -> None:
        if withdrawal_id:
            url = f"{self.money.psp_server.control_url}/control/payout_{act}"
            httpx.post(url, json={"payout": withdrawal_id}, verify=False)

    @rule(withdrawal_id=withdrawals)
    def follow(self, withdrawal_id: str) -> None:
        if withdrawal_id not in self.out:
            return
        row = self.money.withdrawal(self.out[withdrawal_id])
        if row.state not in ("submitted", "in_flight", "paid"):
            return
        after = services.follow_withdrawal(withdrawal_id, at=self.money.at)
        if after.state in ("failed", "returned"):
            self.available += row.amount

    @rule(
        amount=AMOUNTS,
        out=st.booleans(),
        answer=st.sampled_from(["yes", "yes", "no", "lost"]),
    )
    def transfer(self, amount: Decimal, out: bool, answer: str) -> None:
        wanted = amount.quantize(Decimal("0.01"))
        move = services.transfer_to_wallet if out else services.transfer_to_account
        given: dict[str, Any] = {
            "client_id": self.money.client_id,
            "account_id": self.money.world.account.public_id,
            "amount": wanted,
            "key": self.money.key(),
            "actor": self.money.client,
            "at": self.money.at,
        }
        if not out and wanted > self.available:
            with pytest.raises(InsufficientFunds):
                move(**given)
            return
        move(**given)
        refuses = answer == "no" or (out and wanted > self.mirror)
        self.play(-wanted if out else wanted, "no" if refuses else answer)
        if not refuses:
            self.available += wanted if out else -wanted
            self.mirror += -wanted if out else wanted

    def play(self, signed: Decimal, answer: str) -> None:
        """The gateway sends it, and hears yes, no, or nothing until it looks it up."""
        server, at = self.money.world.server.pk, self.money.at
        (work,) = claim_due(server, limit=10, at=at)
        if answer == "no":
            record_answer(work.work_id, Rejected("no", "no money"), at=at)
        else:
            deal = self.money.world.balance(str(signed), work.comment)
            if answer == "lost":
                record_answer(work.work_id, Unknown("time-out"), at=at)
                record_lookup(work.work_id, deal, at=at)
            else:
                record_answer(work.work_id, Accepted(deal.ticket), at=at)
            ingest_deals(server, [deal], watermark_s=None, at=at)
        drain(twice=True)

    @invariant()
    def purses_agree(self) -> None:
        assert self.money.held() == (self.available, self.reserved)
        assert self.money.balanced()


def test_any_order_of_money_and_faults(db: None, street: PspServer) -> None:
    Cashier.street = street
    run_state_machine_as_test(
        Cashier,
        settings=settings(
            max_examples=6,
            stateful_step_count=20,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
