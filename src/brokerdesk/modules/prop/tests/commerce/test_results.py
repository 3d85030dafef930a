"""What a position brought has what its opening cost in it, wherever gains are counted."""

from decimal import Decimal

from brokerdesk.core.actors import SYSTEM

from ...models import Attempt, Stage
from ...services.payouts.conditions import daily_results, standing_of
from ...services.payouts.news import traded
from ...services.payouts.requesting import request_payout
from ...services.payouts.reviewing import assess
from ...services.results import gains_of
from .conftest import DAY, FINN, FUNDED, Shop


def _trade(shop: Shop, stage: Stage, name: str, profit: str, *, closed: bool = True) -> None:
    """A trade that costs 3.50 when it is opened and as much when it is closed."""
    opened = {"position": name, "symbol": "EURUSD", "lots": "1", "commission": "-3.5"}
    shop.tell(stage, type="position_opened", **opened)
    if closed:
        paid = {"position": name, "profit": profit, "commission": "-3.5", "swap": "-1"}
        shop.tell(stage, type="position_closed", **paid)


def _funded(shop: Shop) -> tuple[Attempt, Stage]:
    attempt = shop.funded(shop.sell("costly", phases=[FUNDED]))
    stage = attempt.stages.get()
    _trade(shop, stage, "1", "600")
    _trade(shop, stage, "2", "-100")
    return attempt, stage


def test_gains_of_positions_and_days(shop: Shop) -> None:
    attempt, stage = _funded(shop)
    _trade(shop, stage, "3", "0", closed=False)
    shop.tell(stage, type="charge", amount="-2")
    assert gains_of(stage) == {"1": Decimal("592"), "2": Decimal("-108")}
    assert {one.position: one.net for one in traded(stage, None)} == gains_of(stage)
    now = standing_of(attempt)
    assert now is not None
    (day,) = daily_results(now, None).values()
    assert day == Decimal("592") - 108 - Decimal("5.5")
    assert now.state.balance == now.programme.initial_balance + day


def test_a_trade_that_does_not_count_takes_what_it_brought(shop: Shop) -> None:
    attempt, stage = _funded(shop)
    _trade(shop, stage, "3", "300")
    shop.later(14 * DAY)
    payout = request_payout(attempt.public_id, amount=None, actor=SYSTEM, at=shop.at)
    assert payout.asked == 776
    shop.block_done(attempt)
    assess(payout.public_id, removed={"1": "copied"}, actor=FINN, at=shop.at)
    payout.refresh_from_db()
    assert (payout.deducted, payout.profit) == (Decimal(592), Decimal(184))
