"""Signals over made histories: what is found, and what honest trading is not taken for."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.apps import apps
from hypothesis import given
from hypothesis import strategies as st

from brokerdesk.core.actors import Actor
from brokerdesk.modules.trading.models import Deal
from brokerdesk.modules.trading.services.ingest import ingest_deals
from brokerdesk.modules.trading.testing import make_account, make_deal
from brokerdesk.ports.trading import DealEntry, DealKind

from ...errors import SignalRuleInvalid
from ...models import Attempt, Signal, Stage
from ...services.signals.alone import FINDERS, ReleaseAt, near_news
from ...services.signals.limits import DEFAULTS, Limits, limits_of, set_limits
from ...services.signals.looking import look
from ...services.signals.together import copied, hedged
from ...services.signals.trades import Trade, instrument_of, trades_of
from ...types import SignalKind as Kind
from .conftest import Scene

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
HOUR, SECOND = timedelta(hours=1), timedelta(seconds=1)


def trade(
    n: int, *, at: datetime | None = None, held: timedelta | None = HOUR, attempt: str = "a",
    client: int = 1, **more: Any,
) -> Trade:  # fmt: skip
    """The n-th position: one lot bought at its own hour, closed after one, for a gain of 10."""
    opened = at or MONDAY + n * 2 * HOUR
    values: dict[str, Any] = {
        "attempt": attempt, "client": client, "position": f"{attempt}{n}", "symbol": "EURUSD",
        "side": "buy", "lots": Decimal(1), "opened_at": opened,
        "closed_at": None if held is None else opened + held, "price": Decimal("1.1"),
        "net": Decimal(10),
    }  # fmt: skip
    return Trade(**(values | more))


def honest(count: int = 40, **more: Any) -> list[Trade]:
    """Days of a trader who wins and loses with like lots at prices of no pattern."""
    return [
        trade(
            n, net=Decimal(25 if n % 3 else -30), lots=Decimal(1 + n % 2),
            price=Decimal("1.1") + Decimal(n * 37 % 11) / 1000,
            side="buy" if n % 5 else "sell", **more,
        )
        for n in range(count)
    ]  # fmt: skip


def find(kind: Kind, trades: Sequence[Trade]) -> dict[str, Any] | None:
    return FINDERS[kind](trades, DEFAULTS[kind])


@pytest.mark.parametrize("kind", FINDERS)
def test_honest_trading_raises_nothing(kind: Kind) -> None:
    assert find(kind, honest()) is None
    assert find(kind, []) is None


def test_lots_raised_after_losses_are_a_martingale() -> None:
    lots = [1, 2, 4, 8, 1, 2, 4]
    rows = [
        trade(n, lots=Decimal(lot), net=Decimal(50 if lot == 8 else -10 * lot))
        for n, lot in enumerate(lots)
    ]
    found = find(Kind.MARTINGALE, rows)
    assert found is not None
    assert (found["found"], found["trades"]) == (5, 5)
    assert found["deals"][0]["before"] == "1"


def test_raising_lots_after_gains_is_none() -> None:
    rows = [trade(n, lots=Decimal(2) ** n) for n in range(6)]
    assert find(Kind.MARTINGALE, rows) is None


def test_an_even_ladder_against_the_price_is_a_grid() -> None:
    def rung(n: int, price: str) -> Trade:
        return trade(n, at=MONDAY + n * HOUR, held=24 * HOUR, price=Decimal(price))

    even = [rung(n, f"{1.1 - n * 0.001:.4f}") for n in range(6)]
    found = find(Kind.GRID, even)
    assert found is not None
    assert found["found"] == 6
    uneven = [rung(n, f"{1.1 - n * n * 0.001:.4f}") for n in range(6)]
    assert find(Kind.GRID, uneven) is None
    with_the_price = [rung(n, f"{1.1 + n * 0.001:.4f}") for n in range(6)]
    assert find(Kind.GRID, with_the_price) is None


def test_moments_that_nearly_always_win_are_latency_and_else_scalping() -> None:
    quick = [trade(n, held=3 * SECOND) for n in range(20)]
    assert find(Kind.LATENCY, quick) is not None
    mixed = [trade(n, held=3 * SECOND, net=Decimal(10 * (-1) ** n)) for n in range(20)]
    assert find(Kind.LATENCY, mixed) is None
    assert find(Kind.SCALPING, mixed) is not None


def test_one_second_one_day_and_one_position() -> None:
    at_once = [trade(n, at=MONDAY + timedelta(milliseconds=n)) for n in range(8)]
    found = find(Kind.BURST, at_once)
    assert found is not None
    assert found["most"] == 8
    assert find(Kind.BURST, at_once[:7]) is None
    many = [trade(n, at=MONDAY + n * SECOND) for n in range(200)]
    assert find(Kind.HYPERACTIVE, many) is not None
    assert find(Kind.HYPERACTIVE, many[:199]) is None
    bet = [*honest(6), trade(7, lots=Decimal(20), net=Decimal(5000))]
    found = find(Kind.ALL_IN, bet)
    assert found is not None
    assert found["deals"][0]["lots"] == "20"


def test_a_weekend_that_brought_the_profit_is_a_gap() -> None:
    friday = datetime(2026, 3, 6, 21, 30, tzinfo=UTC)  # 16:30 in New York
    over = [
        trade(n, at=friday + n * timedelta(minutes=5), held=timedelta(days=3)) for n in range(2)
    ]
    assert find(Kind.GAP, over) is not None
    flat = [trade(n, at=friday, held=timedelta(minutes=20)) for n in range(2)]
    assert find(Kind.GAP, flat) is None
    assert find(Kind.GAP, [*over, trade(9, net=Decimal(1000))]) is None


def test_releases_count_for_what_they_move() -> None:
    limits = DEFAULTS[Kind.NEWS]
    releases = [ReleaseAt(MONDAY + n * 2 * HOUR + 90 * SECOND, "CPI", "USD") for n in range(4)]
    rows = [trade(n) for n in range(4)]
    found = near_news(rows, limits, releases)
    assert found is not None
    assert found["found"] == 4
    assert "CPI" in found["deals"][0]["release"]
    assert near_news([trade(n, symbol="EURGBP") for n in range(4)], limits, releases) is None


def test_copies_are_of_two_clients_and_of_no_crowd() -> None:
    limits = DEFAULTS[Kind.COPIED]
    own = [trade(n) for n in range(6)]
    late = timedelta(milliseconds=150)

    def copy(attempt: str, client: int, *, later: timedelta = late) -> list[Trade]:
        return [
            trade(
                n, at=one.opened_at + later, attempt=attempt, client=client, symbol="EURUSD.r"
            )
            for n, one in enumerate(own)
        ]  # fmt: skip

    found = list(copied([*own, *copy("b", 2)], limits))
    assert [(attempt, other) for attempt, other, _ in found] == [("a", "b"), ("b", "a")]
    assert found[0][2]["deals"][0]["apart_ms"] == "150"
    assert not list(copied([*own, *copy("b", 1)], limits)), "his own account may be copied"
    assert not list(copied([*own, *copy("b", 2, later=2 * SECOND)], limits))
    crowd = [one for client in range(2, 30) for one in copy(f"c{client}", client)]
    assert not list(copied([*own, *crowd], limits))
    assert not list(copied([*own, *honest(40, attempt="h", client=2)][:20], limits))


def test_hedges_stand_at_the_same_time_also_for_one_client() -> None:
    limits = DEFAULTS[Kind.HEDGED]
    own = [trade(n) for n in range(4)]

    def against(held: timedelta, lots: str = "1", side: str = "sell") -> list[Trade]:
        return [
            trade(
                n, at=one.opened_at + 3 * SECOND, attempt="b", held=held, side=side,
                lots=Decimal(lots),
            )
            for n, one in enumerate(own)
        ]  # fmt: skip

    assert len(list(hedged([*own, *against(HOUR)], limits))) == 2
    assert not list(hedged([*own, *against(HOUR, lots="3")], limits))
    assert not list(hedged([*own, *against(HOUR, side="buy")], limits))
    short = [trade(n, held=SECOND) for n in range(4)]
    assert not list(hedged([*short, *against(HOUR)], limits))


@given(
    st.lists(
        st.tuples(
            st.integers(0, 3), st.integers(0, 5_000), st.sampled_from(["buy", "sell"]),
            st.sampled_from(["EURUSD", "XAUUSD", "DE40.cash"]),
        ),
        max_size=60,
    )
)  # fmt: skip
def test_pairs_are_symmetric_and_count_each_position_once(rows: list[Any]) -> None:
    trades = [
        trade(
            n, attempt=f"a{who}", client=who, side=side, symbol=symbol,
            at=MONDAY + timedelta(milliseconds=ms),
        )
        for n, (who, ms, side, symbol) in enumerate(rows)
    ]  # fmt: skip
    every = Limits(least=1, seconds=Decimal(1))
    for finder in (copied, hedged):
        found = {(a, b): evidence for a, b, evidence in finder(trades, every)}
        for (a, b), evidence in found.items():
            assert found[b, a]["found"] == evidence["found"]
            positions = [row["position"] for row in evidence["deals"]]
            assert len(positions) == len(set(positions)) <= evidence["trades"]


def test_names_of_servers_are_left_out() -> None:
    names = ["EURUSD", "EURUSD.r", "eurusdm", "DE40.cash", "#AAPL", "US30"]
    assert [instrument_of(name) for name in names] == [
        "EURUSD", "EURUSD", "EURUSD", "DE40", "#AAPL", "US30",
    ]  # fmt: skip


def second_challenge(scene: Scene) -> Stage:
    """Bob's challenge beside Alice's, under the same terms."""
    first = scene.stage
    bob: Any = apps.get_model("clients", "Client").objects.get(pk=scene.people.bob.pk)
    account = make_account(bob, scene.account.product, 7002)
    order = first.attempt.order
    order.pk, order.public_id, order.client = None, "pro_bob", bob
    order.save()
    attempt = Attempt.objects.get(pk=first.attempt_id)
    attempt.pk, attempt.public_id, attempt.client, attempt.order = None, "att_bob", bob, order
    attempt.save()
    stage = Stage.objects.get(pk=first.pk)
    stage.pk, stage.public_id, stage.attempt, stage.account = None, "stg_bob", attempt, account
    stage.save()
    return stage


def _deals(login: int, first: int, late: timedelta) -> list[Any]:
    """Five positions of an account, each opened on its hour and closed half an hour later."""
    found = []
    for n in range(5):
        at = datetime(2026, 3, 2, 9 + n, tzinfo=UTC) + late
        same: dict[str, Any] = {
            "login": login,
            "position_id": first + n,
            "symbol": "EURUSD",
            "lots": Decimal(1),
        }
        found.append(make_deal(ticket=first + 2 * n, occurred_at=at, **same))
        out: dict[str, Any] = {
            "entry": DealEntry.OUT,
            "kind": DealKind.SELL,
            "lots_closed": Decimal(1),
        }
        found.append(make_deal(ticket=first + 2 * n + 1, occurred_at=at + HOUR / 2, **(same | out)))
    return found


def test_copies_on_a_platform_are_raised_once(scene: Scene) -> None:
    stage = second_challenge(scene)
    server = scene.account.server
    deals = [*_deals(7001, 100, timedelta()), *_deals(7002, 200, timedelta(milliseconds=120))]
    ingest_deals(server.pk, deals, watermark_s=None, at=MONDAY + timedelta(days=1))
    assert Deal.objects.count() == 20
    brand_pk, at = stage.attempt.brand_id, MONDAY + timedelta(days=1)
    rows = list(trades_of(brand_pk, at - timedelta(days=7), at))
    assert {(one.attempt, one.side, one.closed) for one in rows} == {
        (scene.stage.attempt.public_id, "buy", True), ("att_bob", "buy", True),
    }  # fmt: skip
    assert look(brand_pk, at=at) == 2
    assert look(brand_pk, at=at) == 0
    bobs = Signal.objects.get(attempt=stage.attempt)
    assert (bobs.kind, bobs.key) == ("copied", scene.stage.attempt.public_id)
    assert bobs.evidence["share"] == "100 %"


def test_a_brand_has_limits_of_its_own(scene: Scene) -> None:
    brand_pk, carol = scene.stage.attempt.brand_id, Actor("staff", "stf_c", "Carol")
    less = Limits(least=2, share=Decimal("0.2"), seconds=Decimal(3))
    set_limits(brand_pk, Kind.COPIED, less, actor=carol, at=MONDAY)
    set_limits(brand_pk, Kind.GRID, None, actor=carol, at=MONDAY)
    found = limits_of(brand_pk)
    assert found[Kind.COPIED] == less
    assert Kind.GRID not in found
    with pytest.raises(SignalRuleInvalid):
        set_limits(brand_pk, Kind.BURST, Limits(least=0), actor=carol, at=MONDAY)
