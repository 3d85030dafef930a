"""What a position brought has what its opening cost in it, wherever gains are counted."""

from decimal import Decimal

from brokerdesk.core.actors import SYSTEM

from ...models import Attempt, Stage
from ...services.lab.history import past_results
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


def test_simulated_traders_draw_what_trades_brought_with_their_openings(shop: Shop) -> None:
    stage = shop.funded(shop.sell("costly", phases=[FUNDED])).stages.get()
    shop.tell(stage, type="position_opened", position="0", symbol="X", lots="1", commission="-4")
    since = shop.later(DAY)
    paid = {"profit": "100", "commission": "0", "swap": "0"}
    shop.tell(stage, type="position_closed", position="0", **paid)
    for number in range(1, 30):
        _trade(shop, stage, str(number), "100")
    _trade(shop, stage, "30", "0", closed=False)
    found = past_results(shop.world.brand.pk, since, shop.later(DAY), Decimal(1))
    assert sorted(found) == ["0.092"] * 29 + ["0.096"]
