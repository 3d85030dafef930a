"""Rewards: conditions, freeze, two people, the platform's deal, the wallet; each step once."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from brokerdesk.core.actors import SYSTEM
from brokerdesk.modules.ledger.services import chart
from brokerdesk.modules.trading.models import Operation
from brokerdesk.ports.outcome import Rejected

from ...commerce_errors import (
    FourEyes,
    PayoutAmount,
    PayoutRefused,
    PayoutState,
    PayoutWouldBreach,
    ReasonNeeded,
)
from ...models import Action, Attempt, Order, Payout
from ...services.payouts.answers import profit_taken
from ...services.payouts.requesting import cancel_payout, request_payout
from ...services.payouts.reviewing import approve, assess, escalate, reject
from ...services.payouts.showing import checklist_of
from .conftest import DANA, DAY, FINN, FUNDED, Shop


def gained(shop: Shop, profit: str = "3000", **terms: Any) -> Attempt:
    """A funded trader with a profit, two weeks on."""
    programme = shop.sell("instant", phases=[FUNDED], **terms)
    attempt = shop.funded(programme)
    shop.trade(attempt, profit)
    shop.later(14 * DAY)
    return attempt


def ask(shop: Shop, attempt: Attempt, amount: str | None = None) -> Payout:
    given = None if amount is None else Decimal(amount)
    payout = request_payout(attempt.public_id, amount=given, actor=SYSTEM, at=shop.at)
    attempt.refresh_from_db()
    return payout


def through(shop: Shop, attempt: Attempt, amount: str | None = None) -> Payout:
    """A reward as it goes when nobody objects."""
    payout = ask(shop, attempt, amount)
    shop.block_done(attempt)
    assess(payout.public_id, actor=FINN, at=shop.at)
    approve(payout.public_id, actor=DANA, at=shop.at)
    shop.platform(attempt)
    payout.refresh_from_db()
    attempt.refresh_from_db()
    return payout


def unmet(shop: Shop, attempt: Attempt) -> list[str]:
    return [str(one) for one in checklist_of(attempt.public_id, at=shop.at).unmet]


def test_a_whole_reward(shop: Shop) -> None:
    attempt = gained(shop, refund_fee_at=1)
    before = shop.money()
    payout = ask(shop, attempt)
    assert (payout.state, attempt.state) == ("freezing", "payout")
    with pytest.raises(PayoutState):
        assess(payout.public_id, actor=FINN, at=shop.at)
    shop.block_done(attempt)
    assess(payout.public_id, actor=FINN, at=shop.at)
    with pytest.raises(FourEyes):
        approve(payout.public_id, actor=FINN, at=shop.at)
    approve(payout.public_id, actor=DANA, at=shop.at)
    assert shop.money() == before
    shop.platform(attempt)
    payout.refresh_from_db()
    attempt.refresh_from_db()
    assert (payout.state, attempt.state, attempt.rewards) == ("paid", "funded", 1)
    assert [payout.trader, payout.firm, payout.refund] == [2400, 600, 155]
    assert shop.money() - before == 2555
    assert shop.booked(chart.expense, "prop_rewards") == -2555
    assert Order.objects.get().refunded == 155
    assert Operation.objects.get(public_id=payout.operation_id).amount == -3000
    profit_taken(payout.public_id, payout.operation_id, at=shop.at)
    assert shop.money() - before == 2555
    kinds = list(Action.objects.order_by("pk").values_list("kind", flat=True))
    assert kinds == ["block", "unblock"]


def test_the_split_rises_with_each_reward(shop: Shop) -> None:
    attempt = gained(shop)
    first = through(shop, attempt)
    stage = attempt.stages.get()
    shop.tell(stage, type="withdrawal", amount="3000")
    shop.trade(attempt, "1000")
    assert unmet(shop, attempt) == ["too_early"]
    shop.later(14 * DAY)
    assert unmet(shop, attempt) == []
    second = through(shop, attempt)
    assert [first.trader, second.trader] == [2400, 900]
    assert [first.number, second.number, attempt.rewards] == [1, 2, 2]
    assert shop.booked(chart.expense, "prop_rewards") == -3300


def test_what_stands_between(shop: Shop) -> None:
    programme = shop.sell(
        "strict", phases=[FUNDED], minimum="500", identity={"level": 5},
        winning_days={"days": 2, "threshold": "100"},
    )  # fmt: skip
    attempt = shop.funded(programme)
    stage = attempt.stages.get()
    every = {"too_early", "too_few_winning_days", "below_minimum", "identity_not_checked"}
    assert set(unmet(shop, attempt)) == every
    shop.trade(attempt, "300")
    shop.later(DAY)
    shop.trade(attempt, "99.99")
    shop.later(DAY)
    shop.trade(attempt, "250")
    shop.tell(stage, type="position_opened", position="9", symbol="EURUSD", lots="1")
    shop.later(14 * DAY)
    assert unmet(shop, attempt) == ["not_flat", "identity_not_checked"]
    with pytest.raises(PayoutRefused) as refused:
        ask(shop, attempt)
    assert refused.value.details["unmet"] == "not_flat,identity_not_checked"
    assert not Payout.objects.exists()
    attempt.refresh_from_db()
    assert attempt.state == "funded"


def test_shares_and_caps_bound_what_is_payable(shop: Shop) -> None:
    attempt = gained(shop, max_share="0.5", cap="1200", buffer="100", minimum="50")
    found = checklist_of(attempt.public_id, at=shop.at)
    assert found.payable == 1200
    for amount in ("1200.01", "49.99", "0", "100.001"):
        with pytest.raises(PayoutAmount):
            ask(shop, attempt, amount)
    payout = ask(shop, attempt, "600.01")
    assert [payout.asked, payout.trader, payout.firm] == [
        Decimal("600.01"), Decimal("480.01"), Decimal("120.00"),
    ]  # fmt: skip


def test_a_reward_that_would_breach_is_refused(shop: Shop) -> None:
    """P02: at 5,500 with the floor at 5,000, 500 breaches and 300 leaves a buffer of 200."""
    trailing = {
        "rule": "max_overall_loss", "amount": {"percent": "6", "of": "initial"},
        "mode": "trail_closed_balance", "lock": {"floor_at": "100000"}, "breach_when": "touch",
    }  # fmt: skip
    phase = FUNDED | {"rules": [trailing]}
    attempt = shop.funded(shop.sell("instant-p2", phases=[phase]))
    shop.trade(attempt, "10000")
    shop.later(14 * DAY)
    with pytest.raises(PayoutWouldBreach):
        ask(shop, attempt)
    payout = ask(shop, attempt, "6000")
    assert payout.figures["buffer_after"] == "4000"
    assert payout.figures["overall_floor_after"] == "100000"


def test_trades_are_removed_with_their_reasons(shop: Shop) -> None:
    attempt = gained(shop)
    position = shop.trade(attempt, "1000")
    loss = shop.trade(attempt, "-200")
    payout = ask(shop, attempt)
    shop.block_done(attempt)
    with pytest.raises(ReasonNeeded):
        assess(payout.public_id, removed={position: " "}, actor=FINN, at=shop.at)
    for name in (loss, "nothing"):
        with pytest.raises(PayoutState):
            assess(payout.public_id, removed={name: "x"}, actor=FINN, at=shop.at)
    assess(payout.public_id, removed={position: "around news"}, actor=FINN, at=shop.at)
    approve(payout.public_id, actor=DANA, at=shop.at)
    shop.platform(attempt)
    payout.refresh_from_db()
    assert [payout.asked, payout.deducted, payout.profit] == [3800, 1000, 2800]
    assert [payout.trader, payout.firm, shop.money()] == [2240, 560, 2240]
    assert payout.removed == [{"position": position, "amount": "1000", "reason": "around news"}]


def test_escalated_rejected_cancelled(shop: Shop) -> None:
    attempt = gained(shop)
    payout = ask(shop, attempt)
    shop.block_done(attempt)
    assess(payout.public_id, actor=FINN, at=shop.at)
    escalate(payout.public_id, reason="looks copied", actor=DANA, at=shop.at)
    with pytest.raises(PayoutState):
        approve(payout.public_id, actor=DANA, at=shop.at)
    with pytest.raises(ReasonNeeded):
        reject(payout.public_id, reason="", actor=DANA, at=shop.at)
    reject(payout.public_id, reason="copied", actor=DANA, at=shop.at)
    attempt.refresh_from_db()
    assert attempt.state == "funded"
    again = ask(shop, attempt)
    assert again.number == 1
    cancel_payout(again.public_id, actor=SYSTEM, at=shop.at)
    with pytest.raises(PayoutState):
        cancel_payout(again.public_id, actor=SYSTEM, at=shop.at)
    attempt.refresh_from_db()
    assert (attempt.state, attempt.rewards) == ("funded", 0)
    assert shop.money() == 0


def test_only_one_is_open_at_a_time(shop: Shop) -> None:
    attempt = gained(shop)
    ask(shop, attempt)
    with pytest.raises(PayoutState):
        ask(shop, attempt)


def test_what_the_platform_refused_is_looked_at_again(shop: Shop) -> None:
    attempt = gained(shop)
    payout = ask(shop, attempt)
    shop.block_done(attempt)
    assess(payout.public_id, actor=FINN, at=shop.at)
    approve(payout.public_id, actor=DANA, at=shop.at)
    shop.platform(attempt, Rejected("no_money", "not enough money"))
    payout.refresh_from_db()
    assert (payout.state, payout.assessed_by, payout.operation_id) == ("review", "", "")
    assert payout.reason == "not enough money"
    assert shop.money() == 0
    assess(payout.public_id, actor=FINN, at=shop.at)
    approve(payout.public_id, actor=DANA, at=shop.at)
    shop.platform(attempt)
    assert shop.money() == 2400


def test_an_account_that_traded_on_gives_no_reward(shop: Shop) -> None:
    attempt = gained(shop)
    payout = ask(shop, attempt)
    shop.trade(attempt, "-500")
    shop.block_done(attempt)
    payout.refresh_from_db()
    attempt.refresh_from_db()
    assert (payout.state, attempt.state) == ("cancelled", "funded")


def test_time_counts_from_activation_where_terms_say_so(shop: Shop) -> None:
    first = {"days": 1, "starts": "activation"}
    attempt = shop.funded(shop.sell("quick", phases=[FUNDED], first_payout=first))
    shop.later(DAY)
    assert unmet(shop, attempt) == ["below_minimum"]
    slow = shop.funded(shop.sell("slow", phases=[FUNDED], first_payout={"days": 1}), key="f2")
    shop.later(timedelta(days=9))
    assert "too_early" in unmet(shop, slow)


def test_less_than_the_currency_can_pay_is_no_reward(shop: Shop) -> None:
    attempt = gained(shop, "0.01", max_share="0.7")
    assert unmet(shop, attempt) == ["below_minimum"]
    with pytest.raises(PayoutRefused):
        ask(shop, attempt)
