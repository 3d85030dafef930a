"""Larger accounts: earned, answered once; accounts put together; sizes of the reference."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from brokerdesk.core.actors import SYSTEM

from ...commerce_errors import GrowthRefused
from ...engine.growth import Scaling, scaled
from ...models import Attempt, Payout, ScaleOffer, Stage
from ...services.merging import merge_accounts
from ...services.scaling import (
    accept_offer,
    decline_offer,
    expire_offers,
    months_between,
    offer_scaling,
)
from .conftest import DAY, FUNDED, START, Shop
from .test_payouts import through

SCALING = {
    "step_percent": "25", "cap": "2000000", "months": 4, "min_net_percent": "10", "rewards": 1,
}  # fmt: skip


def earner(shop: Shop, **terms: Any) -> Attempt:
    """A trader who made 12 % and was paid once in four months, with profit left."""
    programme = shop.sell("grow", phases=[FUNDED], scaling=SCALING, **terms)
    attempt = shop.funded(programme)
    shop.trade(attempt, "12000")
    shop.later(14 * DAY)
    through(shop, attempt, "11000")
    stage = attempt.stages.get()
    shop.tell(stage, type="withdrawal", amount="11000")
    shop.later(timedelta(days=120))
    return attempt


def test_months_are_whole() -> None:
    assert months_between(START, START + timedelta(days=121)) == 3
    assert months_between(START, START + timedelta(days=122)) == 4
    assert months_between(START, START) == 0


def test_steps_are_linear_on_the_original() -> None:
    """P11 of the reference."""
    scaling = Scaling(Decimal(25), Decimal(750_000), 4, Decimal(10), 2)
    assert [scaled(Decimal(400_000), scaling, n) for n in range(1, 5)] == [
        500_000, 600_000, 700_000, 750_000,
    ]  # fmt: skip


def test_who_earned_it_grows(shop: Shop) -> None:
    attempt = earner(shop, scaling_split="0.90")
    assert offer_scaling(at=shop.at) == 1
    assert offer_scaling(at=shop.at) == 0
    offer = ScaleOffer.objects.get()
    assert [offer.size, offer.split] == [125_000, Decimal("0.9")]
    with pytest.raises(GrowthRefused):
        accept_offer(offer.public_id, actor=SYSTEM, at=shop.at)
    accept_offer(offer.public_id, give_up_profit=True, actor=SYSTEM, at=shop.at)
    with pytest.raises(GrowthRefused):
        decline_offer(offer.public_id, actor=SYSTEM, at=shop.at)
    attempt.refresh_from_db()
    old, new = Stage.objects.filter(attempt=attempt).order_by("pk")
    assert (old.outcome, new.state, attempt.state) == ("scaled", "provisioning", "provisioning")
    assert [new.initial, attempt.scalings] == [125_000, 1]
    assert attempt.terms["split"] == ["0.9"]
    shop.provision(attempt)
    attempt.refresh_from_db()
    assert attempt.state == "funded"


def test_not_before_the_conditions_are_met(shop: Shop) -> None:
    attempt = shop.funded(shop.sell("grow", phases=[FUNDED], scaling=SCALING))
    shop.trade(attempt, "12000")
    shop.later(timedelta(days=150))
    assert offer_scaling(at=shop.at) == 0
    Payout.objects.all().delete()
    assert not ScaleOffer.objects.exists()


def test_offers_end(shop: Shop) -> None:
    earner(shop)
    offer_scaling(at=shop.at)
    offer = ScaleOffer.objects.get()
    shop.later(30 * DAY)
    with pytest.raises(GrowthRefused):
        accept_offer(offer.public_id, give_up_profit=True, actor=SYSTEM, at=shop.at)
    assert expire_offers(at=shop.at) == 1
    offer.refresh_from_db()
    assert offer.state == "expired"


def two(shop: Shop, cap: str = "400000") -> list[Attempt]:
    programme = shop.sell("merge", phases=[FUNDED], merge_cap=cap)
    return [shop.funded(programme, key="m1"), shop.funded(programme, key="m2")]


def merge(shop: Shop, *attempts: Attempt) -> str:
    ids = [one.public_id for one in attempts]
    return merge_accounts(shop.client.pk, ids, actor=SYSTEM, at=shop.at)


def test_accounts_are_put_together(shop: Shop) -> None:
    first, second = two(shop)
    assert merge(shop, second, first) == first.public_id
    first.refresh_from_db()
    second.refresh_from_db()
    assert (second.state, second.merged_into_id) == ("merged", first.pk)
    assert Stage.objects.filter(attempt=first).latest("pk").initial == 200_000
    assert Stage.objects.get(attempt=second).outcome == "merged"
    with pytest.raises(GrowthRefused):
        merge(shop, first, second)


def test_accounts_that_cannot_be_put_together(shop: Shop) -> None:
    first, second = two(shop)
    with pytest.raises(GrowthRefused):
        merge(shop, first)
    with pytest.raises(GrowthRefused):
        merge_accounts(
            shop.another("Bob").pk, [first.public_id, second.public_id], actor=SYSTEM, at=shop.at
        )
    shop.trade(second, "10")
    with pytest.raises(GrowthRefused):
        merge(shop, first, second)
    shop.trade(second, "-20")
    with pytest.raises(GrowthRefused):
        merge(shop, first, second)
    other = shop.funded(shop.sell("other", phases=[FUNDED | {"split": "0.70"}], split=["0.70"]))
    with pytest.raises(GrowthRefused):
        merge(shop, first, other)
    assert {first.state, second.state, other.state} == {"funded"}


def test_not_of_other_conditions_for_rewards(shop: Shop) -> None:
    """A larger share of one account is none of the other's profit."""
    first, second = two(shop)
    for more in ({"split": ["0.90"]}, {"buffer": "100"}, {"cap": "9"}):
        second.terms = first.terms | more
        second.save()
        with pytest.raises(GrowthRefused):
            merge(shop, first, second)
    assert Stage.objects.filter(state="live").count() == 2


def test_not_above_the_cap(shop: Shop) -> None:
    first, second = two(shop, cap="299999.99")
    programme = first.order.version.programme
    third = shop.funded(programme, key="m3")
    with pytest.raises(GrowthRefused):
        merge(shop, first, second, third)
    assert merge(shop, first, third) == first.public_id
