"""Operations, answers, crashes, deals and look-ups in any order: at the end all is equal."""

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    precondition,
    rule,
    run_state_machine_as_test,
)

from brokerdesk.core.actors import SYSTEM, Actor
from brokerdesk.kit.ids import reference_in
from brokerdesk.modules.ledger.queries import balance, trial_balance
from brokerdesk.modules.ledger.services import chart, ensure_accounts, post
from brokerdesk.modules.ledger.types import Posting, TxRequest
from brokerdesk.ports.outcome import Accepted, Rejected, Unknown
from brokerdesk.ports.trading import DealWindow, PlatformDeal

from ..models import Deal, Difference, Operation
from ..services.ingest import ingest_deals
from ..services.operations import (
    claim_due,
    record_answer,
    record_lookup,
    recover_in_flight,
    request_operation,
)
from ..services.rescan import apply_rescan
from ..services.resolving import actions_for, approve, propose
from ..testing import START, World
from ..types import ClaimedWork, OperationRequest, WorkState

NOW = START + timedelta(hours=1)
EYES = (Actor("staff", "stf_finn", "Finn"), Actor("staff", "stf_carol", "Carol"))
WHOLE = DealWindow(from_s=0, to_s=int((START + timedelta(days=9)).timestamp()))
cents = st.integers(1, 50_000).map(lambda n: Decimal(n) / 100)
choice = st.integers(0, 999)


