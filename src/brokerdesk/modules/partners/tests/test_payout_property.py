"""Whatever is traded, held, changed, paid and killed: no payable is lost or paid twice."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from django.db.models import Sum
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from brokerdesk.core.actors import Actor
from brokerdesk.kit.errors import DomainError
from brokerdesk.modules.brands.queries import brand
from brokerdesk.modules.ledger.queries import balances, drifts, trial_balance
from brokerdesk.modules.ledger.services import chart
from brokerdesk.modules.trading.testing import START

from ..models import Accrual, Adjustment, Hold, Partner, Payout, PayoutLine, PayoutRun
from ..queries import payable
from ..queries.statements import statement
from ..services import (
    NewTerms,
    accrue_batch,
    approve_run,
    cancel_run,
    change_line,
    make_due_runs,
    make_run,
    pay_out,
    paying,
    put_hold,
    release_hold,
    set_payout_terms,
)
from ..services.adjustments import approve_adjustment
from ..services.disputes import Claim, accept, open_dispute
from ..services.paying import pay_at_once, pay_run
from ..services.payouts import settle
from ..services.runs import Group
from ..types import PayoutLineState, PayoutPeriod
from .conftest import Tree
from .test_past_property import undone

FINN, CAROL = (Actor("staff", f"stf_{name}", name) for name in ("finn", "carol"))
HOUR = timedelta(hours=7)
PERIODS = ("instant", "daily", "weekly")
OFTEN = {"trade": 6, "due": 3, "run": 2, "approve": 4, "pay": 3, "kill": 3, "release": 4}
SELDOM = ("hold", "hold_client", "edit", "edit", "stop", "cancel", "pay_out", "terms", "correct")
ACTIONS = [*SELDOM, "line", *(name for name, times in OFTEN.items() for _ in range(times))]
step = st.tuples(
    st.sampled_from(ACTIONS), st.integers(0, 30), st.sampled_from(["0.01", "0.37", "1.2345", "3"])
)


class _Killed(Exception):
    pass


@dataclass
class Life:
    """A brand's partners through random days."""

    tree: Tree
    at: datetime = START
    starts: list[datetime] = field(default_factory=list)

    def do(self, action: str, number: int, text: str) -> None:
        """One step; a refusal changes nothing."""
        self.at += HOUR
        act: Callable[[int, Decimal], object] = getattr(self, action)
        with suppress(DomainError, _Killed):
            act(number, Decimal(text))

    def partner(self, number: int) -> Partner:
        return self.tree.partners[number % 3]

    def trade(self, number: int, lots: Decimal) -> None:
        for batch in self.tree.ingest(self.tree.world.closing(lots=str(lots), at=self.at)):
            accrue_batch(batch, at=self.at + timedelta(minutes=1))

    def hold(self, number: int, _: Decimal, client: str = "") -> None:
        put_hold(
            self.partner(number).public_id, client_id=client, reason="x", actor=FINN, at=self.at
        )

    def hold_client(self, number: int, some: Decimal) -> None:
        self.hold(number, some, self.tree.world.client.public_id)

    def release(self, number: int, _: Decimal) -> None:
        for hold in Hold.objects.filter(released_at=None).order_by("pk")[:1]:
            release_hold(hold.public_id, reason="x", actor=FINN, at=self.at)

    def due(self, number: int, _: Decimal) -> None:
        make_due_runs(self.tree.world.brand.pk, at=self.at)
        pay_at_once(self.tree.world.brand.pk, at=self.at)

    def run(self, number: int, _: Decimal) -> None:
        group = Group(PayoutPeriod.MANUAL, 0, True)
        make_run(brand(self.tree.world.brand.pk), group, (None, self.at), actor=FINN, at=self.at)

    def line_of(self, number: int) -> PayoutLine:
        lines = list(PayoutLine.objects.select_related("run").order_by("-pk")[:5])
        if not lines:
            raise _Killed
        return lines[number % len(lines)]

    def edit(self, number: int, amount: Decimal) -> None:
        line = self.line_of(number)
        cut = amount.quantize(Decimal("0.01"))
        change_line(line.run.public_id, line.pk, reason="x", actor=FINN, amount=cut)

    def stop(self, number: int, _: Decimal) -> None:
        line = self.line_of(number)
        states = (PayoutLineState.HELD, PayoutLineState.PAY)
        change_line(line.run.public_id, line.pk, reason="x", actor=FINN, state=states[number % 2])

    def newest(self, state: str) -> PayoutRun:
        run = PayoutRun.objects.filter(state=state).order_by("pk").first()
        if run is None:
            raise _Killed
        return run

    def approve(self, number: int, _: Decimal) -> None:
        approve_run(self.newest("draft").public_id, actor=CAROL, at=self.at)

    def pay(self, number: int, _: Decimal) -> None:
        pay_run(self.newest("approved").public_id, at=self.at)

    def kill(self, number: int, _: Decimal) -> None:
        run, left = self.newest("approved"), [number % 3]

        def killed(*args: Any, **kwargs: Any) -> Any:
            done = settle(*args, **kwargs)
            if not left[0]:
                raise _Killed
            left[0] -= 1
            return done

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(paying, "settle", killed)
            pay_run(run.public_id, at=self.at)

    def cancel(self, number: int, _: Decimal) -> None:
        cancel_run(self.newest("draft").public_id, reason="x", actor=FINN, at=self.at)

    def pay_out(self, number: int, _: Decimal) -> None:
        pay_out(self.partner(number).public_id, "USD", actor=FINN, at=self.at)

    def terms(self, number: int, minimum: Decimal) -> None:
        period = PayoutPeriod(PERIODS[number % 3])
        new = NewTerms(
            period=period,
            minimum=minimum,
            needs_approval=period != PayoutPeriod.INSTANT and number % 2 == 0,
            payee_id=self.partner(number + 1).public_id if number % 5 == 0 else "",
        )
        who = self.partner(number).public_id if number % 4 else ""
        set_payout_terms(self.tree.world.brand.pk, who, new, actor=FINN, at=self.at)

    def _decide(self, claim: Claim, number: int, amount: Decimal) -> None:
        partner = self.partner(number)
        found = open_dispute(partner.public_id, claim, actor=FINN, at=self.at)
        row = accept(found.public_id, amount, "x", actor=FINN, at=self.at)
        approve_adjustment(row.public_id, actor=CAROL, at=self.at)

    def correct(self, number: int, amount: Decimal) -> None:
        claim = Claim(text="x", since=START, until=self.at, currency="USD")
        self._decide(claim, number, amount if number % 2 else -amount)

    def line(self, number: int, amount: Decimal) -> None:
        rows = Accrual.objects.filter(partner=self.partner(number)).order_by("-pk")[:4]
        for row in list(rows)[number % 4 : number % 4 + 1]:
            self._decide(Claim(text="x", accrual_id=row.public_id), number, amount)


