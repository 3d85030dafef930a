"""Payout runs: by the calendar, approved by another, each line paid once; holds and terms."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from brokerdesk.core.actors import SYSTEM, Actor
from brokerdesk.core.jobs.testing import run_jobs
from brokerdesk.modules.brands.queries import brand
from brokerdesk.modules.ledger.queries import balance, drifts, trial_balance
from brokerdesk.modules.ledger.services import chart, close_account, ensure_accounts, post
from brokerdesk.modules.ledger.types import Posting, TxRequest
from brokerdesk.modules.trading.testing import START

from ..errors import (
    FourEyesRequired,
    LineNotPayable,
    NothingPayable,
    PaidByRuns,
    RunDecided,
    TermsInvalid,
)
from ..models import Partner, Payout, PayoutLine, PayoutRun
from ..queries import payable
from ..services import (
    NewTerms,
    accrue_batch,
    approve_run,
    cancel_run,
    change_line,
    make_due_runs,
    make_run,
    make_runs,
    pay_instantly,
    pay_out,
    paying,
    put_hold,
    release_hold,
    set_payout_terms,
    set_status,
)
from ..services.calendar import period_before, period_ended
from ..services.paying import pay_at_once, pay_run
from ..services.payouts import settle
from ..services.runs import Group
from ..types import PartnerStatus, PayoutLineState, PayoutPeriod, RunState
from .conftest import Tree

FINN, CAROL = (Actor("staff", f"stf_{name}", name) for name in ("finn", "carol"))
DAY = timedelta(days=1)
NOON = START.replace(hour=12)


@pytest.mark.parametrize(
    ("period", "zone", "at", "ended", "began"),
    [
        ("daily", "UTC", "2026-03-10T00:00", "2026-03-10T00:00", "2026-03-09T00:00"),
        ("daily", "UTC", "2026-03-10T23:59", "2026-03-10T00:00", "2026-03-09T00:00"),
        ("weekly", "UTC", "2026-03-11T09:00", "2026-03-09T00:00", "2026-03-02T00:00"),
        ("monthly", "UTC", "2026-03-31T09:00", "2026-03-01T00:00", "2026-02-01T00:00"),
        # Berlin's clock goes forward on 29 March: that day has 23 hours.
        ("daily", "Europe/Berlin", "2026-03-29T23:00", "2026-03-29T22:00", "2026-03-28T23:00"),
        ("monthly", "Europe/Berlin", "2026-04-15T00:00", "2026-03-31T22:00", "2026-02-28T23:00"),
    ],
)
def test_borders_are_those_of_the_brands_zone(
    period: str, zone: str, at: str, ended: str, began: str
) -> None:
    def utc(text: str) -> datetime:
        return datetime.fromisoformat(text).replace(tzinfo=UTC)

    border = period_ended(PayoutPeriod(period), zone, utc(at))
    assert border == utc(ended)
    assert period_before(PayoutPeriod(period), zone, border) == utc(began)


def test_a_delay_waits_for_whole_days() -> None:
    late = datetime(2026, 3, 5, 23, 59, tzinfo=UTC)
    monthly = PayoutPeriod.MONTHLY
    assert period_ended(monthly, "UTC", late, 5) == datetime(2026, 2, 1, tzinfo=UTC)
    assert period_ended(monthly, "UTC", late + timedelta(minutes=1), 5) == late.replace(
        day=1, hour=0, minute=0
    )


def terms(tree: Tree, partner: Partner | None = None, **values: Any) -> None:
    set_payout_terms(
        tree.world.brand.pk,
        partner.public_id if partner else "",
        NewTerms(period=PayoutPeriod(values.pop("period", "daily")), **values),
        actor=FINN,
        at=START - 40 * DAY,
    )


def trade(tree: Tree, lots: str, at: datetime = NOON) -> None:
    for batch in tree.ingest(tree.world.closing(lots=lots, at=at)):
        accrue_batch(batch, at=at)


def due(tree: Tree, at: datetime) -> list[PayoutRun]:
    return make_due_runs(tree.world.brand.pk, at=at)


def wallet(tree: Tree, partner: Partner) -> Decimal:
    spec = chart.client_wallet(partner.client.public_id, "USD", tree.world.brand.entity_id)
    return balance(spec.code)


def lines(run: PayoutRun) -> list[tuple[str, str, str]]:
    rows = run.lines.order_by("pk").values_list("partner__client__first_name", "amount", "state")
    return [(name, f"{amount:.2f}", state) for name, amount, state in rows]


def test_a_run_pays_what_was_accrued_before_the_periods_end_once(tree: Tree) -> None:
    terms(tree)
    border = (START + DAY).replace(hour=0, minute=0, second=0, microsecond=0)
    trade(tree, "2.5", at=border - timedelta(seconds=1))
    trade(tree, "1", at=border)
    (run,) = due(tree, border)
    assert due(tree, border + timedelta(hours=5)) == []
    assert lines(run) == [
        ("Top", "2.50", "pay"), ("Middle", "7.50", "pay"), ("Direct", "15.00", "pay"),
    ]  # fmt: skip
    assert PayoutLine.objects.get(run=run, partner=tree.partners[0]).exact == 15
    approve_run(run.public_id, actor=CAROL, at=border + DAY)
    run_jobs(name="brokerdesk.modules.partners.services.paying")
    assert pay_run(run.public_id, at=border + DAY) == 0
    run.refresh_from_db()
    assert run.state == RunState.PAID
    assert wallet(tree, tree.partners[0]) == 15
    assert payable(tree.partners[0], "USD") == 6
    paid = Payout.objects.get(partner=tree.partners[0])
    assert (paid.until, paid.paid_by) == (border, "staff:stf_carol")
    assert sum((row.balance for row in trial_balance()), Decimal(0)) == 0


def test_who_made_or_changed_a_run_does_not_approve_it(tree: Tree) -> None:
    trade(tree, "1")
    group = Group(PayoutPeriod.MANUAL, 0, True)
    run = make_run(brand(tree.world.brand.pk), group, (None, NOON + DAY), actor=FINN, at=NOON + DAY)
    assert run is not None
    with pytest.raises(FourEyesRequired):
        approve_run(run.public_id, actor=FINN, at=NOON + DAY)
    line = run.lines.get(partner=tree.partners[0])
    change_line(run.public_id, line.pk, reason="agreed", actor=CAROL, amount=Decimal("4.00"))
    with pytest.raises(FourEyesRequired):
        approve_run(run.public_id, actor=CAROL, at=NOON + DAY)
    approve_run(run.public_id, actor=Actor("staff", "stf_dana", "Dana"), at=NOON + DAY)
    with pytest.raises(RunDecided):
        cancel_run(run.public_id, reason="too late", actor=FINN, at=NOON + DAY)
    pay_run(run.public_id, at=NOON + DAY)
    assert wallet(tree, tree.partners[0]) == 4
    assert payable(tree.partners[0], "USD") == 2


@pytest.mark.parametrize("amount", ["0", "-1", "6.01", "1.005"])
def test_an_amount_is_not_more_than_payable(tree: Tree, amount: str) -> None:
    terms(tree)
    trade(tree, "1")
    (run,) = due(tree, NOON + DAY)
    line = run.lines.get(partner=tree.partners[0])
    with pytest.raises(LineNotPayable):
        change_line(run.public_id, line.pk, reason="x", actor=FINN, amount=Decimal(amount))


def test_below_the_minimum_is_carried_on_and_a_cancelled_run_frees_its_lines(tree: Tree) -> None:
    terms(tree, minimum=Decimal(10))
    trade(tree, "1")
    (first,) = due(tree, NOON + DAY)
    assert {state for _, _, state in lines(first)} == {"below_minimum"}
    trade(tree, "1", at=NOON + DAY)
    (second,) = due(tree, NOON + 2 * DAY)
    assert ("Direct", "12.00", "pay") in lines(second)
    (third,) = due(tree, NOON + 3 * DAY)
    assert "Direct" not in {name for name, _, _ in lines(third)}
    cancel_run(second.public_id, reason="wrong", actor=FINN, at=NOON + 3 * DAY)
    (fourth,) = due(tree, NOON + 4 * DAY)
    assert ("Direct", "12.00", "pay") in lines(fourth)


def test_a_run_goes_on_behind_a_kill(tree: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    terms(tree)
    trade(tree, "1")
    (run,) = due(tree, NOON + DAY)
    approve_run(run.public_id, actor=CAROL, at=NOON + DAY)
    calls: list[Any] = []

    def killed(*args: Any, **kwargs: Any) -> Any:
        calls.append(args)
        done = settle(*args, **kwargs)
        if len(calls) == 2:
            raise RuntimeError("killed")
        return done

    monkeypatch.setattr(paying, "settle", killed)
    with pytest.raises(RuntimeError):
        pay_run(run.public_id, at=NOON + DAY)
    assert Payout.objects.count() == 1
    assert pay_run(run.public_id, at=NOON + DAY) == 2
    assert Payout.objects.count() == 3
    assert [payable(p, "USD") for p in tree.partners] == [0, 0, 0]
    assert drifts() == []


def test_a_held_partner_is_not_paid_until_released(tree: Tree) -> None:
    terms(tree)
    trade(tree, "1")
    direct = tree.partners[0]
    hold = put_hold(direct.public_id, reason="checks", actor=FINN, at=NOON)
    (run,) = due(tree, NOON + DAY)
    assert ("Direct", "6.00", "held") in lines(run)
    line = run.lines.get(partner=direct)
    change_line(run.public_id, line.pk, reason="go", actor=FINN, state=PayoutLineState.PAY)
    approve_run(run.public_id, actor=CAROL, at=NOON + DAY)
    pay_run(run.public_id, at=NOON + DAY)
    line.refresh_from_db()
    assert line.state == PayoutLineState.FAILED
    release_hold(hold.public_id, reason="fine", actor=FINN, at=NOON + DAY)
    with pytest.raises(PaidByRuns):  # his terms want a second person
        pay_out(direct.public_id, "USD", actor=FINN, at=NOON + DAY)
    by_hand = Group(PayoutPeriod.MANUAL, 0, needs_approval=True)
    again = make_run(brand(tree.world.brand.pk), by_hand, (None, NOON + DAY), actor=FINN,
                     at=NOON + DAY)  # fmt: skip
    assert again is not None
    assert ("Direct", "6.00", "pay") in lines(again)


def test_a_held_client_keeps_back_only_what_he_gave_and_was_not_paid(tree: Tree) -> None:
    direct, client = tree.partners[0], tree.world.client.public_id
    trade(tree, "1", at=START)
    pay_out(direct.public_id, "USD", actor=FINN, at=NOON)
    trade(tree, "2", at=NOON + DAY)
    hold = put_hold(direct.public_id, client_id=client, reason="x", actor=FINN, at=NOON + DAY)
    with pytest.raises(NothingPayable):
        pay_out(direct.public_id, "USD", actor=FINN, at=NOON + 2 * DAY)
    release_hold(hold.public_id, reason="fine", actor=FINN, at=NOON + 2 * DAY)
    assert pay_out(direct.public_id, "USD", actor=FINN, at=NOON + 3 * DAY).amount == 12


def test_another_partner_is_paid_for_him(tree: Tree) -> None:
    direct, middle = tree.partners[:2]
    terms(tree, direct, payee_id=middle.public_id)
    trade(tree, "1")
    (run,) = due(tree, NOON + DAY)
    approve_run(run.public_id, actor=CAROL, at=NOON + DAY)
    pay_run(run.public_id, at=NOON + DAY)
    assert wallet(tree, middle) == 6
    assert Payout.objects.get().payee == middle
    assert payable(direct, "USD") == 0


def test_who_chose_a_payee_does_not_approve_what_he_gets(tree: Tree) -> None:
    direct, middle = tree.partners[:2]
    with pytest.raises(TermsInvalid):
        terms(tree, direct, payee_id=middle.public_id, needs_approval=False)
    terms(tree, direct, payee_id=middle.public_id)
    trade(tree, "1")
    (run,) = due(tree, NOON + DAY)
    with pytest.raises(FourEyesRequired):
        approve_run(run.public_id, actor=FINN, at=NOON + DAY)
    assert approve_run(run.public_id, actor=CAROL, at=NOON + DAY).state == RunState.APPROVED


def test_who_changed_a_line_does_not_approve_though_another_changed_it_later(tree: Tree) -> None:
    terms(tree)
    trade(tree, "1")
    (run,) = due(tree, NOON + DAY)
    line = run.lines.get(partner=tree.partners[0])
    change_line(run.public_id, line.pk, reason="less", actor=FINN, amount=Decimal(5))
    change_line(run.public_id, line.pk, reason="less", actor=CAROL, amount=Decimal(4))
    for one in (FINN, CAROL):
        with pytest.raises(FourEyesRequired):
            approve_run(run.public_id, actor=one, at=NOON + DAY)


def test_a_payee_who_is_suspended_meanwhile_gets_nothing(tree: Tree) -> None:
    direct, middle = tree.partners[:2]
    terms(tree, direct, payee_id=middle.public_id)
    trade(tree, "1")
    (run,) = due(tree, NOON + DAY)
    approve_run(run.public_id, actor=CAROL, at=NOON + DAY)
    set_status(middle.public_id, PartnerStatus.SUSPENDED, actor=SYSTEM, at=NOON + DAY, reason="x")
    pay_run(run.public_id, at=NOON + DAY)
    assert [state for _, _, state in lines(run)] == ["failed"]
    assert payable(direct, "USD") == 6


def test_a_closed_wallet_keeps_nobody_else_waiting(tree: Tree) -> None:
    terms(tree)
    trade(tree, "1")
    (run,) = due(tree, NOON + DAY)
    approve_run(run.public_id, actor=CAROL, at=NOON + DAY)
    top = tree.partners[2]  # whose line comes first
    spec = chart.client_wallet(top.client.public_id, "USD", tree.world.brand.entity_id)
    ensure_accounts([spec])
    close_account(spec.code)
    pay_run(run.public_id, at=NOON + DAY)
    assert lines(run) == [
        ("Top", "1.00", "failed"), ("Middle", "3.00", "paid"), ("Direct", "6.00", "paid"),
    ]  # fmt: skip
    assert "closed" in str(run.lines.get(partner=top).reason)
    assert payable(top, "USD") == 1
    run.refresh_from_db()
    assert run.state == RunState.PAID


def test_who_is_paid_at_once_needs_no_run(tree: Tree) -> None:
    terms(tree, period="instant", needs_approval=False, minimum=Decimal(2))
    trade(tree, "1")
    assert due(tree, NOON + DAY) == []
    assert pay_at_once(tree.world.brand.pk, at=NOON) == 2
    assert pay_at_once(tree.world.brand.pk, at=NOON) == 0
    assert [payable(p, "USD") for p in tree.partners] == [0, 0, 1]


def test_a_partner_paid_by_runs_cannot_help_himself(tree: Tree) -> None:
    terms(tree, needs_approval=False)
    trade(tree, "1")
    direct = tree.partners[0]
    own = Actor("client", direct.client.public_id, "Direct")
    with pytest.raises(PaidByRuns):
        pay_out(direct.public_id, "USD", actor=own, at=NOON)
    (run,) = due(tree, NOON + DAY)
    assert run.state == RunState.APPROVED
    run_jobs(name="brokerdesk.modules.partners.services.paying")
    assert payable(direct, "USD") == 0


@pytest.mark.parametrize(
    "values",
    [
        {"period": "instant"},
        {"period": "manual"},
        {"delay_days": 61},
        {"minimum": Decimal(-1)},
        {"payee_id": "ptr_nobody"},
    ],
)
def test_terms_that_contradict_themselves_are_refused(tree: Tree, values: dict[str, Any]) -> None:
    with pytest.raises(TermsInvalid):
        terms(tree, tree.partners[0], **values)


def test_terms_hold_from_their_change_on(tree: Tree) -> None:
    terms(tree)
    trade(tree, "1")
    set_payout_terms(
        tree.world.brand.pk, "", NewTerms(period=PayoutPeriod.MONTHLY), actor=FINN, at=NOON
    )
    assert due(tree, NOON + DAY) == []


def test_a_clawback_after_approval_leaves_the_line_unpaid(
    tree: Tree, clawed: Callable[[Tree], None]
) -> None:
    terms(tree)
    trade(tree, "1")
    (run,) = due(tree, NOON + DAY)
    approve_run(run.public_id, actor=CAROL, at=NOON + DAY)
    clawed(tree)
    pay_run(run.public_id, at=NOON + DAY)
    assert {state for _, _, state in lines(run)} == {"failed"}
    assert not Payout.objects.exists()


@pytest.fixture
def clawed() -> Callable[[Tree], None]:
    """Delete all deals on the platform, as a correction that was accepted does."""

    def act(tree: Tree) -> None:
        for partner in tree.partners:
            entity = tree.world.brand.entity_id
            owed = chart.partner_payable(partner.public_id, "USD", entity)
            cost = chart.expense("commission", "USD", entity)
            post(
                TxRequest(
                    key=f"claw:{partner.pk}",
                    kind="commission.reversed",
                    postings=(Posting(owed.code, cost.code, Decimal(1), "USD"),),
                    effective_at=NOON,
                ),
                accounts=[owed, cost],
                actor=SYSTEM,
            )

    return act


def test_the_jobs_make_runs_pay_at_once_and_go_on(tree: Tree) -> None:
    terms(tree)
    terms(tree, tree.partners[0], period="instant", needs_approval=False)
    trade(tree, "1")
    pay_instantly()
    assert [payable(p, "USD") for p in tree.partners] == [0, 3, 1]
    make_runs()
    make_runs()
    run = PayoutRun.objects.get()
    assert [state for _, _, state in lines(run)] == ["pay", "pay"]
    approve_run(run.public_id, actor=CAROL, at=NOON)
    make_runs()
    assert run_jobs(name="brokerdesk.modules.partners.services.paying") == 1
    assert [payable(p, "USD") for p in tree.partners] == [0, 0, 0]