class Interleavings(RuleBasedStateMachine):
    """A platform beside our books; nothing but the wire is between them."""

    def __init__(self) -> None:
        super().__init__()
        self.undo = ExitStack()
        self.undo.enter_context(transaction.atomic())
        self.world = World()
        self.at: datetime = NOW
        self.platform: dict[int, PlatformDeal] = {}
        self.gone: dict[int, PlatformDeal] = {}
        self.wire: list[ClaimedWork] = []
        self.late_answers: list[tuple[str, int]] = []
        self.performed: set[str] = set()
        entity = self.world.brand.entity_id
        self.transit = chart.transit(self.world.server.code, "USD", entity)
        self.psp = chart.psp_clearing("psp", "USD", entity)
        mirror = chart.account_mirror(self.world.account.public_id, "USD", entity)
        ensure_accounts([mirror, self.transit, chart.suspense("USD", entity)])
        self.mirror = mirror.code

    def tick(self, seconds: int = 7) -> datetime:
        self.at += timedelta(seconds=seconds)
        return self.at

    def ingest(self, deals: Sequence[PlatformDeal]) -> None:
        ingest_deals(self.world.server.pk, deals, watermark_s=None, at=self.tick())

    @rule(amount=cents, into=st.booleans())
    def request(self, amount: Decimal, into: bool) -> None:
        source, target = (self.psp, self.transit) if into else (self.transit, self.psp)
        posting = Posting(source.code, target.code, amount, "USD")
        key = f"fund:{Operation.objects.count()}"
        funding = TxRequest(key=key, kind="test", postings=(posting,), effective_at=self.at)
        post(funding, accounts=[self.psp, self.transit])
        value = amount if into else -amount
        wanted = OperationRequest(self.world.account.public_id, value, self.transit, "transfer")
        request_operation(wanted, actor=SYSTEM, at=self.tick())

    @rule()
    def gateway_turn(self) -> None:
        for work in claim_due(self.world.server.pk, limit=100, at=self.tick()):
            if work.lookup:
                record_lookup(work.work_id, self.find(work.reference), at=self.at)
            else:
                self.wire.append(work)

    def find(self, reference: str) -> PlatformDeal | None:
        shown = (d for d in self.platform.values() if reference_in(d.comment) == reference)
        return next(shown, None)

    def perform(self, work: ClaimedWork) -> int:
        assert work.reference not in self.performed, "sent twice"
        self.performed.add(work.reference)
        deal = self.world.balance(str(work.amount), work.comment, at=self.at)
        self.platform[deal.ticket] = deal
        return deal.ticket

    @precondition(lambda self: self.wire)
    @rule(which=choice)
    def performed_and_answered(self, which: int) -> None:
        work = self.wire.pop(which % len(self.wire))
        record_answer(work.work_id, Accepted(self.perform(work)), at=self.tick())

    @precondition(lambda self: self.wire)
    @rule(which=choice)
    def performed_and_the_answer_comes_later(self, which: int) -> None:
        work = self.wire.pop(which % len(self.wire))
        self.late_answers.append((work.work_id, self.perform(work)))

    @precondition(lambda self: self.late_answers)
    @rule(which=choice)
    def late_answer(self, which: int) -> None:
        work_id, ticket = self.late_answers.pop(which % len(self.late_answers))
        record_answer(work_id, Accepted(ticket), at=self.tick())

    @precondition(lambda self: self.wire)
    @rule(which=choice)
    def refused(self, which: int) -> None:
        work = self.wire.pop(which % len(self.wire))
        record_answer(work.work_id, Rejected("10019", "no money"), at=self.tick())

    @precondition(lambda self: self.wire)
    @rule(which=choice, performed=st.booleans())
    def the_connection_breaks(self, which: int, performed: bool) -> None:
        work = self.wire.pop(which % len(self.wire))
        if performed:
            self.perform(work)
        record_answer(work.work_id, Unknown("cut"), at=self.tick())

    @rule(performed=choice)
    def the_gateway_dies(self, performed: int) -> None:
        for n, work in enumerate(self.wire):
            if performed >> n & 1:
                self.perform(work)
        self.wire.clear()
        recover_in_flight(self.world.server.pk, at=self.tick())

    @rule(amount=cents, gain=st.booleans())
    def trade(self, amount: Decimal, gain: bool) -> None:
        deal = self.world.closing(str(amount if gain else -amount), at=self.at)
        self.platform[deal.ticket] = deal

    @precondition(lambda self: self.platform)
    @rule(picks=st.lists(choice, min_size=1, max_size=12))
    def some_deals_arrive_in_any_order_and_number(self, picks: list[int]) -> None:
        deals = list(self.platform.values())
        self.ingest([deals[n % len(deals)] for n in picks])

    @precondition(lambda self: self.platform)
    @rule(which=choice, amount=cents)
    def the_dealer_edits(self, which: int, amount: Decimal) -> None:
        deal = list(self.platform.values())[which % len(self.platform)]
        value = amount.copy_sign(deal.balance_effect)
        self.platform[deal.ticket] = replace(
            deal, profit=value, balance_effect=value, digest=f"{value}:{self.at}".encode()
        )

    @precondition(lambda self: self.platform)
    @rule(which=choice)
    def the_dealer_deletes(self, which: int) -> None:
        deal = list(self.platform.values())[which % len(self.platform)]
        self.gone[deal.ticket] = self.platform.pop(deal.ticket)

    @precondition(lambda self: self.gone)
    @rule()
    def the_dealer_restores(self) -> None:
        self.platform |= self.gone
        self.gone.clear()

    @rule()
    def rescan(self) -> None:
        apply_rescan(self.world.server.pk, WHOLE, list(self.platform.values()), at=self.tick())

    @rule(newest_first=st.booleans())
    def two_people_accept_what_the_platform_shows(self, newest_first: bool) -> None:
        order = "-id" if newest_first else "id"
        for found in Difference.objects.filter(closed_at=None).order_by(order):
            found.refresh_from_db()
            actions = [a for a in actions_for(found) if a in ("accept", "apply", "give_up")]
            if found.closed_at is None and actions:
                seen = propose(found.public_id, actions[0], "seen", actor=EYES[0], at=self.tick())
                approve(found.public_id, version=seen.version, actor=EYES[1], at=self.tick())

    def teardown(self) -> None:
        try:
            self.settle()
            self.compare()
        finally:
            transaction.set_rollback(True)
            self.undo.close()

    def settle(self) -> None:
        """Let everything that is on its way arrive."""
        self.the_gateway_dies(0)
        for work_id, ticket in self.late_answers:
            record_answer(work_id, Accepted(ticket), at=self.tick())
        for _ in range(8):
            self.tick(61)
            self.gateway_turn()
            self.the_gateway_dies(0)
        for turn in range(4):
            self.rescan()
            self.two_people_accept_what_the_platform_shows(newest_first=turn % 2 == 0)

    def compare(self) -> None:
        held = sum((d.balance_effect for d in self.platform.values()), Decimal(0))
        assert balance(self.mirror) == held
        operations = list(Operation.objects.all())
        assert {o.state for o in operations} <= {WorkState.SETTLED, WorkState.REJECTED}
        assert {o.reference for o in operations if o.state == WorkState.SETTLED} <= self.performed
        carried = [
            self.platform[o.ticket].balance_effect
            for o in operations
            if o.state == WorkState.SETTLED and o.ticket in self.platform
        ]
        asked = sum((o.amount for o in operations), Decimal(0))
        assert balance(self.transit.code) == asked - sum(carried, Decimal(0))
        assert balance(chart.suspense("USD", self.world.brand.entity_id).code) == 0
        assert not Difference.objects.filter(closed_at=None).exists()
        assert Deal.objects.filter(deleted_at=None).count() == len(self.platform)
        assert sum((row.balance for row in trial_balance()), Decimal(0)) == 0


@pytest.mark.django_db
def test_any_interleaving_ends_equal() -> None:
    run_state_machine_as_test(
        Interleavings,
        settings=settings(
            max_examples=15,
            stateful_step_count=25,
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
