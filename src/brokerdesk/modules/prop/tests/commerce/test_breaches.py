"""A profit that a daily loss ended: claimed in time, by the conditions, paid once."""

from decimal import Decimal
from typing import Any

import pytest

from brokerdesk.core.actors import SYSTEM
from brokerdesk.modules.trading.models import Account

from ...commerce_errors import FourEyes, PayoutRefused, PayoutState
from ...models import Attempt, Decision, Stage
from ...services.lifecycle.states import move
from ...services.payouts.breaches import assess_breach, claim_breach_profit
from ...services.payouts.requesting import request_payout
from ...services.payouts.reviewing import approve, assess
from ...types import AttemptState
from .conftest import DANA, DAY, FINN, FUNDED, Shop

SHARE = {"policy": "share", "share": "0.5", "claim_days": 7}


def breached(shop: Shop, worst: str = "-1000", **terms: Any) -> Attempt:
    """P08 of the reference: +3,000 +5,000 +4,000, then a daily loss of 5,000."""
    attempt = gaining(shop, **terms)
    for profit in (worst, *["-1000"] * 4):
        shop.trade(attempt, profit)
    lost(shop, attempt, 107_000)
    return attempt


def gaining(shop: Shop, **terms: Any) -> Attempt:
    attempt = shop.funded(shop.sell("breach", phases=[FUNDED], **terms))
    for profit in ("3000", "5000", "4000"):
        shop.trade(attempt, profit)
        shop.later(DAY)
    return attempt


def lost(shop: Shop, attempt: Attempt, balance: int) -> None:
    """The daily loss has ended it; the platform shows a balance."""
    stage = Stage.objects.get(attempt=attempt)
    Account.objects.filter(pk=stage.account_id or 0).update(balance=balance)
    ended_by(shop, attempt, stage)


def ended_by(shop: Shop, attempt: Attempt, stage: Stage) -> None:
    """A verdict of a daily loss."""
    stage.refresh_from_db()
    Decision.objects.create(
        stage=stage, seq=stage.seq + 1, place=9, type="breach", rule="max_daily_loss", at=shop.at,
        line={"action": "fail"}, before=bytes(stage.engine or b""), after=b"",
        recorded_at=shop.at,
    )  # fmt: skip
    move(attempt, AttemptState.FAILED, actor=SYSTEM, at=shop.at)
    Stage.objects.filter(pk=stage.pk).update(state="ended", outcome="failed")


def test_a_reward_that_was_on_its_way_is_taken_off_once(shop: Shop) -> None:
    attempt = gaining(shop, breach_profit=SHARE)
    shop.later(14 * DAY)
    reward = request_payout(attempt.public_id, amount=Decimal(4000), actor=SYSTEM, at=shop.at)
    shop.block_done(attempt)
    assess(reward.public_id, actor=FINN, at=shop.at)
    approve(reward.public_id, actor=DANA, at=shop.at)
    attempt.refresh_from_db()
    for _ in range(5):
        shop.trade(attempt, "-1000")
    lost(shop, attempt, 107_000)
    shop.platform(attempt)
    stage = Stage.objects.get(attempt=attempt)
    Account.objects.filter(pk=stage.account_id or 0).update(balance=103_000)
    reward.refresh_from_db()
    assert reward.state == "paid"
    claimed = claim_breach_profit(attempt.public_id, actor=SYSTEM, at=shop.at)
    assert claimed.profit == 3000


def test_half_of_it_is_paid(shop: Shop) -> None:
    attempt = breached(shop, breach_profit=SHARE)
    payout = claim_breach_profit(attempt.public_id, actor=SYSTEM, at=shop.at)
    assert [payout.profit, payout.trader] == [7000, 0]
    with pytest.raises(PayoutState):
        claim_breach_profit(attempt.public_id, actor=SYSTEM, at=shop.at)
    with pytest.raises(PayoutState):
        assess(payout.public_id, actor=FINN, at=shop.at)
    with pytest.raises(PayoutState):
        assess_breach(payout.public_id, stops_on_all=False, actor=FINN, at=shop.at)
    assess_breach(payout.public_id, stops_on_all=True, actor=FINN, at=shop.at)
    with pytest.raises(FourEyes):
        approve(payout.public_id, actor=FINN, at=shop.at)
    approve(payout.public_id, actor=DANA, at=shop.at)
    payout.refresh_from_db()
    assert payout.state == "paid"
    assert [payout.trader, payout.firm, shop.money()] == [3500, 3500, 3500]


def test_not_after_a_trade_that_lost_too_much(shop: Shop) -> None:
    attempt = breached(shop, "-1000.01", breach_profit=SHARE)
    payout = claim_breach_profit(attempt.public_id, actor=SYSTEM, at=shop.at)
    with pytest.raises(PayoutState):
        assess_breach(payout.public_id, stops_on_all=True, actor=FINN, at=shop.at)


def test_forfeit_is_forfeit(shop: Shop) -> None:
    attempt = breached(shop)
    with pytest.raises(PayoutRefused):
        claim_breach_profit(attempt.public_id, actor=SYSTEM, at=shop.at)


def test_not_too_late(shop: Shop) -> None:
    attempt = breached(shop, breach_profit=SHARE)
    shop.later(8 * DAY)
    with pytest.raises(PayoutRefused) as refused:
        claim_breach_profit(attempt.public_id, actor=SYSTEM, at=shop.at)
    assert refused.value.details["unmet"] == "too_late"
