"""The server's state in memory, written through to the store."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from streetsim.common.clock import ServerClock
from streetsim.market import Instrument, Market

from .config import Mt5Config
from .feed import Feed
from .groups import Group, default_groups
from .masks import matches
from .records import Deal, Order, OrderState, Position, User, deal_effect
from .retcodes import Refusal, Retcode
from .store import Store

FIRST_LOGIN = 100_001
FIRST_TICKET = 1_000_001


@dataclass(slots=True)
class Switches:
    """Behaviours that tests can turn on at run time."""

    raw_backslashes: bool = False
    destructive_update: bool = False
    end_of_day: bool = False


class World:
    """Users, groups, positions and orders of one server, with its market and clock."""

    def __init__(self, config: Mt5Config, store: Store) -> None:
        self.config = config
        self.store = store
        self.clock = ServerClock(config.utc_offset_min, config.daylight)
        self.market = Market(config.seed, always_open=config.always_open)
        self.switches = Switches(config.raw_backslashes, config.destructive_update)
        self.managers = {manager.login: manager for manager in config.managers}
        self.users: dict[int, User] = {}
        self.groups: dict[str, Group] = {}
        self.positions: dict[int, Position] = {}
        self.orders: dict[int, Order] = {}
        self.by_login: defaultdict[int, set[int]] = defaultdict(set)
        self.messages: list[dict[str, str]] = []
        self.restart_due = False
        self.feed = Feed(self.market)
        self.feed.refresh(self.clock.now_ms())
        self._start()

    def _start(self) -> None:
        if not self.store.records("group"):
            with self.store.transaction():
                for group in default_groups():
                    self.save_group(group)
        self.load()

    def load(self) -> None:
        """Read the state from the store, also after a failed transaction."""
        self.users = {user.login: user for user in map(User.unpack, self.store.records("user"))}
        self.groups = {item.name: item for item in map(Group.unpack, self.store.records("group"))}
        self.positions, self.orders = {}, {}
        self.by_login.clear()
        for position in map(Position.unpack, self.store.records("position")):
            self.positions[position.ticket] = position
            self.by_login[position.login].add(position.ticket)
        for order in map(Order.unpack, self.store.records("order")):
            self.orders[order.ticket] = order

    def user(self, login: int) -> User:
        """Return an account. Raises: Refusal with NOT_FOUND."""
        found = self.users.get(login)
        if found is None:
            raise Refusal(Retcode.NOT_FOUND)
        return found

    def group_of(self, user: User) -> Group:
        return self.groups[user.group]

    def instrument(self, symbol: str) -> Instrument:
        """Return an instrument. Raises: Refusal with NOT_FOUND."""
        found = self.market.instruments.get(symbol)
        if found is None:
            raise Refusal(Retcode.NOT_FOUND)
        return found

    def logins(self, mask: str) -> list[int]:
        """List the logins whose group passes a mask."""
        groups = {name for name in self.groups if matches(mask, name)}
        return sorted(user.login for user in self.users.values() if user.group in groups)

    def positions_of(self, login: int) -> list[Position]:
        return [self.positions[ticket] for ticket in sorted(self.by_login.get(login, ()))]

    def position_in(self, login: int, symbol: str) -> Position | None:
        """Return the oldest position of a login in a symbol."""
        return next((item for item in self.positions_of(login) if item.symbol == symbol), None)

    def orders_of(self, login: int) -> list[Order]:
        return [order for order in self.orders.values() if order.login == login]

    def save_user(self, user: User) -> None:
        self.users[user.login] = user
        self.store.put("user", user.login, user.pack())

    def drop_user(self, user: User) -> None:
        del self.users[user.login]
        self.store.drop("user", user.login)

    def save_group(self, group: Group) -> None:
        self.groups[group.name] = group
        self.store.put("group", group.name, group.pack())

    def drop_group(self, group: Group) -> None:
        del self.groups[group.name]
        self.store.drop("group", group.name)

    def save_position(self, position: Position) -> None:
        self.positions[position.ticket] = position
        self.by_login[position.login].add(position.ticket)
        self.store.put("position", position.ticket, position.pack())

    def drop_position(self, position: Position) -> None:
        del self.positions[position.ticket]
        self.by_login[position.login].discard(position.ticket)
        self.store.drop("position", position.ticket)

    def save_order(self, order: Order) -> None:
        self.orders[order.ticket] = order
        self.store.put("order", order.ticket, order.pack())

    def close_order(self, order: Order, state: OrderState, time_ms: int) -> None:
        """Move an order into history."""
        order.state = state
        order.time_done = time_ms
        if self.orders.pop(order.ticket, None) is not None:
            self.store.drop("order", order.ticket)
        self.store.put_history(order.wire())

    def next_order(self) -> int:
        return self.store.next_ticket("order", FIRST_TICKET)

    def next_deal(self) -> int:
        return self.store.next_ticket("deal", FIRST_TICKET)

    def book(self, deal: Deal) -> Deal:
        """Store a deal and move the account's balance and credit by it."""
        wire = deal.wire()
        balance, credit = deal_effect(wire)
        user = self.users[deal.login]
        with self.store.transaction():
            self.store.put_deal(wire)
            user.balance += balance
            user.credit += credit
            self.save_user(user)
        return deal

    def tickets(self, logins: Iterable[int]) -> list[int]:
        """List the position tickets of logins in order."""
        return sorted(ticket for login in logins for ticket in self.by_login.get(login, ()))
