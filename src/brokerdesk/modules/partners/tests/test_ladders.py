"""Ranks that are reached and lost by themselves: measured, moved at night, kept by staff."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction

from brokerdesk.core.actors import SYSTEM, Actor
from brokerdesk.kit.clock import fixed
from brokerdesk.modules.trading.testing import START, make_account, make_client

from ..errors import LadderInvalid, PlanInvalid, RankNotPinned, RankPinned
from ..models import Accrual, Partner, PartnerTerms, RankEvaluation
from ..services import (
    Terms,
    accrue_batch,
    add_plan,
    add_plan_version,
    apply_as_partner,
    approve_partner,
    attribute_client,
    recompute_batch,
    set_status,
    set_symbols,
    set_terms,
)
from ..services.ladders.body import read_ladder
from ..services.ladders.evaluating import evaluate_some
from ..services.ladders.pinning import pin_rank, release_rank
from ..services.ladders.setting import set_ladder
from ..services.ladders.showing import rank_view, would_move
from ..services.programme.sub_rates import set_sub_rate
from ..types import PartnerStatus
from .conftest import Tree
from .test_abuse import pay

FINN = Actor("staff", "stf_finn", "finn")
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
FIRST = datetime(2026, 3, 1, tzinfo=UTC)  # the ladder begins to hold; START is the day after
# OctaFX: active clients give 1, 3, 6, 9, 12 USD a lot; active are five orders in 30 days.
OCTA: dict[str, Any] = {
    "ranks": [
        {"rank": f"Band {n}", "needs": {"active_clients": str(least)} if least else None,
         "rate": str(rate)}
        for n, (least, rate) in enumerate(((0, 1), (5, 3), (15, 6), (30, 9), (60, 12)), 1)
    ],
    "active": {"trades": 5},
    "period_days": 30,
}  # fmt: skip
# FundedNext: 90 days, one step at a time, a month of grace, active from three lots on.
FUNDED: dict[str, Any] = {
    "ranks": [
        {"rank": "Silver"},
        {"rank": "Gold", "needs": {"active_clients": "1"}},
        {"rank": "Diamond", "needs": {"active_clients": "2"}},
    ],
    "active": {"lots": "3"},
    "period_days": 90,
    "one_step": True,
    "grace_days": 30,
}


@dataclass
class House:
    """A tree whose trades are accrued as they come, by a ladder."""

    tree: Tree
    logins: int = 7000

    @property
    def brand_pk(self) -> int:
        pk: int = self.tree.world.brand.pk
        return pk

    def ladder(self, body: dict[str, Any] | None, at: datetime = FIRST) -> None:
        set_ladder(self.brand_pk, body, actor=SYSTEM, at=at)

    def client(self, partner: Partner) -> int:
        """A client of a partner; his login."""
        self.logins += 1
        client = make_client(self.tree.world.brand, f"C{self.logins}")
        attribute_client(client.public_id, partner.code, actor=SYSTEM, at=FIRST, reason="test")
        make_account(client, self.tree.world.product, self.logins)
        return self.logins

    def trade(self, login: int, at: datetime, lots: str = "1", count: int = 1) -> None:
        deals = [
            replace(self.tree.world.closing(lots=lots, at=at + n * MINUTE), login=login)
            for n in range(count)
        ]
        for batch in self.tree.ingest(*deals):
            accrue_batch(batch, at=at + count * MINUTE)

    def night(self, day: datetime) -> int:
        """Evaluate a day, the morning after."""
        with fixed(day + DAY + 5 * MINUTE):
            return evaluate_some(self.brand_pk)

    def rank(self, partner: Partner, at: datetime) -> tuple[str, Any]:
        row = PartnerTerms.objects.filter(partner=partner, valid__contains=at).first()
        return (row.rank, row.rate) if row else ("", None)


@pytest.fixture
def house(tree: Tree) -> House:
    return House(tree)


@pytest.mark.parametrize(
    ("change", "key"),
    [
        ({"ranks": []}, "ranks"),
        ({"ranks": [{"rank": "A"}, {"rank": "A"}]}, "ranks[1].rank"),
        ({"ranks": [{"rank": "A", "needs": {"volume": "1"}}]}, "ranks[0].needs.volume"),
        ({"ranks": [{"rank": "A", "needs": {"lots": 1}}]}, "ranks[0].needs.lots"),
        ({"ranks": [{"rank": "A", "needs": {"earned": "1"}}]}, "currency"),
        ({"period_days": 0}, "period_days"),
        ({"grace_days": -1}, "grace_days"),
        ({"active": {"deals": 1}}, "active.deals"),
        ({"currency": "Dollar"}, "currency"),
        ({"speed": 1}, "speed"),
    ],
)
def test_what_a_ladder_cannot_be_is_named(change: dict[str, Any], key: str) -> None:
    with pytest.raises(ValueError, match=r".") as caught:
        read_ladder(FUNDED | change)
    assert vars(caught.value)["key"] == key


def test_a_rate_above_what_a_plan_may_pay_is_refused(house: House) -> None:
    body = {"distribution": "difference", "max_total": "10",
            "rules": [{"basis": "lot", "value": "1"}]}  # fmt: skip
    add_plan(brand_pk=house.brand_pk, name="D", currency="USD", body=body, default=False,
             actor=SYSTEM)  # fmt: skip
    with pytest.raises(LadderInvalid) as caught:
        house.ladder(OCTA)
    assert caught.value.field == "ranks[4].rate"
    house.ladder(OCTA | {"ranks": OCTA["ranks"][:4]})
    with pytest.raises(PlanInvalid) as refused:
        add_plan(brand_pk=house.brand_pk, name="E", currency="USD", default=False, actor=SYSTEM,
                 body=body | {"max_total": "8"})  # fmt: skip
    assert refused.value.field == "max_total"


def test_bands_by_active_clients_pay_from_the_next_morning(house: House) -> None:
    direct = house.tree.partners[0]
    house.ladder(OCTA)
    logins = [house.client(direct) for _ in range(5)]
    for n, login in enumerate(logins):
        house.trade(login, START, count=5 if n else 4)
    assert house.night(START) == 3
    assert house.rank(direct, START + 2 * DAY) == ("Band 1", 1)  # four are active
    house.trade(logins[0], START + DAY)
    house.night(START + DAY)
    moved = START + 2 * DAY
    assert house.rank(direct, moved) == ("Band 1", 1)  # he moves a little later
    moved += 5 * MINUTE
    assert house.rank(direct, moved) == ("Band 2", 3)
    assert house.rank(house.tree.partners[1], moved) == ("Band 1", 1)
    row = RankEvaluation.objects.get(partner=direct, day=date(2026, 3, 3))
    assert (row.rank_before, row.rank_after) == ("Band 1", "Band 2")
    assert row.measures == {"active_clients": "5"}
    view = rank_view(direct, moved)
    assert view is not None
    (need,) = view.following_needs
    assert need == ("active_clients", Decimal(5), Decimal(15))
    assert need.missing == 10
    house.trade(logins[0], START + 33 * DAY)
    house.night(START + 33 * DAY)  # nobody is active in the last 30 days
    assert house.rank(direct, START + 35 * DAY) == ("Band 1", 1)


def test_deals_are_computed_by_the_rank_of_their_instant(house: House) -> None:
    direct = house.tree.partners[0]
    slices = [{"rank": "Low", "value": "1"}, {"rank": "High", "value": "2"}]
    body = {"distribution": "rank_slices", "slices": slices,
            "rules": [{"basis": "lot", "value": "1"}]}  # fmt: skip
    add_plan_version(house.tree.plan_id, body, actor=SYSTEM, at=FIRST)
    high = {"rank": "High", "needs": {"lots": "2"}}
    house.ladder({"ranks": [{"rank": "Low"}, high], "period_days": 30})
    set_terms(direct.public_id, Terms(rank="Low"), actor=FINN, at=FIRST, reason="x")
    house.trade(1001, START, lots="2")
    house.night(START)
    reached = START + DAY + 5 * MINUTE
    assert PartnerTerms.objects.get(partner=direct, rank="High").valid.lower == reached
    house.trade(1001, reached - MINUTE)
    house.trade(1001, reached)
    paid = Accrual.objects.filter(partner=direct).order_by("occurred_at")
    assert list(paid.values_list("amount", flat=True)) == [2, 1, 3]
    for batch in paid.values_list("batch_id", flat=True):
        assert recompute_batch(batch, at=START + 3 * DAY) == []


def test_one_step_a_night_and_a_month_of_grace(house: House) -> None:
    direct = house.tree.partners[0]
    house.ladder(FUNDED)
    for _ in range(2):
        house.trade(house.client(direct), START, lots="3")
    house.night(START)
    assert house.rank(direct, START + 2 * DAY)[0] == "Gold"
    house.night(START + DAY)
    assert house.rank(direct, START + 3 * DAY)[0] == "Diamond"
    over = START + 89 * DAY
    house.night(over)  # the last day of the ninety
    assert RankEvaluation.objects.latest("day").missed_since is None
    house.night(over + DAY)
    missed = datetime(2026, 6, 1, tzinfo=UTC)
    view = rank_view(direct, over + 2 * DAY)
    assert view is not None
    assert view.loses_at == missed + 30 * DAY
    house.night(over + 30 * DAY)
    assert house.rank(direct, over + 31 * DAY)[0] == "Diamond"
    house.night(over + 31 * DAY)
    assert house.rank(direct, over + 33 * DAY)[0] == "Gold"  # one step, and a new grace
    house.night(over + 32 * DAY)
    assert house.rank(direct, over + 34 * DAY)[0] == "Gold"


def test_a_day_is_evaluated_once_and_the_rest_by_who_comes_after(house: House) -> None:
    house.ladder(OCTA)
    direct = house.tree.partners[0]
    RankEvaluation.objects.all().delete()
    ladder_pk = house.tree.world.brand.ladder_set.get().pk
    RankEvaluation.objects.create(
        partner=direct, ladder_id=ladder_pk, day=START.date(), measures={}, rank_before="x",
        rank_after="x", at=START,
    )  # fmt: skip
    assert house.night(START) == 2
    assert house.night(START) == 0
    assert house.rank(direct, START + 2 * DAY)[0] == ""


def test_what_counts(house: House) -> None:
    direct, middle, top = house.tree.partners
    house.ladder({
        "ranks": [
            {"rank": "One"},
            {"rank": "Two", "any": True, "needs": {
                "lots": "100", "tree_lots": "100", "active_clients": "100",
                "net_deposits": "1000", "referrals": "100", "earned": "1000"}},
        ],
        "period_days": 30, "currency": "USD",
    })  # fmt: skip
    set_symbols(
        house.brand_pk, {"groups": {}, "lot_modifiers": {"live*": "0.4"}}, actor=SYSTEM, at=FIRST
    )
    house.trade(1001, START, lots="2.5")
    client = house.tree.world.client
    pay(client, "900", START)
    pay(client, "100", START, out=True)
    pay(client, "700", START, currency="EUR")
    seen = [_measured(partner) for partner in (direct, middle)]
    names = ("lots", "tree_lots", "active_clients", "net_deposits", "referrals", "earned")
    assert [[row[name] for name in names] for row in seen] == [
        [1, 1, 1, 800, 0, 6], [0, 1, 0, 0, 1, 3],
    ]  # fmt: skip
    set_status(direct.public_id, PartnerStatus.SUSPENDED, actor=FINN, at=START + MINUTE, reason="x")
    assert [_measured(partner)["referrals"] for partner in (middle, top)] == [0, 1]


def _measured(partner: Partner) -> dict[str, Any]:
    view = rank_view(partner, START + DAY)
    assert view is not None
    return {need.measure: need.have for need in view.following_needs}


def test_who_is_kept_does_not_move_and_strange_ranks_stay(house: House) -> None:
    direct, middle, _top = house.tree.partners
    house.ladder({"ranks": [{"rank": "One"}, {"rank": "Two", "needs": {"tree_lots": "1"}}],
                  "period_days": 30})  # fmt: skip
    set_terms(middle.public_id, Terms(rank="House"), actor=FINN, at=FIRST, reason="x")
    house.trade(1001, START)
    pin_rank(direct.public_id, reason="contract", actor=FINN, at=START)
    with pytest.raises(RankPinned), transaction.atomic():
        pin_rank(direct.public_id, reason="again", actor=FINN, at=START)
    preview = would_move(house.brand_pk, read_ladder(
        {"ranks": [{"rank": "One"}], "period_days": 1}), START + DAY)  # fmt: skip
    assert (len(preview.moves), preview.unknown, preview.stay) == (1, 1, 2)
    house.night(START)
    assert house.rank(direct, START + 2 * DAY)[0] == ""
    assert house.rank(middle, START + 2 * DAY)[0] == "House"
    release_rank(direct.public_id, actor=FINN, at=START + DAY)
    with pytest.raises(RankNotPinned):
        release_rank(direct.public_id, actor=FINN, at=START + DAY)
    house.night(START + DAY)
    assert house.rank(direct, START + 3 * DAY)[0] == "Two"


def test_terms_to_come_keep_their_rate_and_get_the_rank(house: House) -> None:
    direct, middle, _top = house.tree.partners
    house.ladder({"ranks": [{"rank": "One", "rate": "2"}], "period_days": 30})
    set_terms(middle.public_id, Terms(rate=Decimal(4)), actor=FINN, at=START - DAY, reason="x")
    begins = set_sub_rate(
        middle.public_id, direct.public_id, Decimal(3), actor=FINN, at=START + MINUTE
    )
    house.night(START)
    assert house.rank(direct, START + 2 * DAY) == ("One", 2)
    assert house.rank(direct, begins) == ("One", 3)


def test_grace_is_counted_in_days_of_the_zone(house: House) -> None:
    """The night in which the clock goes forward has 23 hours."""
    brand: Any = house.tree.world.brand
    type(brand).objects.filter(pk=brand.pk).update(reporting_zone="Europe/Berlin")
    house.ladder(FUNDED | {"period_days": 20, "grace_days": 10})
    direct = house.tree.partners[0]
    set_terms(direct.public_id, Terms(rank="Gold"), actor=FINN, at=FIRST, reason="x")
    last = START + 19 * DAY
    house.night(last)
    assert house.rank(direct, last + 2 * DAY)[0] == "Gold"
    view = rank_view(direct, last + 2 * DAY)
    assert view is not None
    lost = datetime(2026, 4, 1, tzinfo=ZoneInfo("Europe/Berlin"))
    assert view.loses_at == lost
    house.night(last + 9 * DAY)
    assert house.rank(direct, last + 11 * DAY)[0] == "Gold"
    house.night(last + 10 * DAY)
    assert house.rank(direct, last + 12 * DAY)[0] == "Silver"


def test_a_new_partner_begins_on_the_lowest_rank(house: House) -> None:
    house.ladder(OCTA)
    client = make_client(house.tree.world.brand, "Nora")
    row = apply_as_partner(client.public_id, actor=SYSTEM)
    approve_partner(row.public_id, actor=SYSTEM, at=START)
    assert house.rank(Partner.objects.get(pk=row.pk), START) == ("Band 1", 1)
    house.ladder(None, at=START + DAY)
    assert rank_view(Partner.objects.get(pk=row.pk), START + 2 * DAY) is None
