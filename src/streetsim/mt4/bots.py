"""Bots: seeded traders of their own, who also trade lightly on any funded account."""

import random
from decimal import ROUND_DOWN, Decimal

from streetsim.common.records import ZERO, money

from .codes import Refusal
from .engine.balance import change_balance
from .engine.trading import Closing, Ticket, close_trade, open_trade
from .engine.users import NewUser, add_user
from .engine.valuation import account_state
from .records import ENABLED, READ_ONLY, Cmd, Reason, Trade, User
from .world import World

MAX_TRADES = 3
_FAVOURITES = ("EURUSD", "GBPUSD", "USDJPY", "XAUUSD", "US500", "BTCUSD", "EURJPY", "ETHUSD")
_FIRST_NAMES = ("Amira", "Bruno", "Chiara", "Dmitri", "Elena", "Farid", "Greta", "Hugo")
_LAST_NAMES = ("Andersen", "Baptiste", "Castillo", "Dvorak", "Eriksen", "Fontaine", "Grewal")
_BOT_GROUP = "bots-USD"


class Bots:
    """Opens and closes small trades at random; the same seed draws the same accounts."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._random = random.Random(world.config.seed)

    def seed(self) -> None:
        """Open the seeded accounts that are still missing, each with a deposit."""
        have = sum(user.bot for user in self._world.users.values())
        with self._world.store.transaction():
            for index in range(self._world.config.accounts):
                draw = random.Random(self._world.config.seed * 100_003 + index)
                if index >= have:
                    self._open(draw)

    def _open(self, draw: random.Random) -> None:
        name = f"{draw.choice(_FIRST_NAMES)} {draw.choice(_LAST_NAMES)}"
        texts = {"name": name, "comment": "street bot"}
        user = add_user(self._world, NewUser(_BOT_GROUP, texts=texts))
        user.bot = True
        amount = Decimal(draw.choice((2000, 5000, 10000, 25000)))
        change_balance(self._world, user.login, amount, comment="seed deposit")

    def act(self) -> None:
        """Let one funded account open or close a trade."""
        funded = [user for user in self._world.users.values() if self._may_trade(user)]
        if not funded:
            return
        user = self._random.choice(funded)
        held = self._world.positions_of(user.login)
        try:
            if len(held) >= MAX_TRADES or (held and self._random.random() < 0.45):
                self._close(self._random.choice(held))
            else:
                self._trade(user)
        except Refusal:
            # A bot that cannot trade now (closed market, no margin) tries again later.
            return

    def _may_trade(self, user: User) -> bool:
        return user.balance > 0 and user.flags & (ENABLED | READ_ONLY) == ENABLED

    def _close(self, trade: Trade) -> None:
        """Close a trade; every fourth one of more than two steps only by half."""
        step = int(self._world.instrument(trade.symbol).volume_step * 100)
        half = trade.volume // 2 // step * step
        part = half if half and self._random.random() < 0.25 else 0
        close_trade(self._world, trade.order, Closing(volume=part))

    def _trade(self, user: User) -> None:
        world = self._world
        now = world.clock.now_ms()
        names = [name for name in _FAVOURITES if world.market.is_open(name, now)]
        state = account_state(world, user.login)
        if not names or state.margin * 3 > state.equity:
            return
        symbol = self._random.choice(names)
        volume = self._volume(user, symbol)
        if volume:
            open_trade(world, self._ticket(user, symbol, volume))

    def _ticket(self, user: User, symbol: str, volume: int) -> Ticket:
        """Draw a side; every third trade has a stop and a target."""
        buy = self._random.random() < 0.5
        quote, digits = self._world.market.quotes[symbol], self._world.instrument(symbol).digits
        away = quote.mid * self._random.randint(2, 9) / 1000 * (1 if buy else -1)
        guarded = self._random.random() < 0.34
        return Ticket(
            login=user.login,
            symbol=symbol,
            cmd=Cmd.BUY if buy else Cmd.SELL,
            volume=volume,
            sl=money(quote.mid - away, digits) if guarded else ZERO,
            tp=money(quote.mid + away * 2, digits) if guarded else ZERO,
            reason=Reason.CLIENT,
        )

    def _volume(self, user: User, symbol: str) -> int:
        """Return a volume whose value is about the account's balance, in 1/100 lot."""
        item = self._world.instrument(symbol)
        rate = self._world.market.rate(self._world.group_of(user.login).currency, item.profit)
        price = self._world.market.quotes[symbol].mid
        wanted = user.balance * rate * self._random.randint(1, 3) / (item.contract_size * price)
        steps = (wanted / item.volume_step).to_integral_value(ROUND_DOWN)
        lots = min(max(steps * item.volume_step, item.volume_min), item.volume_max)
        return int(lots * 100)
