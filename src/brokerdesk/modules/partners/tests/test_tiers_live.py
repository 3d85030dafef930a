"""What a period's volume pays: settled once, corrected by the next settlement."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from brokerdesk.core.actors import SYSTEM
from brokerdesk.modules.trading.models import Deal
from brokerdesk.modules.trading.testing import START

from ..engine.tiers import TierMode, tiered
from ..errors import TiersInvalid
from ..models import Earning, TierSettlement
from ..queries import payable
from ..queries.volumes import Bucket
from ..services import accrue_batch, correct_batch, set_symbols
from ..services.tiers.body import TierPeriod, read_tiers
from ..services.tiers.periods import begun, ends, running_period
from ..services.tiers.reckoning import reckon
from ..services.tiers.setting import set_tiers
from ..services.tiers.settling import settle_due
from ..services.tiers.showing import tier_view
from .conftest import Tree

DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
APRIL, MAY = datetime(2026, 4, 1, tzinfo=UTC), datetime(2026, 5, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)


def body(mode: str, **changes: Any) -> dict[str, Any]:
    """The tiers of the field: [0,100) 5, [100,500) 6, from 500 on 7."""
    rates = (("0", "5"), ("100", "6"), ("500", "7"))
    return {
        "measure": "lots", "mode": mode, "period": "month", "currency": "USD",
        "tiers": [{"from": low, "rate": rate} for low, rate in rates],
    } | changes  # fmt: skip


def trade(tree: Tree, *lots: str, at: datetime = START) -> list[int]:
    deals = [
        tree.world.closing(lots=one, at=at + n * MINUTE, position_id=n)
        for n, one in enumerate(lots)
    ]
    batches = tree.ingest(*deals)
    for batch in batches:
        accrue_batch(batch, at=at + len(lots) * MINUTE)
    return batches


def scheme(tree: Tree, given: dict[str, Any] | None, at: datetime = START) -> None:
    set_tiers(tree.world.brand.pk, given, actor=SYSTEM, at=at)


def settle(tree: Tree, at: datetime) -> list[tuple[int, Any]]:
    """Settle what is due; who has what by tiers."""
    settle_due(tree.world.brand.pk, at=at)
    rows = Earning.objects.filter(kind="tier").order_by("pk")
    return list(rows.values_list("partner_id", "amount"))


@pytest.mark.parametrize(
    ("mode", "lots", "amount"),
    [
        ("marginal", ("620",), 3740),
        ("retroactive", ("600", "20"), 4340),
        ("prospective", ("90", "20", "400", "110"), 90 * 5 + 20 * 5 + 400 * 6 + 110 * 7),
        ("marginal", ("99.99",), Decimal("499.95")),
        ("retroactive", ("99.99",), Decimal("499.95")),
        ("marginal", ("40", "60"), 500),
        ("retroactive", ("40", "60"), 600),
    ],
)
def test_worked_numbers(tree: Tree, mode: str, lots: tuple[str, ...], amount: Decimal) -> None:
    scheme(tree, body(mode))
    trade(tree, *lots)
    direct = tree.partners[0]
    before = payable(direct, "USD")
    assert settle(tree, APRIL + 59 * MINUTE) == []
    assert settle(tree, APRIL + HOUR) == [(direct.pk, amount)]
    assert payable(direct, "USD") == before + amount
    assert settle(tree, APRIL + DAY) == [(direct.pk, amount)]
    row = Earning.objects.get()
    assert (row.period.lower, row.period.upper) == (APRIL - 31 * DAY, APRIL)
    assert row.why["deals"] == len(lots)
    assert sum(Decimal(part["amount"]) for part in row.why["slices"]) == amount
    assert Decimal(row.why["volume"]) == sum(map(Decimal, lots))


@given(
    st.lists(st.integers(1, 30_000).map(lambda n: Decimal(n) / 100), max_size=8),
    st.sampled_from(TierMode),
)
def test_reckoning_is_the_engine_s(lots: list[Decimal], mode: TierMode) -> None:
    rules = read_tiers(body(str(mode)))
    reached, buckets = Decimal(0), list[Bucket]()
    for one in lots:
        tier = sum(border <= reached for border in rules.tiers.borders)
        buckets.append(Bucket(1, tier, one, 1))
        reached += one
    merged = [
        Bucket(1, tier, sum((b.lots for b in buckets if b.tier == tier), Decimal(0)), 1)
        for tier in sorted({b.tier for b in buckets})
    ]  # fmt: skip
    done = reckon(rules, merged)
    assert done.amount == tiered(mode, rules.tiers, lots) == sum(s.amount for s in done.slices)
    assert done.volume == reached == sum(s.lots for s in done.slices)


def test_the_tree_s_volume_and_only_deals_that_paid(tree: Tree) -> None:
    direct, middle, top = tree.partners
    book = {"lot_modifiers": {"live*": "0.5"}}
    set_symbols(tree.world.brand.pk, book, actor=SYSTEM, at=START - DAY)
    scheme(tree, body("retroactive", measure="tree_lots", plans=["Lots"]))
    trade(tree, "2")
    trade(tree, "100", at=APRIL)  # belongs to the next period
    everybody = [(pk, 5) for pk in sorted((direct.pk, middle.pk, top.pk))]
    assert settle(tree, APRIL + HOUR) == everybody


def test_a_correction_is_booked_with_the_next_settlement(tree: Tree) -> None:
    direct = tree.partners[0]
    scheme(tree, body("retroactive"))
    trade(tree, "60", "40")
    settle(tree, APRIL + HOUR)
    deal = Deal.objects.order_by("pk").last()
    assert deal is not None
    Deal.objects.filter(pk=deal.pk).update(deleted_at=APRIL + DAY, version=2)
    correct_batch(deal.batch_id, at=APRIL + DAY)
    assert settle(tree, MAY) == [(direct.pk, 600)]
    assert settle(tree, MAY + HOUR) == [(direct.pk, 600), (direct.pk, -600), (direct.pk, 300)]
    assert settle(tree, MAY + DAY) == settle(tree, MAY + 2 * DAY)
    assert TierSettlement.objects.count() == 2
    renewed = Earning.objects.order_by("pk").last()
    assert renewed is not None
    assert (renewed.occurred_at, renewed.period.upper) == (MAY + HOUR, APRIL)


def test_a_killed_settlement_goes_on(tree: Tree) -> None:
    scheme(tree, body("retroactive"))
    trade(tree, "100")
    settle(tree, APRIL + HOUR)
    TierSettlement.objects.all().delete()  # killed before the end
    assert [amount for _pk, amount in settle(tree, APRIL + 2 * HOUR)] == [600]


def test_periods_follow_each_other_by_the_scheme_they_began_with(tree: Tree) -> None:
    brand_pk = tree.world.brand.pk
    scheme(tree, body("retroactive"))
    scheme(tree, body("marginal", period="week"), at=START + DAY)
    first = running_period(brand_pk, START + 2 * DAY)
    assert first is not None
    assert (first.since, first.until, str(first.rules.mode)) == (
        APRIL - 31 * DAY, APRIL, "retroactive",
    )  # fmt: skip
    second = running_period(brand_pk, APRIL)
    assert second is not None
    assert (second.since, second.until, str(second.rules.mode)) == (
        APRIL, datetime(2026, 4, 6, tzinfo=UTC), "marginal",
    )  # fmt: skip
    scheme(tree, None, at=APRIL + DAY)
    assert running_period(brand_pk, APRIL + 6 * DAY) is None


def test_calendar() -> None:
    zone = ZoneInfo("Europe/Berlin")
    at = datetime(2026, 3, 31, 22, 30, tzinfo=UTC)  # April in Berlin
    assert begun(TierPeriod.MONTH, zone, at) == datetime(2026, 4, 1, tzinfo=zone)
    assert ends(TierPeriod.QUARTER, zone, at) == datetime(2026, 7, 1, tzinfo=zone)
    assert begun(TierPeriod.WEEK, zone, at) == datetime(2026, 3, 30, tzinfo=zone)
    assert ends(TierPeriod.MONTH, zone, datetime(2026, 12, 5, tzinfo=UTC)).year == 2027


def test_what_tiers_cannot_be_is_named(tree: Tree) -> None:
    wrong: list[tuple[dict[str, Any], str]] = [
        ({"mode": "average"}, "mode"),
        ({"mode": None}, "mode"),
        ({"tiers": [{"from": "5", "rate": "1"}, {"from": "5", "rate": "2"}]}, "tiers"),
        ({"tiers": []}, "tiers"),
        ({"period": "year"}, "period"),
        ({"currency": "EUR"}, "currency"),
        ({"plans": ["None such"]}, "plans"),
        ({"measure": "deals"}, "measure"),
        ({"bonus": "1"}, "bonus"),
    ]
    for change, field in wrong:
        with pytest.raises(TiersInvalid) as caught:
            scheme(tree, body("marginal") | change)
        assert caught.value.field == field
    with pytest.raises(TiersInvalid, match="mode: this key is missing"):
        scheme(tree, {key: value for key, value in body("marginal").items() if key != "mode"})


def test_what_runs_is_shown(tree: Tree) -> None:
    scheme(tree, body("marginal"))
    trade(tree, "120")
    view = tier_view(tree.partners[0], START + DAY)
    assert view is not None
    done: Any = view.done
    assert (done.volume, done.rate, done.following, done.amount) == (120, 6, 500, 620)
    assert view.missing == 380
    empty = tier_view(tree.partners[1], START + DAY)
    assert empty is not None
    assert empty.done.following == 100
    assert empty.done.volume == 0
