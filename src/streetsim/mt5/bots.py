"""Bots: seeded traders of their own, who also trade lightly on any funded account."""

import random
from decimal import ROUND_DOWN, Decimal

from .engine.balance import change_balance
from .engine.booking import Ticket
from .engine.trading import close_position, open_position
from .engine.users import NewUser, add_user
from .engine.valuation import account_state
from .records import EXT, ZERO, Position, Reason, User, money
from .retcodes import Refusal
from .world import World

MAX_POSITIONS = 3
# A bot risks one micro lot of forex for each so many units of balance.
BALANCE_PER_LOT = Decimal(100_000)
_FAVOURITES = ("EURUSD", "GBPUSD", "USDJPY", "XAUUSD", "US500", "BTCUSD", "EURJPY", "ETHUSD")
_FIRST_NAMES = ("Amira", "Bruno", "Chiara", "Dmitri", "Elena", "Farid", "Greta", "Hugo")
_LAST_NAMES = ("Andersen", "Baptiste", "Castillo", "Dvorak", "Eriksen", "Fontaine", "Grewal")
_BOT_GROUP = "bots\\standard-USD"


class Bots:
    """Opens and closes small positions at random; the same seed draws the same accounts."""

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
        password = f"Bot-{draw.getrandbits(32):08x}Z1"[:16]
        info = {"Name": name, "Comment": "street bot"}
        user = add_user(self._world, NewUser(_BOT_GROUP, 100, password, password, info=info))
        user.bot = True
        amount = Decimal(draw.choice((2000, 5000, 10000, 25000)))
        change_balance(self._world, user.login, amount, comment="seed deposit")

    def act(self) -> None:
        """Let one funded account open or close a position."""
        funded = [user for user in self._world.users.values() if self._may_trade(user)]
        if not funded:
            return
        user = self._random.choice(funded)
        user.last_access = self._world.clock.now_s()
        held = self._world.positions_of(user.login)
        try:
            if len(held) >= MAX_POSITIONS or (held and self._random.random() < 0.45):
                self._close(self._random.choice(held))
            else:
                self._open_position(user)
        except Refusal:
            # A bot that cannot trade now (closed market, no margin) tries again later.
            return

    def _may_trade(self, user: User) -> bool:
        return user.balance > 0 and user.rights & 0x5 == 0x1

    def _close(self, position: Position) -> None:
        close_position(self._world, position.ticket, reason=Reason.CLIENT)

    def _open_position(self, user: User) -> None:
        world = self._world
        now = world.clock.now_ms()
        names = [name for name in _FAVOURITES if world.market.is_open(name, now)]
        if not names:
            return
        symbol = self._random.choice(names)
        state = account_state(world, user.login)
        if state.margin * 3 > state.equity:
            return
        volume = self._volume(user, symbol)
        if volume:
            open_position(world, self._ticket(user, symbol, volume))

    def _ticket(self, user: User, symbol: str, volume: int) -> Ticket:
        """Draw a side; every third trade has a stop and a target."""
        buy = self._random.random() < 0.5
        quote, digits = self._world.market.quotes[symbol], self._world.instrument(symbol).digits
        away = quote.mid * self._random.randint(2, 9) / 1000 * (1 if buy else -1)
        guarded = self._random.random() < 0.34
        return Ticket(
            login=user.login,
            symbol=symbol,
            buy=buy,
            volume=volume,
            sl=money(quote.mid - away, digits) if guarded else ZERO,
            tp=money(quote.mid + away * 2, digits) if guarded else ZERO,
            reason=Reason.CLIENT,
        )

    def _volume(self, user: User, symbol: str) -> int:
        """Return a volume whose value is about the account's balance, in 1/100,000,000 lot."""
        item = self._world.instrument(symbol)
        rate = self._world.market.rate(self._world.group_of(user).currency, item.profit)
        price = self._world.market.quotes[symbol].mid
        wanted = user.balance * rate * self._random.randint(1, 3) / (item.contract_size * price)
        steps = (wanted / item.volume_step).to_integral_value(ROUND_DOWN)
        lots = min(max(steps * item.volume_step, item.volume_min), item.volume_max)
        return int(lots * EXT)
