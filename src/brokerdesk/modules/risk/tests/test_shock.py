"""What-ifs against an oracle that values each account by itself at the shocked prices."""

from datetime import timedelta
from decimal import Decimal
from random import Random
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from brokerdesk.core.actors import SYSTEM
from brokerdesk.modules.trading.testing import START

from ..engine import Lots
from ..engine.shock import Book as Snapshot
from ..engine.shock import Shock, shocked
from ..queries.market import Prices, floating_of, prices
from ..queries.whatif import what_if
from ..services.books import Tag, set_book
from ..types import Book
from .conftest import SYMBOLS as DESK_SYMBOLS
from .conftest import Desk, get, later

D = Decimal


def set_figures(account: Any, balance: str, margin: str) -> None:
    get("trading", "Account").objects.filter(pk=account.pk).update(
        balance=D(balance), margin=D(margin), figures_at=START
    )


def groups(desk: Desk) -> None:
    for account in (desk.alice, desk.bob):
        get("trading", "Group").objects.create(
            server=account.server, name=account.group, currency=account.currency,
            currency_digits=2, margin_mode="hedging", margin_call_level=100, stop_out_level=50,
            synced_at=START,
        )  # fmt: skip


def test_a_fall_stops_out_and_leaves_debts(desk: Desk) -> None:
    groups(desk)
    set_figures(desk.alice, "1000", "800")
    set_figures(desk.bob, "5000", "100")
    desk.position(desk.alice, "US30", "buy", "1", "40000")
    desk.position(desk.bob, "EURUSD", "sell", "0.1", "1.1002")
    found = what_if(Shock({"US30": -0.05}, {}), None, "USD")
    assert (found.accounts, found.positions, found.unpriced) == (2, 2, 0)
    assert (found.before.stopped, found.after.stopped) == (0, 1)
    assert (found.before.negative, found.after.negative) == (0, 1)
    assert found.before.floating == pytest.approx(0)
    assert found.after.floating == pytest.approx(-2000)
    assert found.after.owed == pytest.approx(-1000)
    assert found.after.house == pytest.approx(2000)
    assert found.by_book == {"": pytest.approx(2000)}
    (hit,) = found.worst
    assert (hit.login, hit.stopped, hit.negative) == (1001, True, True)
    assert hit.equity_after == pytest.approx(-1000)
    assert found.read_at == START


def test_a_currency_moves_prices_and_rates(desk: Desk) -> None:
    set_figures(desk.bob, "1000", "0")
    desk.position(desk.bob, "EURUSD", "buy", "0.1", "1.1000")
    found = what_if(Shock({}, {"EUR": 0.1}), None, "USD")
    # The pair rises by a tenth; Bob's euros are worth more too.
    gain = 10_000 * (1.1 * 1.1 - 1.1)
    rate = 1.1001 * 1.1
    assert found.after.floating == pytest.approx(gain)
    assert found.after.equity == pytest.approx(1000 * rate + gain)


def test_what_is_passed_on_hits_others(desk: Desk) -> None:
    desk.position(desk.alice, "US30", "buy", "1", "40000")
    set_book(desk.alice.public_id, Tag(Book.A, D("0.9")), reason="", actor=SYSTEM, at=later())
    found = what_if(Shock({"US*": 0.01}, {}), None, "USD")
    assert found.by_book == {"A": pytest.approx(-40)}


def test_nothing_is_open(desk: Desk) -> None:
    found = what_if(Shock({"*": 0.01}, {}), None, "USD")
    assert (found.accounts, found.after.floating, found.worst) == (0, 0, ())


def any_positions(desk: Desk, many: int) -> None:
    """Positions of all kinds: by ticks, without a price, without a rate, with swaps, in parts."""
    chance = Random(8)
    symbols = get("trading", "Symbol").objects
    symbols.filter(name="XAUUSD").update(calc_mode="futures", tick_size="0.1", tick_value=3)
    symbols.filter(name="GBPUSD").update(profit_currency="NOK")
    get("trading", "Quote").objects.filter(symbol="USDJPY").delete()
    for n in range(many):
        account, symbol = chance.choice([desk.alice, desk.bob]), chance.choice(list(DESK_SYMBOLS))
        size, price = chance.choice([1, 100]), D(DESK_SYMBOLS[symbol][4])
        row = desk.position(
            account, symbol, chance.choice(["buy", "sell"]), f"{chance.randint(1, 500) / 100}",
            f"{price * (1 + D(chance.randint(-50, 50)) / 1000):.5f}",
            swap=D(chance.randint(-900, 900)) / 100,
            profit=D(chance.randint(-90_000, 90_000)) / 100,
            synced_at=START + timedelta(seconds=n % 7),
        )  # fmt: skip
        type(row).objects.filter(pk=row.pk).update(contract_size=size)


