"""The server's state in memory, written through to the store; each change is news."""

from collections.abc import Callable
from dataclasses import dataclass

from streetsim.common.clock import ServerClock
from streetsim.market import Instrument, Market, Quote

from .codes import Refusal, Ret
from .config import Mt4Config
from .records import Cmd, Group, Trade, User, cut, default_groups, effect
from .store import Store

FIRST_LOGIN = 2001
FIRST_TICKET = 500_001


@dataclass(frozen=True, slots=True)
class News:
    """A change that the pumping reports.

    kind: Added, Updated or Deleted; MarginCall for a user; Tick for a quote; Connection for None.
    """

    kind: str
    record: Trade | User | Quote | Instrument | None


class World:
    """Users, groups and trades of one server, with its market and clock."""

    def __init__(self, config: Mt4Config, store: Store) -> None:
        self.config = config
        self.store = store
        self.clock = ServerClock(config.utc_offset_min, config.daylight)
        self.market = Market(config.seed, always_open=config.always_open)
        self.connected = True
        self.users: dict[int, User] = {}
        self.groups: dict[str, Group] = {}
        self.trades: dict[int, Trade] = {}
        self.listeners: list[Callable[[News], None]] = []
        self.margin_calls: set[int] = set()
        self.synced: int | None = None
        self.market.refresh(self.clock.now_ms())
        self._start()

    def _start(self) -> None:
        if not self.store.records("group"):
            with self.store.transaction():
                for group in default_groups():
                    self.store.put("group", group.name, group.pack())
        self.load()

    def load(self) -> None:
        """Read the state from the store, also after a failed transaction."""
        self.users = {user.login: user for user in map(User.unpack, self.store.records("user"))}
        self.groups = {item.name: item for item in map(Group.unpack, self.store.records("group"))}
        self.trades = {trade.order: trade for trade in self.store.open_trades()}

    def user(self, login: int) -> User:
        """Return an account. Raises: Refusal with BadAccountInfo."""
        found = self.users.get(login)
        if found is None:
            raise Refusal(Ret.BAD_ACCOUNT_INFO)
        return found

    def group_of(self, login: int) -> Group:
        return self.groups[self.user(login).group]

    def instrument(self, symbol: str) -> Instrument:
        """Return an instrument. Raises: Refusal with InvalidData."""
        found = self.market.instruments.get(symbol)
        if found is None:
            raise Refusal(Ret.INVALID_DATA, f"unknown symbol: {symbol}")
        return found

    def open_trade(self, ticket: int) -> Trade:
        """Return an open trade or pending order. Raises: Refusal with InvalidData."""
        found = self.trades.get(ticket)
        if found is None:
            raise Refusal(Ret.INVALID_DATA, f"no open trade: {ticket}")
        return found

    def trades_of(self, login: int) -> list[Trade]:
        """List open trades and pending orders by ticket."""
        return sorted(
            (item for item in self.trades.values() if item.login == login),
            key=lambda item: item.order,
        )

    def positions_of(self, login: int) -> list[Trade]:
        return [item for item in self.trades_of(login) if Cmd(item.cmd).is_market]

    def next_ticket(self) -> int:
        """Draw an order ticket; tickets only grow."""
        return self.store.next_ticket("ticket", FIRST_TICKET)

    def text(self, value: str, limit: int) -> str:
        """Keep of a text what the server's code page and field can hold."""
        return cut(value, limit, self.config.codepage)

    def save_user(self, user: User, kind: str = "Updated") -> None:
        user.timestamp = self.clock.now_s()
        self.users[user.login] = user
        self.store.put("user", user.login, user.pack())
        self.tell(News(kind, user))

    def drop_user(self, user: User) -> None:
        del self.users[user.login]
        self.store.drop("user", user.login)
        self.tell(News("Deleted", user))

    def save_trade(self, trade: Trade, kind: str = "Updated") -> None:
        """Write an open trade."""
        trade.timestamp = self.clock.now_s()
        self.trades[trade.order] = trade
        self.store.put_trade(trade)
        self.tell(News(kind, trade))

    def close_trade(self, trade: Trade, kind: str = "Deleted") -> None:
        """Write a closed record and move the account's money by it."""
        trade.timestamp = self.clock.now_s()
        self.trades.pop(trade.order, None)
        balance, credit = effect(trade)
        user = self.users[trade.login]
        with self.store.transaction():
            self.store.put_trade(trade)
            if balance or credit:
                user.balance += balance
                user.credit += credit
                self.save_user(user)
        self.tell(News(kind, trade))

    def set_connected(self, connected: bool) -> None:
        """Lose or find the connection between bridge and server."""
        self.connected = connected
        self.tell(News("Connection", None))

    def tell(self, news: News) -> None:
        """Give a change to all who listen."""
        for listener in list(self.listeners):
            listener(news)

    def journal(self, text: str, ip: str = "127.0.0.1") -> None:
        """Write a line of the server's journal."""
        self.store.write_journal(self.clock.now_s(), ip, text)
