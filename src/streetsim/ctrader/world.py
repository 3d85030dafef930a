"""The server's state in memory, written through to the store, and the events of its changes."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from streetsim.common.clock import ServerClock
from streetsim.market import Market

from .catalogue import ASSET_BY_ID, SYMBOL_BY_ID, Asset, Symbol, default_groups
from .config import CTraderConfig
from .errors import Refusal, not_found
from .events import Event
from .records import (
    BalanceRow,
    BonusRow,
    Deal,
    Group,
    Order,
    Position,
    Token,
    Trader,
    User,
)
from .store import Row, Store

FIRST_LOGIN = 8_001_001
FIRST = {"trader": 1001, "order": 7_000_001, "position": 6_000_001, "deal": 4_000_001}
FIRST |= {
    "balance": 9001,
    "bonus": 3001,
    "event": 1,
    "session": 501,
    "user": 101,
    "ctid": 20_000_001,
}


class World:
    """Traders, groups, positions and orders of one server, with its market and clock."""

    def __init__(self, config: CTraderConfig, store: Store) -> None:
        self.config = config
        self.store = store
        self.clock = ServerClock(0, "off")
        self.market = Market(config.seed, always_open=config.always_open)
        self.managers = {manager.login: manager for manager in config.managers}
        self.listeners: list[Callable[[Event], None]] = []
        self._outbox: list[Event] = []
        self._depth = 0
        self.market.refresh(self.clock.now_ms())
        if not self.store.records("group"):
            with self.store.transaction():
                for group in default_groups():
                    self.store.put("group", group.group_id, group.pack())
        self.load()

    def load(self) -> None:
        """Read the state from the store, also after a failed transaction."""
        read = self.store.records
        self.traders = {item.trader_id: item for item in map(Trader.unpack, read("trader"))}
        self.by_login = {item.login: item for item in self.traders.values()}
        self.groups = {item.group_id: item for item in map(Group.unpack, read("group"))}
        self.users = {item.user_id: item for item in map(User.unpack, read("user"))}
        self.tokens = {item.token: item for item in map(Token.unpack, read("token"))}
        self.sessions = {item.token: item for item in map(Token.unpack, read("session"))}
        self.orders = {item.order_id: item for item in map(Order.unpack, read("order"))}
        self.positions: dict[int, Position] = {}
        self.held: defaultdict[int, set[int]] = defaultdict(set)
        for position in map(Position.unpack, read("position")):
            self.positions[position.position_id] = position
            self.held[position.trader_id].add(position.position_id)

    @contextmanager
    def change(self) -> Iterator[None]:
        """Change the state: all or nothing, told to the listeners when it is on disk."""
        self._depth += 1
        try:
            with self.store.transaction():
                yield
        except BaseException:
            self._depth -= 1
            if not self._depth:
                self._outbox.clear()
                self.load()
            raise
        self._depth -= 1
        if not self._depth:
            told, self._outbox = self._outbox, []
            for event in told:
                self.tell(event)

    def emit(self, event: Event) -> None:
        """Tell an event when the current change is on disk."""
        self._outbox.append(event)

    def tell(self, event: Event) -> None:
        """Tell an event now."""
        for listener in [*self.listeners]:
            listener(event)

    def next(self, name: str) -> int:
        """Draw the next id of a kind; ids only grow, also over restarts."""
        return self.store.next_ticket(name, FIRST.get(name, 1))

    def trader(self, trader_id: int) -> Trader:
        """Return an account. Raises: Refusal."""
        found = self.traders.get(trader_id)
        if found is None or found.deleted:
            raise not_found("trader", trader_id)
        return found

    def trader_by_login(self, login: int) -> Trader:
        """Return an account by its login. Raises: Refusal."""
        found = self.by_login.get(login)
        if found is None or found.deleted:
            raise not_found("trader", login)
        return found

    def group(self, group_id: int) -> Group:
        """Return a group. Raises: Refusal."""
        found = self.groups.get(group_id)
        if found is None or found.deleted:
            raise not_found("trader_group", group_id)
        return found

    def group_named(self, name: str) -> Group:
        """Return a group by its name. Raises: Refusal."""
        for group in self.groups.values():
            if group.name == name and not group.deleted:
                return group
        raise Refusal("TRADER_GROUP_NOT_FOUND", f"no group {name}")

    def symbol(self, symbol_id: int) -> Symbol:
        """Return a symbol. Raises: Refusal."""
        found = SYMBOL_BY_ID.get(symbol_id)
        if found is None:
            raise Refusal("SYMBOL_NOT_FOUND", f"no symbol {symbol_id}")
        return found

    def asset_of(self, trader: Trader) -> Asset:
        return ASSET_BY_ID[trader.deposit_asset_id]

    def position(self, position_id: int) -> Position:
        """Return an open position. Raises: Refusal."""
        found = self.positions.get(position_id)
        if found is None:
            raise not_found("position", position_id)
        return found

    def positions_of(self, trader_id: int) -> list[Position]:
        return [self.positions[number] for number in sorted(self.held.get(trader_id, ()))]

    def orders_of(self, trader_id: int) -> list[Order]:
        return [order for order in self.orders.values() if order.trader_id == trader_id]

    def save_trader(self, trader: Trader) -> None:
        self.traders[trader.trader_id] = trader
        self.by_login[trader.login] = trader
        self.store.put("trader", trader.trader_id, trader.pack())

    def save_group(self, group: Group) -> None:
        self.groups[group.group_id] = group
        self.store.put("group", group.group_id, group.pack())

    def save_user(self, user: User) -> None:
        self.users[user.user_id] = user
        self.store.put("user", user.user_id, user.pack())

    def save_token(self, token: Token) -> None:
        self.tokens[token.token] = token
        self.store.put("token", token.token, token.pack())

    def save_session(self, token: Token) -> None:
        self.sessions[token.token] = token
        self.store.put("session", token.token, token.pack())

    def drop_token(self, token: Token) -> None:
        kind, kept = ("token", self.tokens)
        if token.token in self.sessions:
            kind, kept = ("session", self.sessions)
        del kept[token.token]
        self.store.drop(kind, token.token)

    def save_position(self, position: Position) -> None:
        self.positions[position.position_id] = position
        self.held[position.trader_id].add(position.position_id)
        self.store.put("position", position.position_id, position.pack())

    def close_position(self, position: Position) -> None:
        """Move a position into history."""
        del self.positions[position.position_id]
        self.held[position.trader_id].discard(position.position_id)
        self.store.drop("position", position.position_id)
        self._row("closed", position.position_id, position, position.utc_last_update_timestamp)

    def save_order(self, order: Order) -> None:
        self.orders[order.order_id] = order
        self.store.put("order", order.order_id, order.pack())

    def finish_order(self, order: Order) -> None:
        """Move an order into history."""
        if self.orders.pop(order.order_id, None) is not None:
            self.store.drop("order", order.order_id)
        self._row("order", order.order_id, order, order.utc_last_update_timestamp)

    def save_deal(self, deal: Deal) -> None:
        self._row("deal", deal.deal_id, deal, deal.execution_timestamp)

    def save_balance_row(self, row: BalanceRow) -> None:
        self._row("balance", row.balance_history_id, row, row.change_balance_timestamp)

    def save_bonus_row(self, row: BonusRow) -> None:
        self._row("bonus", row.bonus_history_id, row, row.change_bonus_timestamp)

    def _row(
        self,
        kind: str,
        number: int,
        record: Position | Order | Deal | BalanceRow | BonusRow,
        time_ms: int,
    ) -> None:
        position = 0 if isinstance(record, BalanceRow | BonusRow) else record.position_id
        closing = isinstance(record, Deal) and record.close_position_detail is not None
        self.store.add(
            kind, Row(number, record.trader_id, time_ms, record.pack(), position, closing)
        )

    def deal(self, deal_id: int) -> Deal:
        """Read a deal. Raises: Refusal."""
        text = self.store.one("deal", deal_id)
        if text is None:
            raise not_found("deal", deal_id)
        return Deal.unpack(text)
