"""Gains around news, of which terms count a part: the pure part, and rewards that rest on it."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from brokerdesk.core.actors import SYSTEM
from brokerdesk.kit.reading import CaseError

from ...documents import programme_of
from ...engine.news_profit import Announced, NewsShare, Traded, affected, counted
from ...models import Attempt, Payout, Release
from ...services.payouts.requesting import request_payout
from ...services.payouts.reviewing import approve, assess
from ...services.payouts.showing import checklist_of
from ...terms import check, read_terms
from .conftest import CHALLENGE, DANA, DAY, FINN, FUNDED, START, Shop

MINUTE = timedelta(minutes=1)
FORTY = NewsShare(Decimal("0.40"), 300, 300)
NFP = Announced(START, None, START - DAY, "NFP")


def trade(name: str, net: str, *minutes: int, symbol: str = "EURUSD") -> Traded:
    instants = tuple(START + MINUTE * one for one in minutes)
    return Traded(name, symbol, instants, Decimal(net))


def test_p09_40_percent_of_news_profit() -> None:
    """10,000 of other trades, losses around news among them, and 3,000 gained around news."""
    trades = [trade("1", "12000", 60, 90), trade("2", "-2000", 1, 2), trade("3", "3000", 0, 3)]
    found = affected(trades, [NFP], FORTY)
    assert [(one.position, one.uncounted) for one in found] == [("3", Decimal(1800))]
    profit = sum((one.net for one in trades), Decimal(0))
    assert counted(profit, found, FORTY) == 11_200


@pytest.mark.parametrize(
    ("minutes", "near"),
    [((5, 60), True), ((-60, -5), True), ((6, 60), False), ((-60, -6), False), ((-6, 6), False),
     ((-60, 2, 60), True)],
)  # fmt: skip
def test_opened_or_closed_in_the_window_even_in_part(minutes: tuple[int, ...], near: bool) -> None:
    assert bool(affected([trade("1", "10", *minutes)], [NFP], FORTY)) is near


def test_what_counts_for_nobody() -> None:
    late = Announced(START, None, START - 5 * MINUTE, "late")
    other = Announced(START, ("USDJPY",), START - DAY, "yen")
    assert affected([trade("1", "10", 0)], [late, other], FORTY) == ()
    assert affected([trade("1", "10", 0, symbol="USDJPY")], [other], FORTY)


@given(
    nets=st.lists(st.integers(-10_000, 10_000), min_size=1, max_size=8),
    share=st.integers(0, 99).map(lambda n: Decimal(n) / 100),
)
def test_it_never_counts_more_than_there_is(nets: list[int], share: Decimal) -> None:
    terms = NewsShare(share, 60, 60)
    trades = [trade(str(n), str(net), n % 3) for n, net in enumerate(nets)]
    found = affected(trades, [NFP], terms)
    profit = Decimal(sum(nets))
    left = sum((one.uncounted for one in found), Decimal(0))
    assert counted(profit, found, terms) == profit - left
    assert 0 <= left <= sum(net for net in nets if net > 0)


def gained(shop: Shop, share: str = "0.4", **more: Any) -> Attempt:
    """3,000 gained around news, 10,000 otherwise; two weeks on."""
    terms = {"news_profit": {"share": share, "before_s": 300, "after_s": 300}, **more}
    attempt = shop.funded(shop.sell("news", phases=[FUNDED], **terms))
    shop.trade(attempt, "12000")
    shop.later(DAY)
    release(shop, shop.at + MINUTE)
    shop.trade(attempt, "3000", position="77")
    shop.trade(attempt, "-2000")
    shop.later(14 * DAY)
    return attempt


def release(shop: Shop, at: datetime) -> None:
    Release.objects.create(
        brand=shop.world.brand, at=at, title="NFP", impact="high", recorded_at=START - DAY
    )


def ask(shop: Shop, attempt: Attempt, amount: str | None = None) -> Payout:
    given_amount = None if amount is None else Decimal(amount)
    return request_payout(attempt.public_id, amount=given_amount, actor=SYSTEM, at=shop.at)


def test_a_reward_without_what_does_not_count(shop: Shop) -> None:
    attempt = gained(shop)
    found = checklist_of(attempt.public_id, at=shop.at)
    assert [found.facts.profit, found.payable, found.news.uncounted] == [11_200, 11_200, 1_800]
    payout = ask(shop, attempt)
    assert [payout.asked, payout.deducted, payout.profit] == [13_000, 1_800, 11_200]
    assert [payout.trader, payout.firm] == [8_960, 2_240]
    assert payout.figures["balance_after"] == "100000"
    (row,) = payout.figures["news"]
    assert (row["position"], row["net"], row["amount"], row["release"]) == (
        "77", "3000", "1800", "NFP",
    )  # fmt: skip
    shop.block_done(attempt)
    assess(payout.public_id, actor=FINN, at=shop.at)
    approve(payout.public_id, actor=DANA, at=shop.at)
    before = shop.money()
    shop.platform(attempt)
    assert shop.money() - before == 8_960
    shop.tell(attempt.stages.get(), type="withdrawal", amount="13000")
    shop.later(14 * DAY)
    assert checklist_of(attempt.public_id, at=shop.at).news.trades == ()


def test_a_part_takes_all_that_does_not_count(shop: Shop) -> None:
    payout = ask(shop, gained(shop), "1000")
    assert [payout.asked, payout.deducted, payout.profit] == [2_800, 1_800, 1_000]


def test_a_trade_that_is_removed_is_not_deducted_twice(shop: Shop) -> None:
    attempt = gained(shop)
    payout = ask(shop, attempt)
    shop.block_done(attempt)
    row = assess(payout.public_id, removed={"77": "copied"}, actor=FINN, at=shop.at)
    assert [row.asked, row.deducted, row.profit] == [13_000, 3_000, 10_000]
    again = assess(payout.public_id, actor=FINN, at=shop.at)
    assert [again.deducted, again.profit] == [1_800, 11_200]


def test_nothing_of_it_may_count(shop: Shop) -> None:
    found = checklist_of(gained(shop, "0").public_id, at=shop.at)
    assert found.payable == 10_000


@pytest.mark.parametrize(
    ("given_terms", "key"),
    [({"share": "1"}, "news_profit.share"), ({"share": "-0.1"}, "news_profit.share"),
     ({"share": "0.4", "before_s": -1}, "news_profit.before_s"),
     ({"share": "0.4", "what": "x"}, "news_profit.what"), ({"before_s": 5}, "news_profit.share")],
)  # fmt: skip
def test_terms_are_read_strictly(given_terms: dict[str, Any], key: str) -> None:
    body = {
        "fee": {"amount": "1", "currency": "USD"}, "products": ["p"], "split": ["0.8"],
        "news_profit": given_terms,
    }  # fmt: skip
    with pytest.raises(CaseError) as refused:
        read_terms(body)
    assert refused.value.key == key


def test_it_belongs_to_a_funded_phase() -> None:
    rules = programme_of({
        "name": "X", "version": "1", "currency": "USD", "initial_balance": "100000",
        "clock": {"zone": "UTC", "reset": "00:00"}, "phases": [CHALLENGE],
    })  # fmt: skip
    terms = read_terms({
        "fee": {"amount": "1", "currency": "USD"}, "products": ["p"], "split": ["0.8"],
        "news_profit": {"share": "0.4"},
    })  # fmt: skip
    assert any("news_profit" in str(one) for one in check(rules, terms))
