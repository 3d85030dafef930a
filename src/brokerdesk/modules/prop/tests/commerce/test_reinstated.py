"""A stage that people reinstated goes on: its figures are those of one that never stopped."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from brokerdesk.core.actors import SYSTEM

from ...engine import State
from ...models import Attempt, Decision, Release, Stage
from ...services.competitions.holding import advance
from ...services.competitions.leaderboard import leaderboard
from ...services.lifecycle.states import move
from ...services.offering import chances_of
from ...services.overrides import Proposal, approve_override, propose_override
from ...services.payouts.conditions import daily_results, standing_of
from ...services.payouts.news import news_part
from ...services.payouts.showing import checklist_of
from ...services.results import gains_of
from ...services.scaling import record_of
from ...types import AttemptState, OverrideKind
from .conftest import CHALLENGE, DANA, DAY, FINN, FUNDED, Shop, percent, rule
from .test_competitions import enter, held

HOUR = timedelta(hours=1)
EVEN = {
    **FUNDED,
    "rules": [
        *FUNDED["rules"],
        rule("consistency", max_share="0.5"),
        rule("min_trading_days", days=2, counts="closed_profit_at_least", threshold=percent("0.5")),
    ],
}
TERMS: dict[str, Any] = {
    "winning_days": {"days": 3, "threshold": "500"},
    "first_payout": {"days": 3, "starts": "first_trade"},
    "news_profit": {"share": "0.4"},
}
_OF_DAYS = ("balance", "moved", "high", "days", "best_day", "net_days", "good_days", "counted")


def wrongly_ended(shop: Shop, attempt: Attempt, *, approved: bool = True, **wish: Any) -> None:
    """A spike ends the present stage, and two people take that back, or one proposes to."""
    stage = Stage.objects.filter(attempt=attempt).latest("pk")
    before = bytes(stage.engine or b"")
    shop.tell(stage, type="state", balance=str(State.from_json(before).balance), equity="1")
    decision = Decision.objects.create(
        stage=stage, seq=stage.seq, place=0, type="breach", rule="max_daily_loss", at=shop.at,
        line={"action": "fail"}, before=before, after=bytes(stage.engine or b""),
        recorded_at=shop.at,
    )  # fmt: skip
    attempt.refresh_from_db()
    move(attempt, AttemptState.FAILED, actor=SYSTEM, at=shop.at)
    Stage.objects.filter(pk=stage.pk).update(state="ended", outcome="failed", ended_at=shop.at)
    proposal = Proposal(
        kind=OverrideKind.REINSTATE, reason="a spike", decision_id=decision.public_id, **wish
    )
    row = propose_override(stage.public_id, proposal, actor=FINN, at=shop.at)
    if approved:
        approve_override(row.public_id, actor=DANA, at=shop.at)


def lived(shop: Shop, key: str, pause: timedelta, *, stopped: int) -> Attempt:
    """Days of trade around a pause, in which verdicts are taken back, or nothing happens."""
    begun = shop.at
    attempt = shop.funded(shop.sell(key, phases=[EVEN], **TERMS), key=key)
    for number, profit in enumerate(("600", "700", "-200", "900", "550"), 1):
        shop.trade(attempt, profit, position=f"{key}{number}")
        if number in (2, 3):
            if stopped >= number - 1:
                wrongly_ended(shop, attempt)
            shop.later(pause)
            if stopped >= number - 1:
                shop.provision(attempt)
        else:
            shop.later(DAY)
    shop.later(HOUR)
    shop.tell(Stage.objects.filter(attempt=attempt).latest("pk"), type="clock")
    attempt.refresh_from_db()
    shop.at = begun
    return attempt


def figures(shop: Shop, attempt: Attempt, at: timedelta) -> list[Any]:
    """What a reward, a review, an offer of growth and the engine go by."""
    now = standing_of(attempt)
    assert now is not None
    found = checklist_of(attempt.public_id, at=shop.at + at)
    named = {name[-1]: amount for name, amount in gains_of(now.stage).items()}
    news = news_part(now.stage, now.terms.news_profit, None)
    return [
        *(getattr(now.state, name) for name in _OF_DAYS), daily_results(now, None), found.facts,
        found.payable, found.due_on, named, news.uncounted, record_of(now, shop.at + at),
    ]  # fmt: skip


@pytest.mark.parametrize("pause", [HOUR, DAY], ids=["the same day", "the next day"])
@pytest.mark.parametrize("stopped", [1, 2])
def test_figures_are_those_of_one_that_never_stopped(
    shop: Shop, pause: timedelta, stopped: int
) -> None:
    Release.objects.create(
        brand=shop.world.brand, at=shop.at + timedelta(minutes=4), impact="high", title="NFP",
        recorded_at=shop.at - DAY,
    )  # fmt: skip
    after = 40 * DAY
    never = figures(shop, lived(shop, "never", pause, stopped=0), after)
    again = figures(shop, lived(shop, "again", pause, stopped=stopped), after)
    assert again == never
    assert never[-2] > 0
    assert never[-1].months == 1


def test_a_balance_that_people_gave_counts_as_a_result_of_the_verdicts_day(shop: Shop) -> None:
    attempt = shop.funded(shop.sell("given", phases=[EVEN], **TERMS), key="given")
    shop.trade(attempt, "600")
    wrongly_ended(shop, attempt, balance=Decimal(100_850))
    shop.later(DAY)
    shop.provision(attempt)
    shop.trade(attempt, "-100")
    attempt.refresh_from_db()
    now = standing_of(attempt)
    assert now is not None
    assert list(daily_results(now, None).values()) == [850, -100]
    assert [now.state.best_day, now.state.net_days, now.state.balance] == [850, 850, 100_750]


def test_a_ranking_knows_the_falls_of_before(shop: Shop) -> None:
    """Equal trades rank alike, whether a verdict between them was taken back or not."""
    cup = held(shop)
    for client in (shop.client, shop.another("Bob")):
        enter(shop, cup, client)
    begun = shop.later(DAY)
    advance(at=begun)
    for attempt, stopped in zip(Attempt.objects.order_by("pk"), (False, True), strict=True):
        shop.at = begun
        shop.provision(attempt)
        for profit in ("400", "-700"):
            shop.trade(attempt, profit)
        if stopped:
            wrongly_ended(shop, attempt)
            shop.provision(attempt)
        for profit in ("-200", "2000"):
            shop.trade(attempt, profit)
    first, second = (row.place for row in leaderboard(cup))
    assert [first.fall, first.profit] == [900, 1500]
    assert [second.fall, second.profit, second.score] == [900, 1500, first.score]


def test_a_breach_that_was_taken_back_costs_no_free_retry(shop: Shop) -> None:
    attempt = shop.funded(shop.sell("retry", phases=[CHALLENGE], retry={"free": True, "days": 7}))
    shop.trade(attempt, "600")
    wrongly_ended(shop, attempt)
    stage = shop.provision(attempt)
    attempt.refresh_from_db()
    move(attempt, AttemptState.EXPIRED, actor=SYSTEM, at=shop.at)
    Stage.objects.filter(pk=stage.pk).update(state="ended", outcome="expired", ended_at=shop.at)
    assert [one.percent for one in chances_of(attempt.public_id, at=shop.at)] == [0]
