"""Competitions: joined by order, started and ended by time, ranked, prizes by a second person."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from brokerdesk.core.actors import SYSTEM
from brokerdesk.modules.ledger.services import chart

from ...commerce_errors import CompetitionInvalid, CompetitionState, FourEyes, ReasonNeeded
from ...models import Attempt, Competition
from ...ranking import Entry, Metric, deepest_fall, ranked, shown_name
from ...services.competitions.holding import (
    CompetitionDraft,
    advance,
    create_competition,
    disqualify,
    end,
    join,
    open_competition,
)
from ...services.competitions.leaderboard import leaderboard
from ...services.competitions.prizes import approve_prizes
from ...services.orders import Sale
from .conftest import CHALLENGE, DANA, DAY, FINN, Shop

PRIZES = (
    {"rank": "1", "money": "500", "text": ""},
    {"rank": "2", "money": "100.50", "text": ""},
    {"rank": "3", "money": "", "text": "A mug"},
)


def draft(shop: Shop, **more: Any) -> CompetitionDraft:
    rules = [one for one in CHALLENGE["rules"] if one["rule"] == "max_overall_loss"]
    programme = shop.sell("cup", kind="competition", phases=[{"name": "Cup", "rules": rules}])
    given: dict[str, Any] = {
        "programme_id": programme.public_id, "title": "Winter cup",
        "metric": Metric.PROFIT_PERCENT, "opens_at": shop.at, "starts_at": shop.at + DAY,
        "ends_at": shop.at + 8 * DAY, "prizes": PRIZES,
    }  # fmt: skip
    return CompetitionDraft(**given | more)


def held(shop: Shop) -> Competition:
    row = create_competition(shop.world.brand.pk, draft(shop), actor=FINN, at=shop.at)
    return open_competition(row.public_id, actor=FINN, at=shop.at)


def enter(shop: Shop, cup: Competition, client: Any) -> None:
    shop.fill("155", client, key=f"cup-{client.pk}")
    join(
        cup.public_id, client.public_id, shop.product.public_id, Sale("cup", pay_now=True),
        actor=SYSTEM, at=shop.at,
    )  # fmt: skip


def test_a_whole_competition(shop: Shop) -> None:
    cup = held(shop)
    people = [shop.client, shop.another("Bob"), shop.another("Carl"), shop.another("Dora")]
    for one in people:
        enter(shop, cup, one)
    with pytest.raises(CompetitionState):
        join(
            cup.public_id, shop.client.public_id, shop.product.public_id, Sale("again"),
            actor=SYSTEM, at=shop.at,
        )  # fmt: skip
    assert not Attempt.objects.exists()
    shop.later(DAY)
    assert advance(at=shop.at) == 1
    assert advance(at=shop.at) == 0
    attempts = list(Attempt.objects.order_by("pk"))
    assert len(attempts) == 4
    for attempt, profits in zip(attempts, (["300"], ["-500", "800"], ["900"], []), strict=True):
        shop.provision(attempt)
        for profit in profits:
            shop.trade(attempt, profit)
    names = [row.name for row in leaderboard(cup)]
    assert names == ["C. C.", "A. C.", "B. C.", "D. C."]
    disqualify(cup.public_id, attempts[2].public_id, reason="copied", actor=FINN, at=shop.at)
    shop.later(7 * DAY)
    assert advance(at=shop.at) == 1
    cup.refresh_from_db()
    assert [one["prize"] for one in cup.result] == ["500", "100.5", "0"]
    assert set(Attempt.objects.values_list("state", flat=True)) == {"closed"}
    approve_prizes(cup.public_id, actor=DANA, at=shop.at)
    with pytest.raises(CompetitionState):
        approve_prizes(cup.public_id, actor=DANA, at=shop.at)
    assert [shop.money(one) for one in people] == [500, Decimal("100.5"), 0, 0]
    assert shop.booked(chart.expense, "prop_rewards") == Decimal("-600.5")
    with pytest.raises(CompetitionState):
        disqualify(cup.public_id, attempts[0].public_id, reason="late", actor=FINN, at=shop.at)


def test_who_froze_a_result_does_not_approve_it(shop: Shop) -> None:
    cup = held(shop)
    enter(shop, cup, shop.client)
    shop.later(DAY)
    advance(at=shop.at)
    with pytest.raises(CompetitionState):
        approve_prizes(cup.public_id, actor=DANA, at=shop.at)
    end(cup.public_id, actor=FINN, at=shop.at)
    with pytest.raises(FourEyes):
        approve_prizes(cup.public_id, actor=FINN, at=shop.at)
    attempt = Attempt.objects.get()
    with pytest.raises(ReasonNeeded):
        disqualify(cup.public_id, attempt.public_id, reason=" ", actor=DANA, at=shop.at)


@pytest.mark.parametrize(
    "more",
    [
        {"title": " "},
        {"programme_id": "none"},
        {"prizes": ({"rank": "2", "money": "1"},)},
        {"prizes": ({"rank": "1", "money": "-1"},)},
        {"prizes": ({"rank": "1", "money": "1.001"},)},
    ],
)
def test_what_cannot_be_held(shop: Shop, more: dict[str, Any]) -> None:
    with pytest.raises(CompetitionInvalid):
        create_competition(shop.world.brand.pk, draft(shop, **more), actor=FINN, at=shop.at)


def test_times_come_in_order(shop: Shop) -> None:
    wrong = draft(shop, starts_at=shop.at + 9 * DAY)
    with pytest.raises(CompetitionInvalid):
        create_competition(shop.world.brand.pk, wrong, actor=FINN, at=shop.at)


def test_names() -> None:
    assert shown_name("Ann", "Lee", masked=True) == "A. L."
    assert shown_name("Ann", " ", masked=False) == "Ann"


def test_falls() -> None:
    results = [Decimal(one) for one in ("100", "-300", "50", "-100", "1000")]
    assert deepest_fall(Decimal(1000), results) == 350
    assert deepest_fall(Decimal(1000), []) == 0


amounts = st.decimals(-1000, 1000, places=2)
entries = st.lists(st.tuples(amounts, st.decimals(0, 1000, places=2)), max_size=12)


@given(rows=entries, metric=st.sampled_from(list(Metric)))
def test_a_ranking_is_total_and_names_everybody_once(
    rows: list[tuple[Decimal, Decimal]], metric: Metric
) -> None:
    given = [
        Entry(f"a{n}", Decimal(10_000), profit, fall, n) for n, (profit, fall) in enumerate(rows)
    ]
    places = ranked(given, metric)
    assert [one.rank for one in places] == list(range(1, len(rows) + 1))
    assert {one.attempt_id for one in places} == {one.attempt_id for one in given}
    assert places == ranked(given[::-1], metric)
    scores = [one.score for one in places]
    assert scores == sorted(scores, reverse=True)