def conserved(life: Life) -> None:
    """Each payable is what was given less what was paid, and each wallet what was paid into it."""
    for partner in life.tree.partners:
        given = Accrual.objects.filter(partner=partner).aggregate(s=Sum("amount"))["s"] or 0
        booked = Adjustment.objects.filter(partner=partner, accrual=None, state="posted")
        paid = Payout.objects.filter(partner=partner).aggregate(a=Sum("amount"), r=Sum("residue"))
        expected = given + (booked.aggregate(s=Sum("amount"))["s"] or 0)
        assert payable(partner, "USD") == expected - (paid["a"] or 0) - (paid["r"] or 0)
        wallet = chart.client_wallet(partner.client.public_id, "USD", partner.brand.entity_id).code
        own = Payout.objects.filter(partner=partner, payee=None) | Payout.objects.filter(
            payee=partner
        )
        into = own.aggregate(s=Sum("amount"))["s"] or 0
        assert balances([wallet]).get(wallet, Decimal(0)) == into
    done = PayoutLine.objects.filter(state="paid")
    assert done.count() == PayoutLine.objects.exclude(payout=None).count()
    assert all(line.amount == line.payout.amount for line in done if line.payout)


def stated(life: Life) -> None:
    """Statements of three spans join and equal the ledger, which balances."""
    assert drifts() == []
    assert sum((row.balance for row in trial_balance()), Decimal(0)) == 0
    length = (life.at + HOUR - START) / 3
    for partner in life.tree.partners:
        last = Decimal(0)
        for n in range(3):
            span = (START + n * length, START + (n + 1) * length)
            found = statement(partner, "USD", *span, by="client" if n else "symbol")
            assert found.proved
            assert found.opening == last
            last = found.closing
        assert last == payable(partner, "USD")


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps=st.lists(step, min_size=30, max_size=60))
def test_no_payable_is_lost_or_paid_twice(tree: Tree, steps: list[tuple[str, int, str]]) -> None:
    with undone():
        life = Life(tree)
        set_payout_terms(
            tree.world.brand.pk,
            "",
            NewTerms(period=PayoutPeriod.DAILY),
            actor=FINN,
            at=START - timedelta(days=2),
        )
        for action, number, text in steps:
            with transaction.atomic():
                life.do(action, number, text)
            conserved(life)
        stated(life)
        for partner in tree.partners:
            clawed = payable(partner, "USD") < Decimal("-0.005")
            assert not clawed or Adjustment.objects.filter(partner=partner).exists()
