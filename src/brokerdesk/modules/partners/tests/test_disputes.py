"""Disputes: contested, answered, decided by two people, posted once; write-offs too."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db.models import Sum

from brokerdesk.core.actors import SYSTEM, Actor
from brokerdesk.core.mail.models import Message
from brokerdesk.kit.errors import InvalidInput
from brokerdesk.modules.ledger.queries import drifts, trial_balance
from brokerdesk.modules.ledger.services import chart, post
from brokerdesk.modules.ledger.types import Posting, TxRequest
from brokerdesk.modules.trading.testing import START

from ..errors import (
    AccrualNotFound,
    AdjustmentDecided,
    DisputeClosed,
    DisputeExists,
    FourEyesRequired,
    NothingPayable,
)
from ..models import Accrual, Adjustment, Dispute, Partner
from ..queries import payable
from ..queries.disputes import statistics
from ..services import accrue_batch, disputes
from ..services.adjustments import approve_adjustment, propose_write_off, refuse_adjustment
from ..services.disputes import Claim, accept, open_dispute, reject, say, take, withdraw
from .conftest import Tree

FINN, CAROL = (Actor("staff", f"stf_{name}", name) for name in ("finn", "carol"))
DAY = timedelta(days=1)


@pytest.fixture
def line(tree: Tree) -> Accrual:
    """What one traded lot gave the direct partner: 6 USD."""
    for batch in tree.ingest(tree.world.closing(lots="1", at=START)):
        accrue_batch(batch, at=START)
    return Accrual.objects.get(level=1)


def own(partner: Partner) -> Actor:
    return Actor("client", partner.client.public_id, str(partner.client))


def contest(tree: Tree, line: Accrual, **values: Any) -> Dispute:
    direct = tree.partners[0]
    claim = Claim(text="It was two lots", accrual_id=line.public_id, **values)
    return open_dispute(direct.public_id, claim, actor=own(direct), at=START)


def mails() -> list[str]:
    return list(Message.objects.order_by("pk").values_list("template", flat=True))


def test_a_line_is_contested_answered_accepted_and_corrected_once(
    tree: Tree, line: Accrual
) -> None:
    direct = tree.partners[0]
    found = contest(tree, line, expected=Decimal(12))
    assert found.due_at == START + 5 * DAY
    say(found.public_id, "We look.", by_partner=False, actor=FINN, at=START + DAY)
    row = accept(found.public_id, Decimal("10.5"), "agreed", actor=FINN, at=START + DAY)
    assert row.amount == Decimal("4.5")
    assert payable(direct, "USD") == 6
    with pytest.raises(FourEyesRequired):
        approve_adjustment(row.public_id, actor=FINN, at=START + DAY)
    approve_adjustment(row.public_id, actor=CAROL, at=START + 2 * DAY)
    with pytest.raises(AdjustmentDecided):
        approve_adjustment(row.public_id, actor=CAROL, at=START + 2 * DAY)
    assert payable(direct, "USD") == Decimal("10.5")
    kept = Accrual.objects.filter(partner=direct).order_by("pk")
    assert [(a.kind, a.amount, a.deal_version) for a in kept] == [
        ("commission", 6, 1),
        ("reversal", -6, 1),
        ("adjustment", Decimal("10.5"), 2),
    ]
    assert kept.aggregate(total=Sum("amount"))["total"] == payable(direct, "USD")
    found.refresh_from_db()
    assert (found.state, found.owner_name, found.correction) == (
        "accepted", "finn", kept.latest("pk").batch_id,
    )  # fmt: skip
    assert mails() == ["partners/dispute_answered", "partners/dispute_accepted"]
    assert drifts() == []
    assert sum((row.balance for row in trial_balance()), Decimal(0)) == 0


def test_what_was_decided_can_be_contested_anew_and_the_old_line_not(
    tree: Tree, line: Accrual
) -> None:
    first = contest(tree, line)
    row = accept(first.public_id, Decimal(0), "no partner", actor=FINN, at=START)
    approve_adjustment(row.public_id, actor=CAROL, at=START)
    with pytest.raises(AccrualNotFound):
        contest(tree, line)
    decided = Accrual.objects.get(kind="adjustment")
    second = contest(tree, decided)
    row = accept(second.public_id, Decimal(6), "he was", actor=CAROL, at=START)
    approve_adjustment(row.public_id, actor=FINN, at=START)
    assert payable(tree.partners[0], "USD") == 6


def test_a_line_is_contested_once_at_a_time(tree: Tree, line: Accrual) -> None:
    first = contest(tree, line)
    with pytest.raises(DisputeExists):
        contest(tree, line)
    direct = tree.partners[0]
    withdraw(first.public_id, direct.public_id, actor=own(direct), at=START)
    assert contest(tree, line).state == "open"
    with pytest.raises(DisputeClosed):
        say(first.public_id, "?", by_partner=True, actor=own(direct), at=START)


def test_a_partner_has_only_so_many_open(
    tree: Tree, line: Accrual, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(disputes, "MOST_OPEN", 1)
    direct = tree.partners[0]
    found = contest(tree, line)
    period = Claim(text="All of it", since=START, until=START + DAY, currency="USD")
    with pytest.raises(DisputeExists):
        open_dispute(direct.public_id, period, actor=own(direct), at=START)
    withdraw(found.public_id, direct.public_id, actor=own(direct), at=START)
    assert open_dispute(direct.public_id, period, actor=own(direct), at=START).state == "open"


def test_another_partners_line_is_not_to_be_contested(tree: Tree, line: Accrual) -> None:
    middle = tree.partners[1]
    claim = Claim(text="mine", accrual_id=line.public_id)
    with pytest.raises(AccrualNotFound):
        open_dispute(middle.public_id, claim, actor=own(middle), at=START)


def test_the_partner_asks_again_and_the_clock_starts_anew(tree: Tree, line: Accrual) -> None:
    found = contest(tree, line)
    direct = tree.partners[0]
    take(found.public_id, actor=CAROL)
    say(found.public_id, "Why?", by_partner=False, actor=FINN, at=START + DAY)
    again = say(found.public_id, "So?", by_partner=True, actor=own(direct), at=START + 3 * DAY)
    assert (again.state, again.due_at) == ("open", START + 8 * DAY)
    assert (again.answered_at, again.owner_name) == (START + DAY, "carol")


def test_a_rejection_says_why(tree: Tree, line: Accrual) -> None:
    found = contest(tree, line)
    reject(found.public_id, "One lot, see the deal.", actor=FINN, at=START + DAY)
    with pytest.raises(DisputeClosed):
        accept(found.public_id, Decimal(9), "x", actor=FINN, at=START + DAY)
    assert mails() == ["partners/dispute_rejected"]
    assert "One lot, see the deal." in Message.objects.get().text
    assert payable(tree.partners[0], "USD") == 6


def test_a_refused_correction_gives_the_dispute_back(tree: Tree, line: Accrual) -> None:
    found = contest(tree, line)
    row = accept(found.public_id, Decimal(9), "x", actor=FINN, at=START)
    with pytest.raises(DisputeClosed):
        reject(found.public_id, "no", actor=FINN, at=START)
    refuse_adjustment(row.public_id, reason="too much", actor=CAROL, at=START)
    found.refresh_from_db()
    assert found.state == "answered"
    accept(found.public_id, Decimal(7), "less", actor=FINN, at=START)
    assert payable(tree.partners[0], "USD") == 6


@pytest.mark.parametrize("amount", ["6", "-1"])
def test_a_correction_changes_something(tree: Tree, line: Accrual, amount: str) -> None:
    found = contest(tree, line)
    with pytest.raises(InvalidInput):
        accept(found.public_id, Decimal(amount), "x", actor=FINN, at=START)
    assert not Adjustment.objects.exists()


def test_a_period_is_contested_and_corrected_by_a_sum(tree: Tree, line: Accrual) -> None:
    direct = tree.partners[0]
    empty = Claim(text="x", since=START, until=START, currency="USD")
    with pytest.raises(InvalidInput):
        open_dispute(direct.public_id, empty, actor=own(direct), at=START)
    claim = Claim(text="a deal lacks", since=START - DAY, until=START + DAY, currency="USD")
    found = open_dispute(direct.public_id, claim, actor=own(direct), at=START)
    row = accept(found.public_id, Decimal("2.125"), "it does", actor=FINN, at=START)
    approve_adjustment(row.public_id, actor=CAROL, at=START)
    assert payable(direct, "USD") == Decimal("8.125")
    numbers = statistics(Dispute.objects.all(), at=START + 9 * DAY)
    assert (numbers.open, numbers.overdue, numbers.accepted_percent) == (0, 0, 100)
    assert numbers.corrected == (("USD", Decimal("2.125")),)


def test_the_clock_counts_late_answers_and_the_median(tree: Tree, line: Accrual) -> None:
    found = contest(tree, line)
    assert statistics(Dispute.objects.all(), at=START + 6 * DAY).overdue == 1
    say(found.public_id, "x", by_partner=False, actor=FINN, at=START + DAY)
    numbers = statistics(Dispute.objects.all(), at=START + 6 * DAY)
    assert (numbers.open, numbers.overdue, numbers.answer_s) == (1, 0, 86_400)
    assert numbers.accepted_percent is None


def owing(partner: Partner, amount: Decimal) -> None:
    """Take more back than is left, as a clawback does."""
    entity = partner.brand.entity_id
    owed = chart.partner_payable(partner.public_id, "USD", entity)
    cost = chart.expense("commission", "USD", entity)
    post(
        TxRequest(
            key=f"claw:{partner.pk}:{amount}",
            kind="commission.reversed",
            postings=(Posting(owed.code, cost.code, amount, "USD"),),
            effective_at=START,
        ),
        accounts=[owed, cost],
        actor=SYSTEM,
    )


def test_a_write_off_needs_a_second_person(tree: Tree, line: Accrual) -> None:
    direct = tree.partners[0]
    with pytest.raises(NothingPayable):
        propose_write_off(direct.public_id, "USD", reason="x", actor=FINN, at=START)
    owing(direct, Decimal("7.25"))
    row = propose_write_off(direct.public_id, "USD", reason="left", actor=FINN, at=START)
    with pytest.raises(AdjustmentDecided):
        propose_write_off(direct.public_id, "USD", reason="left", actor=CAROL, at=START)
    with pytest.raises(FourEyesRequired):
        approve_adjustment(row.public_id, actor=FINN, at=START)
    approve_adjustment(row.public_id, actor=CAROL, at=START)
    assert payable(direct, "USD") == 0
