"""Periodic work: one row that fails holds up no other, and the job is seen to have failed."""

import pytest

from brokerdesk.kit.clock import fixed

from ...commerce.jobs import go_on_with_rewards
from ...models import Action, Attempt, Competition, Order, Payout, ScaleOffer, Stage
from ...services.competitions.holding import advance
from ...services.scaling import offer_scaling
from ...types import ActionKind, ActionState
from .conftest import DAY, FUNDED, Shop
from .test_competitions import enter, held
from .test_growth import earner
from .test_payouts import ask


def test_a_trader_whose_growth_cannot_be_computed(shop: Shop) -> None:
    broken, earned = earner(shop), shop.funded(key="other")
    earned.terms = broken.terms
    earned.save()
    Attempt.objects.filter(pk=broken.pk).update(document={})
    Attempt.objects.filter(pk=earned.pk).update(rewards=1)
    with pytest.raises(KeyError):
        offer_scaling(at=shop.at)
    assert not ScaleOffer.objects.exists()  # he earned none; but he had his turn
    Stage.objects.filter(attempt=earned).update(engine=b"{")
    with pytest.raises(ExceptionGroup, match="2 rows"):
        offer_scaling(at=shop.at)


def test_a_competition_that_cannot_be_ended(shop: Shop) -> None:
    cup = held(shop)
    enter(shop, cup, shop.client)
    shop.later(DAY)
    advance(at=shop.at)
    row = Competition.objects.get()
    other = Competition.objects.create(
        brand_id=row.brand_id, programme=row.programme, version=row.version, title="Other",
        state="running", metric="nonsense", opens_at=row.opens_at, starts_at=row.starts_at,
        ends_at=row.ends_at, created_by="staff:x", created_at=shop.at,
    )  # fmt: skip
    row.metric, other.metric = "nonsense", "profit"
    row.save()
    other.save()
    shop.later(8 * DAY)
    with pytest.raises(ValueError, match="nonsense"):
        advance(at=shop.at)
    row.refresh_from_db()
    other.refresh_from_db()
    assert (row.state, other.state) == ("running", "ended")


def test_a_competition_whose_account_cannot_be_begun(shop: Shop) -> None:
    cup = held(shop)
    for one in (shop.client, shop.another("Bob")):
        enter(shop, cup, one)
    first, second = Order.objects.filter(competition=cup).order_by("pk")
    Order.objects.filter(pk=first.pk).update(document={})
    ends = Competition.objects.create(
        brand_id=cup.brand_id, programme=cup.programme, version=cup.version, title="Other",
        state="running", opens_at=cup.opens_at, starts_at=cup.opens_at,
        ends_at=cup.starts_at, created_by="staff:x", created_at=shop.at,
    )  # fmt: skip
    shop.later(DAY)
    with pytest.raises(KeyError):
        advance(at=shop.at)
    ends.refresh_from_db()
    assert ends.state == "ended"
    assert [one.order_id for one in Attempt.objects.all()] == [second.pk]


def test_a_reward_that_cannot_go_on(shop: Shop) -> None:
    programme = shop.sell("instant", phases=[FUNDED])
    attempts = [shop.funded(programme, key=key) for key in ("a", "b")]
    for attempt in attempts:
        shop.trade(attempt, "3000")
    shop.later(14 * DAY)
    first, second = (ask(shop, attempt) for attempt in attempts)
    blocks = Action.objects.filter(kind=ActionKind.BLOCK)
    blocks.update(state=ActionState.DONE, done_at=shop.at)
    Stage.objects.filter(attempt=first.attempt).update(engine=b"{")
    with fixed(shop.at), pytest.raises(ValueError, match="JSON"):
        go_on_with_rewards()
    states = dict(Payout.objects.values_list("pk", "state"))
    assert states == {first.pk: "freezing", second.pk: "review"}
