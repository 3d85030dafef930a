"""Whatever is dealt, balances are the sums of closed rows and volumes are kept."""

from collections import defaultdict
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from streetsim.mt4 import Mt4Config
from streetsim.mt4.codes import BridgeError
from streetsim.mt4.engine.balance import balance_diff, change_balance
from streetsim.mt4.engine.rollover import roll_over
from streetsim.mt4.engine.ticking import on_tick
from streetsim.mt4.engine.trading import (
    Closing,
    Ticket,
    activate,
    close_by,
    close_trade,
    delete_order,
    open_trade,
)
from streetsim.mt4.engine.users import NewUser, add_user
from streetsim.mt4.records import Cmd, State, effect
from streetsim.mt4.store import Store
from streetsim.mt4.world import World

ACTS = ["buy", "sell", "part", "by", "limit", "fill", "delete", "cash", "credit", "night", "move"]
STEPS = st.lists(
    st.tuples(
        st.sampled_from(ACTS),
        st.integers(0, 9),
        st.integers(1, 300),
    ),
    max_size=40,
)


class Life:
    """A world in which random things are tried; refusals are part of life."""

    def __init__(self, folder: str) -> None:
        self.world = World(Mt4Config(always_open=True), Store(Path(folder) / "mt4.sqlite"))
        self.login = add_user(self.world, NewUser("pro-EUR", texts={"name": "Alice"})).login
        change_balance(self.world, self.login, Decimal(50_000))
        self.opened = 0
        self.deleted = 0

    def step(self, what: str, pick: int, size: int) -> None:
        try:
            getattr(self, f"_{what}")(pick, size)
        except BridgeError:
            self.world.load()

    def _open(self, cmd: Cmd, size: int, price: Any = Decimal(0)) -> None:
        open_trade(self.world, Ticket(self.login, "GBPJPY", cmd, size, price))
        self.opened += size

    def _buy(self, _pick: int, size: int) -> None:
        self._open(Cmd.BUY, size)

    def _sell(self, _pick: int, size: int) -> None:
        self._open(Cmd.SELL, size)

    def _limit(self, _pick: int, size: int) -> None:
        self._open(Cmd.BUY_LIMIT, size, Decimal(100))

    def _order(self, pick: int) -> int:
        held = sorted(self.world.trades)
        return held[pick % len(held)] if held else 0

    def _part(self, pick: int, size: int) -> None:
        close_trade(self.world, self._order(pick), Closing(volume=size))

    def _by(self, pick: int, size: int) -> None:
        close_by(self.world, self._order(pick), self._order(size))

    def _fill(self, pick: int, _size: int) -> None:
        activate(self.world, self._order(pick), Decimal(100))

    def _delete(self, pick: int, _size: int) -> None:
        delete_order(self.world, self._order(pick))

    def _cash(self, pick: int, size: int) -> None:
        change_balance(self.world, self.login, Decimal(size) / 7 * (1 if pick % 2 else -1))

    def _credit(self, pick: int, size: int) -> None:
        sign = 1 if pick % 2 else -1
        change_balance(self.world, self.login, Decimal(size * sign), cmd=Cmd.CREDIT)

    def _night(self, pick: int, _size: int) -> None:
        self.world.store.set_meta("day", self.world.clock.now_s() // 86_400 - pick)
        roll_over(self.world)

    def _move(self, pick: int, size: int) -> None:
        bid = Decimal(150 + pick * 8) + Decimal(size) / 100
        self.world.market.pin("GBPJPY", bid, bid + Decimal("0.02"))
        self.world.market.refresh(self.world.clock.now_ms())
        on_tick(self.world, {"GBPJPY"})


@settings(max_examples=60, deadline=None)
@given(STEPS)
def test_money_and_volume_are_conserved(steps: list[tuple[str, int, int]]) -> None:
    with TemporaryDirectory() as folder:
        life = Life(folder)
        for what, pick, size in steps:
            life.step(what, pick, size)
        world, login = life.world, life.login
        rows = world.store.closed([login], 0, 1 << 40)
        user = world.user(login)
        assert balance_diff(world, login) == 0
        assert user.credit == sum(effect(row)[1] for row in rows)
        dealt = [row for row in rows if row.cmd < Cmd.BALANCE]
        held = list(world.trades.values())
        assert sum(row.volume for row in dealt + held) == life.opened
        assert all(row.profit == 0 for row in dealt if row.state == State.DELETED)
        _links_hold(rows + held)
        world.load()
        assert world.user(login).balance == user.balance
        world.store.close()


def _links_hold(rows: list[Any]) -> None:
    """Each rest names a ticket that was closed in part or by another."""
    by_order = {row.order: row for row in rows}
    children: defaultdict[int, int] = defaultdict(int)
    for row in rows:
        if row.comment.startswith("from #"):
            children[int(row.comment.removeprefix("from #"))] += 1
    for parent, count in children.items():
        assert count == 1
        assert by_order[parent].close_time
        assert by_order[parent].state in (State.CLOSED_PART, State.CLOSED_BY)