def floating_by_position(known: Prices) -> Decimal:
    """What all positions are worth in dollars, each for itself, exactly."""
    total = D(0)
    for row in get("trading", "Position").objects.select_related("account"):
        lots = Lots(
            (row.server_id, row.symbol), row.side, row.contract_size, row.account.currency, "",
            D(1), 1, row.lots, row.lots * row.price_open, row.swap, row.profit, row.synced_at,
        )  # fmt: skip
        rate = known.rates.find(row.account.currency, "USD")
        assert rate is not None
        total += floating_of(lots, known)[0] * rate.rate
    return total


def test_a_snapshot_agrees_with_each_position_to_the_cent(desk: Desk) -> None:
    any_positions(desk, 200)
    found = what_if(Shock({"US30": -0.03, "XAU*": 0.01}, {}), None, "USD")
    rows = get("trading", "Position").objects
    assert (found.accounts, found.positions) == (2, 200)
    assert found.unpriced == rows.filter(symbol__in=["USDJPY", "GBPUSD"]).count() > 0
    assert found.before.floating == pytest.approx(float(floating_by_position(prices())), abs=0.005)
    for symbol, factor in (("US30", D("0.97")), ("XAUUSD", D("1.01"))):
        bid, ask = (D(DESK_SYMBOLS[symbol][n]) * factor for n in (4, 5))
        desk.quote(symbol, f"{bid}", f"{ask}")
    assert found.after.floating == pytest.approx(float(floating_by_position(prices())), abs=0.005)
    assert (found.priced_at, found.read_at) == (START, START)


NUMBERS = st.floats(-50, 50, allow_nan=False)
MOVES = st.floats(-0.3, 0.3, allow_nan=False)
SYMBOLS = [("EURUSD", "EUR", "USD"), ("US30", "USD", "USD"), ("USDJPY", "USD", "JPY")]
RATES = {"USD": 1.0, "EUR": 1.1, "JPY": 1 / 150}


@given(
    st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2), NUMBERS, NUMBERS), max_size=8),
    MOVES, MOVES, MOVES,
)  # fmt: skip
def test_any_snapshot(lines: list[Any], dow: float, euro: float, yen: float) -> None:
    currencies = ["USD", "EUR", "JPY"]
    prices, balance = [1.1, 40_000.0, 150.0], [1e6, 2e6, 3e8]
    kept = [1.0, 0.25, 0.0]
    quoted = [symbol[2] for symbol in SYMBOLS]
    rates = [RATES[quoted[p]] / RATES[currencies[a]] for a, p, *_ in lines]
    book = Snapshot(
        account=np.array([line[0] for line in lines], dtype=np.int64),
        price=np.array([line[1] for line in lines], dtype=np.int64),
        unit=np.array([line[2] for line in lines]), cost=np.array([line[3] for line in lines]),
        rate=np.array(rates), prices=np.array(prices), symbols=SYMBOLS,
        balance=np.array(balance), floating=np.zeros(3), margin=np.zeros(3),
        stop_out=np.zeros(3), call=np.zeros(3), kept=np.array(kept), currencies=currencies,
        to_report=np.array([RATES[code] for code in currencies]), report="USD",
    )  # fmt: skip
    shock = Shock({"US30": dow}, {"EUR": euro, "JPY": yen})
    worth = {"USD": 1.0, "EUR": 1.1 * (1 + euro), "JPY": (1 + yen) / 150}
    moved = [1.1 * (1 + euro), 40_000 * (1 + dow), 150 / (1 + yen)]
    floating = house = 0.0
    for account, price, unit, cost in lines:
        value = (unit * moved[price] - cost) * worth[quoted[price]]
        floating += value
        house -= value * kept[account]
    found = shocked(book, shock)
    assert found.after.sum_floating == pytest.approx(floating, abs=1e-3)
    assert found.after.house == pytest.approx(house, abs=1e-3)
    equity = sum(b * worth[code] for b, code in zip(balance, currencies, strict=True))
    assert found.after.sum_equity == pytest.approx(equity + floating, rel=1e-9)
