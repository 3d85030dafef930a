"""Competitions: joined by order, started and ended by time, ranked, prizes by a second person."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from brokerdesk.core.actors import SYSTEM
from brokerdesk.modules.ledger.services import chart

from ...commerce_errors import CompetitionInvalid, CompetitionState, FourEyes, ReasonNeeded
from ...errors import OverrideInvalid
from ...models import Attempt, Competition, ProgrammeVersion
from ...queries.competitions import currency_of, version_of
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
from ...services.lifecycle.states import move
from ...services.offering import chances_of
from ...services.orders import Sale
from ...services.overrides import Proposal, propose_override
from ...types import AttemptState, OverrideKind
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


def test_a_competition_has_no_second_chance_and_nobody_comes_back_after_it(shop: Shop) -> None:
    cup = held(shop)
    enter(shop, cup, shop.client)
    shop.later(DAY)
    advance(at=shop.at)
    attempt = Attempt.objects.get()
    attempt.terms = attempt.terms | {"retry": {"percent": "50"}, "reset_percent": "80"}
    attempt.save()
    shop.provision(attempt)
    move(attempt, AttemptState.FAILED, actor=SYSTEM, at=shop.at)
    attempt.stages.update(state="ended", outcome="failed")
    assert chances_of(attempt.public_id, at=shop.at) == []
    shop.later(8 * DAY)
    end(cup.public_id, actor=SYSTEM, at=shop.at)
    wish = Proposal(kind=OverrideKind.REINSTATE, reason="a spike")
    with pytest.raises(OverrideInvalid, match="over"):
        propose_override(attempt.stages.get().public_id, wish, actor=FINN, at=shop.at)


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


def test_who_disqualified_somebody_does_not_approve_the_prizes(shop: Shop) -> None:
    """Though he did so while it ran, and time or a colleague ended it."""
    cup = held(shop)
    for one in (shop.client, shop.another("Bob")):
        enter(shop, cup, one)
    shop.later(DAY)
    advance(at=shop.at)
    attempt = Attempt.objects.latest("pk")
    disqualify(cup.public_id, attempt.public_id, reason="two accounts", actor=DANA, at=shop.at)
    shop.later(8 * DAY)
    advance(at=shop.at)
    with pytest.raises(FourEyes):
        approve_prizes(cup.public_id, actor=DANA, at=shop.at)


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


def test_who_ended_it_does_not_approve_what_a_colleague_froze_anew(shop: Shop) -> None:
    cup = held(shop)
    enter(shop, cup, shop.client)
    shop.later(DAY)
    advance(at=shop.at)
    end(cup.public_id, actor=DANA, at=shop.at)
    attempt = Attempt.objects.get()
    disqualify(cup.public_id, attempt.public_id, reason="copied", actor=FINN, at=shop.at)
    with pytest.raises(FourEyes):
        approve_prizes(cup.public_id, actor=DANA, at=shop.at)


def publish(
    shop: Shop, cup: Competition, currency: str = "USD", amount: str = "200", **rules: Any
) -> None:
    """A new version of the programme, dearer, in another currency, or by other rules."""
    old = cup.programme.versions.latest("number")
    fee = {"amount": amount, "currency": currency}
    ProgrammeVersion.objects.create(
        programme=cup.programme, number=old.number + 1, document=old.document | rules,
        terms=old.terms | {"fee": fee}, fingerprint="y", created_by="staff:test",
        created_at=shop.at, published_by="staff:test", published_at=shop.at,
    )  # fmt: skip


def test_what_could_be_passed_is_not_opened(shop: Shop) -> None:
    drafted = create_competition(shop.world.brand.pk, draft(shop), actor=FINN, at=shop.at)
    publish(shop, drafted, phases=[CHALLENGE])
    with pytest.raises(CompetitionInvalid, match="without a profit target"):
        open_competition(drafted.public_id, actor=FINN, at=shop.at)
    drafted.refresh_from_db()
    assert drafted.state == "draft"


def test_rules_and_currency_are_frozen_when_it_opens(shop: Shop) -> None:
    drafted = create_competition(shop.world.brand.pk, draft(shop), actor=FINN, at=shop.at)
    publish(shop, drafted)
    cup = open_competition(drafted.public_id, actor=FINN, at=shop.at)
    assert cup.version is not None
    assert cup.version.number == 2
    publish(shop, cup, currency="EUR")
    shop.fill("200", shop.client)
    order = join(
        cup.public_id, shop.client.public_id, shop.product.public_id, Sale("cup", pay_now=True),
        actor=SYSTEM, at=shop.at,
    )  # fmt: skip
    assert (order.version, order.currency) == (cup.version, "USD")
    assert order.price == 200
    cup.refresh_from_db()
    assert currency_of(version_of(cup)) == "USD"


def test_a_draft_whose_prizes_are_in_another_currency_is_not_opened(shop: Shop) -> None:
    drafted = create_competition(shop.world.brand.pk, draft(shop), actor=FINN, at=shop.at)
    publish(shop, drafted, currency="EUR")
    with pytest.raises(CompetitionInvalid):
        open_competition(drafted.public_id, actor=FINN, at=shop.at)


def test_the_end_waits_for_what_is_held(shop: Shop) -> None:
    cup = held(shop)
    for one in (shop.client, shop.another("Bob")):
        enter(shop, cup, one)
    shop.later(DAY)
    advance(at=shop.at)
    first, second = Attempt.objects.order_by("pk")
    for attempt, profit in ((first, "900"), (second, "300")):
        shop.provision(attempt)
        shop.trade(attempt, profit)
        attempt.refresh_from_db()
    before = first.state
    move(first, AttemptState.HELD, actor=SYSTEM, at=shop.at)
    with pytest.raises(CompetitionState, match=first.public_id):
        end(cup.public_id, actor=FINN, at=shop.at)
    shop.later(7 * DAY)
    advance(at=shop.at)
    cup.refresh_from_db()
    first.refresh_from_db()
    second.refresh_from_db()
    assert (cup.state, cup.result, first.state, second.state) == ("running", [], "held", "closed")
    with pytest.raises(CompetitionState):
        approve_prizes(cup.public_id, actor=DANA, at=shop.at)
    shop.trade(first, "5000")
    move(first, AttemptState(before), actor=SYSTEM, at=shop.at)
    advance(at=shop.at)
    cup.refresh_from_db()
    assert cup.state == "ended"
    found = [(one["attempt"], one["profit"]) for one in cup.result]
    assert found == [(first.public_id, "900"), (second.public_id, "300")]


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
